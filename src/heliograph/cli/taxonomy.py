"""The commands that show what is looked for: taxonomy, and the known names of a case: names."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain, groupby
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from heliograph.cli.explaining import print_judgement
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import console, json_lines, plain, say, table
from heliograph.errors import NothingThere, UsageError
from heliograph.explanation import try_words
from heliograph.judgement_views import ClassView, TaxonomyCheck
from heliograph.plugins.finders import claim_finder, load_segmenter
from heliograph.store import CaseFolder
from heliograph.taxonomy import Capability
from heliograph.taxonomy.own import own_classes, own_files, taxonomy_with
from heliograph.taxonomy.spelling import nearest
from heliograph.wording import action_in_words, language_in_words

SHIPPED = "shipped"
MOST_CHARACTERS = 200_000
"""Characters of a text that is tried: every piece of evidence in it is judged away in turn."""


@click.command()
@click.argument("wanted", metavar="[CLASS]", required=False)
@click.option(
    "--test",
    "text",
    metavar="TEXT",
    help="Judge this text and say why; also a text file, or - for what is piped in.",
)
@click.option("--check", is_flag=True, help="Check the files that ship and those of the case.")
@case_option
@json_option
def taxonomy(wanted: str | None, text: str | None, check: bool, case: Path, as_json: bool) -> None:
    """List what is looked for; with CLASS, explain one class: its words, and what it is not.

    A case can have classes and words of its own, in its folder `taxonomy/`; they are shown and
    tried too. --check ends with exit code 22 where a file is wrong, and names file and key.

    \b
    Examples:
      heliograph taxonomy
      heliograph taxonomy ethnicity_alarm
      heliograph taxonomy --test "命中重点人员后自动报警"
      heliograph taxonomy emotion_recognition --test brochure.txt
      heliograph taxonomy --check --case cases/riverside
    """
    folder = CaseFolder(case).taxonomy
    classes = list(_classes(folder))
    if wanted is not None:
        classes = [_named(classes, wanted)]
    if check:
        _check(folder, as_json=as_json)
    elif text is not None:
        _try(_read(text), folder, wanted, as_json=as_json)
    elif as_json:
        json_lines(classes)
    elif wanted is not None:
        _explain(console(), classes[0])
    else:
        _list(console(), classes)


def _classes(folder: Path) -> Iterator[ClassView]:
    own = own_files(folder)
    brought = own_classes(own)
    for one in taxonomy_with(own).capabilities:
        yield _view(one, brought.get(one.id, SHIPPED))


def _view(one: Capability, origin: str) -> ClassView:
    languages = dict.fromkeys(chain(one.strong, one.weak))
    counts = {
        language: len(one.strong.get(language, ())) + len(one.weak.get(language, ()))
        for language in languages
    }
    return ClassView(
        id=one.id,
        family=one.family,
        definition=one.definition,
        action=one.action,
        origin=origin,
        terms={language: count for language, count in counts.items() if count},
        strong={language: list(words) for language, words in one.strong.items()},
        weak={language: list(words) for language, words in one.weak.items()},
        acts=list(one.acts),
        objects=list(one.objects),
        context=list(one.context),
        against=list(one.against),
        traps=list(one.traps),
        examples=list(one.examples),
        not_examples=list(one.not_examples),
    )


def _named(classes: list[ClassView], wanted: str) -> ClassView:
    found = next((one for one in classes if one.id == wanted), None)
    if found is None:
        hint = nearest(wanted, [one.id for one in classes]).strip()
        raise NothingThere(
            what=f"class {wanted}", hint=hint or "`heliograph taxonomy` lists the classes."
        )
    return found


def _list(out: Console, classes: list[ClassView]) -> None:
    for family, members in groupby(classes, key=lambda one: one.family):
        listed = table("class", "terms", "what it is", title=family.replace("_", " "))
        for one in members:
            counts = " ".join(f"{language} {count}" for language, count in one.terms.items())
            origin = "" if one.origin == SHIPPED else f" (of this case: {one.origin})"
            listed.add_row(one.id, counts, plain(one.definition + origin))
        out.print(listed)
        out.print()
    out.print(
        "heliograph taxonomy CLASS explains one; --test TEXT tries words of your own.", style="dim"
    )


def _explain(out: Console, one: ClassView) -> None:
    out.print(Text(one.id, style="bold"), plain(f"  {one.family.replace('_', ' ')}, {one.origin}"))
    out.print(plain(one.definition))
    out.print(f"What is usually done: the product {action_in_words(one.action)}.")
    for title, by_language in (
        ("Terms that say it by themselves", one.strong),
        ("Terms that can mean it, with words of the field around them", one.weak),
    ):
        _print_words(out, title, {language_in_words(key): by_language[key] for key in by_language})
    _print_words(
        out, "An act and its object in one clause", {"acts": one.acts, "objects": one.objects}
    )
    _print_words(out, "Words that make it likelier", {"": one.context})
    out.print()
    out.print("[bold]What is NOT it[/bold]")
    for title, words in (
        ("likely something else beside", one.against),
        ("never meant in", one.traps),
    ):
        if words:
            out.print(plain(f"  {title}: {', '.join(words)}"))
    for sentence in one.not_examples:
        out.print(plain(f"  ✗ {sentence}"))
    out.print()
    out.print("[bold]What is[/bold]")
    for sentence in one.examples:
        out.print(plain(f"  ✓ {sentence}"))


def _print_words(out: Console, title: str, words: dict[str, list[str]]) -> None:
    if not any(words.values()):
        return
    out.print()
    out.print(plain(title), style="bold")
    for name, some in words.items():
        if some:
            out.print(plain(f"  {name + ': ' if name else ''}{', '.join(some)}"))


def _read(text: str) -> str:
    """Give the text that is meant: what is piped in, a file's, or the words themselves."""
    words = sys.stdin.read(MOST_CHARACTERS + 1) if text == "-" else _of_file(text)
    if not words.strip():
        raise UsageError(detail="There is no text to try.")
    if len(words) > MOST_CHARACTERS:
        raise UsageError(
            detail=f"The text is longer than {MOST_CHARACTERS} characters: make a case of it with "
            "`heliograph scan`, and ask `heliograph explain` about its claims."
        )
    return words


