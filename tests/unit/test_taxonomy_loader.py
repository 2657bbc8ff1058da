"""The taxonomy's files are of their form, and what is not is refused by file and key."""

from __future__ import annotations

from importlib.resources import files

import pytest

from heliograph.errors import TaxonomyError
from heliograph.finders.lexicon import Lexicon
from heliograph.finders.terms import terms_of
from heliograph.taxonomy import load_taxonomy
from heliograph.taxonomy.loader import FAMILIES, taxonomy_of

NAMES = [f"{name}.toml" for name in (*FAMILIES, "cues", "genres", "entities")]


def contents() -> dict[str, bytes]:
    folder = files("heliograph.taxonomy") / "data"
    return {name: (folder / name).read_bytes() for name in NAMES}


def with_change(name: str, old: str, new: str) -> dict[str, bytes]:
    changed = contents()
    text = changed[name].decode()
    assert old in text
    changed[name] = text.replace(old, new, 1).encode()
    return changed


def test_thirty_six_classes_in_eight_families_each_with_words_in_both_main_languages():
    taxonomy = load_taxonomy()
    assert len(taxonomy.capabilities) == 36
    assert len({one.family for one in taxonomy.capabilities}) == 8
    for one in taxonomy.capabilities:
        assert one.strong["zh"], one.id
        assert one.strong["en"], one.id
        assert one.definition.endswith(".")
        assert one.examples


def test_the_version_is_made_of_the_content():
    assert load_taxonomy().version == taxonomy_of(contents()).version
    other = taxonomy_of(with_change("cues.toml", '"不支持"', '"不支持啊"'))
    assert other.version != load_taxonomy().version


def test_an_unknown_key_is_refused_with_its_file():
    changed = with_change("internet_control.toml", "definition =", "defnition =")
    with pytest.raises(TaxonomyError, match=r"internet_control\.toml.*defnition"):
        taxonomy_of(changed)


def test_a_term_that_stands_twice_is_refused_with_its_class():
    changed = with_change("internet_control.toml", '["舆情监测",', '["舆情监测", "舆情监测",')
    with pytest.raises(TaxonomyError, match=r"opinion_monitoring\.zh.*舆情监测"):
        taxonomy_of(changed)


def test_a_term_that_is_strong_and_weak_at_once_is_refused():
    changed = with_change("internet_control.toml", 'zh = ["舆情",', 'zh = ["舆情监测", "舆情",')
    with pytest.raises(TaxonomyError, match="舆情监测"):
        taxonomy_of(changed)


def test_a_class_without_strong_terms_is_refused():
    empty = (
        'version = 1\nfamily = "f"\n[[class]]\nid = "nothing"\ndefinition = "."\n'
        'action = "list"\nexamples = []\n[class.strong]\nen = []\n'
    )
    changed = contents() | {"internet_control.toml": empty.encode()}
    with pytest.raises(TaxonomyError, match=r"internet_control\.toml.*nothing.*empty"):
        taxonomy_of(changed)


def test_an_unknown_language_is_refused():
    changed = with_change("internet_control.toml", "[class.strong]\nen =", "[class.strong]\nxx =")
    with pytest.raises(TaxonomyError, match="xx"):
        taxonomy_of(changed)


def test_another_version_of_the_format_is_refused():
    changed = with_change("genres.toml", "version = 1", "version = 2")
    with pytest.raises(TaxonomyError, match="genres"):
        taxonomy_of(changed)


def test_a_voice_of_no_genre_is_refused():
    voice = contents()["genres.toml"] + b'\n[[voice]]\nof = "opera"\nwords = { "aria" = 1 }\n'
    with pytest.raises(TaxonomyError, match="opera"):
        taxonomy_of(contents() | {"genres.toml": voice})


def test_an_ambiguous_name_needs_words_that_make_it_sure():
    lone = 'version = 1\n[[entity]]\nname = "Acme"\nkind = "company"\nambiguous = ["AC"]\n'
    with pytest.raises(TaxonomyError, match="Acme"):
        taxonomy_of(contents() | {"entities.toml": lone.encode()})


def test_every_strong_term_is_found_in_itself_unless_a_trap_holds_it():
    taxonomy = load_taxonomy()
    lexicon = Lexicon(terms_of(taxonomy))
    for one in taxonomy.capabilities:
        for terms in one.strong.values():
            for term in terms:
                if "*" in term:
                    continue
                keys = {hit.key for hit in lexicon.scan(term)}
                assert ("strong", one.id) in keys, (one.id, term)