def _of_file(text: str) -> str:
    try:
        if not Path(text).is_file():
            return text
        with Path(text).open(encoding="utf-8") as file:
            return file.read(MOST_CHARACTERS + 1)
    except UnicodeDecodeError as broken:
        raise UsageError(
            detail=f"{text} is no UTF-8 text; `heliograph scan` reads other kinds of file."
        ) from broken
    except (OSError, ValueError):
        # Too long for a name, or with signs that no name has: it is the text itself.
        return text


def _try(words: str, folder: Path, wanted: str | None, *, as_json: bool) -> None:
    found = [
        one
        for one in try_words(words, claim_finder(folder), load_segmenter())
        if wanted in (None, one.capability)
    ]
    if as_json:
        json_lines(found)
        return
    out = console()
    if not found:
        of = f" of {wanted}" if wanted else ""
        out.print(f"No claim: no passage has a term{of}, or an act with its object.")
    for one in found:
        out.rule(characters="─")
        name = Text(one.capability.replace("_", " "), style="bold")
        out.print(name, plain(f"  “{' '.join(one.quote.split())}”"))
        print_judgement(out, one)


def _check(folder: Path, *, as_json: bool) -> None:
    own = own_files(folder)
    joined = taxonomy_with(own)
    brought = own_classes(own)
    result = TaxonomyCheck(
        version=joined.version,
        classes=len(joined.capabilities),
        families=len({one.family for one in joined.capabilities}),
        own_files=[name for name, _ in own],
        own_classes=list(brought),
        unlike=list(_unlike(folder, brought)),
    )
    if as_json:
        json_lines([result])
        return
    out = console()
    out.print(f"In order: {result.classes} classes in {result.families} families.")
    if own:
        named = f", with the classes {', '.join(brought)}" if brought else ""
        out.print(plain(f"Of this case: {', '.join(result.own_files)}{named}."))
    for one in result.unlike:
        say(f"The finder judges this example otherwise: {one}")


def _unlike(folder: Path, brought: dict[str, str]) -> Iterator[str]:
    """Yield the examples of a case's own classes that the finder does not judge as they say."""
    if not brought:
        return
    finder, segmenter = claim_finder(folder), load_segmenter()
    for capability in finder.taxonomy.capabilities:
        if capability.id not in brought:
            continue
        wanted = [(one, True) for one in capability.examples]
        wanted += [(one, False) for one in capability.not_examples]
        for sentence, is_claim in wanted:
            judged = try_words(sentence, finder, segmenter)
            if is_claim != any(one.claim and one.capability == capability.id for one in judged):
                yield f"{capability.id}: {sentence}"
