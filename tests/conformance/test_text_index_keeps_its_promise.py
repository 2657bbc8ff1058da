"""What every text index must keep, against brute force, over pages that are made to trip it.

To run another implementation through it, add how to open it to `IMPLEMENTATIONS`.
"""

import random
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from heliograph.errors import BadQuery
from heliograph.language.folding import fold
from heliograph.seams import IndexEntry
from heliograph.search.tantivy_index import TantivyIndex

IMPLEMENTATIONS = {"tantivy": TantivyIndex.open_or_new}
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "bench_parallel"

# Few characters and few words, so that almost everything almost matches everything else.
HAN = "人脸识别民族維华為"
WORDS = (
    "face",
    "Face",
    "v2",
    "EM_NATION_TYPE",
    "byNation",
    "nation",
    "лицо",
    "тип",
    "يۈز",
    "ＡＢＣ",
)
BETWEEN = (
    "",
    "",
    " ",
    " ",
    "，",
    "、",
    "。",
    "！",
    ". ",
    "\n",
    "\r\n",
    " \n ",
    "\n\n",
    "(",
    "·",
    "-",
)
CAPABILITIES = ("ethnicity_alarm", "face_watchlist", "gait")


def varied_pages(seed=7, count=300):
    """Make pages that share most of their words and characters."""
    chance = random.Random(seed)
    pages = {}
    for number in range(count):
        pieces = []
        for _ in range(chance.randint(1, 30)):
            if chance.random() < 0.6:
                pieces.append("".join(chance.choices(HAN, k=chance.randint(1, 6))))
            else:
                pieces.append(f" {chance.choice(WORDS)} ")
            pieces.append(chance.choice(BETWEEN))
        pages[f"page-{number:03}"] = "".join(pieces)
    return pages


def entry_of(page_id, text, seed=0):
    chance = random.Random(f"{page_id}{seed}")
    return IndexEntry(
        page_id=page_id,
        digest=f"sha256:{page_id}",
        text=text,
        capability=tuple(chance.sample(CAPABILITIES, chance.randint(0, 2))),
        stance=tuple(chance.sample(("asserted", "reported", "negated"), chance.randint(0, 2))),
        language=(chance.choice(("zh", "zh-Hant", "en")),),
        kind=chance.choice(("pdf", "html")),
        folder=("vendor", chance.choice(("vendor/a", "vendor/b c"))),
    )


UNIT = re.compile(
    r"(?P<dense>[\u2e80-\U0010ffff])|(?P<word>\w+)|(?P<gap>[!?;。…]|\.(?=\s|$)|\n\s*\n)|(?P<other>.)",
    re.DOTALL,
)


def units(text):
    """Write folded text as (what, how it follows the one before): the oracle's own reading."""
    made: list[tuple[str, str]] = []
    follows = "free"
    for match in UNIT.finditer(folded(text)):
        kind = match.lastgroup
        if kind == "dense" and not match[0].isalnum():
            kind = "gap" if match[0] in "。｡" else "other"
        if kind == "gap":
            follows = "gap"
        elif kind == "other":
            follows = "free" if follows == "glued" else follows
        else:
            if follows == "glued" and not (kind == "dense" and made[-1][0] >= "\u2e80"):
                follows = "free"
            made.append((match[0], follows))
            follows = "glued"
    return made


def stands_in(sought, page):
    """Whether the units follow each other somewhere on the page just as they do in the query."""
    for at in range(len(page) - len(sought) + 1):
        run = page[at : at + len(sought)]
        if all(
            have == want and (place == 0 or had == wanted)
            for place, ((have, had), (want, wanted)) in enumerate(zip(run, sought, strict=True))
        ):
            return True
    return False


@pytest.fixture(scope="module")
def pages():
    return varied_pages()


@pytest.fixture(scope="module", params=sorted(IMPLEMENTATIONS))
def index(request, pages, tmp_path_factory):
    made, fresh = IMPLEMENTATIONS[request.param](tmp_path_factory.mktemp("index") / "index")
    assert fresh
    made.add(entry_of(page_id, text) for page_id, text in pages.items())
    made.commit()
    yield made
    made.close()


@pytest.fixture(params=sorted(IMPLEMENTATIONS))
def empty_index(request, tmp_path):
    made, _ = IMPLEMENTATIONS[request.param](tmp_path / "index")
    yield made
    made.close()


def found(index, query):
    hits = index.search(query, limit=10_000)
    assert hits.total == len(hits.hits)
    return {hit.page_id for hit in hits.hits}


def by_brute_force(pages, holds):
    return {page_id for page_id, text in pages.items() if holds(text)}


@cache
def folded(text):
    return fold(text).text


def holding(pages, phrase):
    return by_brute_force(pages, lambda text: folded(phrase) in folded(text))


def having_word(pages, word):
    sought = re.compile(rf"(?<![^\W\u2e80-\U0010ffff]){word}(?![^\W\u2e80-\U0010ffff])")
    return by_brute_force(pages, lambda text: sought.search(folded(text)))


def test_a_phrase_of_chinese_finds_exactly_the_pages_that_hold_it(index, pages):
    chance = random.Random(1)
    for number in range(80):
        phrase = "".join(chance.choices(HAN, k=chance.randint(2, 6)))
        query = phrase if number % 2 else f'"{phrase}"'
        assert found(index, query) == holding(pages, phrase), phrase


def test_every_pair_of_characters_is_found_exactly(index, pages):
    for first in HAN:
        for second in HAN:
            assert found(index, first + second) == holding(pages, first + second)


def test_a_single_character_is_found_wherever_it_stands(index, pages):
    for character in HAN:
        assert found(index, character) == holding(pages, character)


def test_any_phrase_cut_from_a_page_finds_what_reading_every_page_finds(index, pages):
    chance = random.Random(2)
    read = {page_id: units(text) for page_id, text in pages.items()}
    tried = 0
    for page_id in chance.sample(sorted(pages), 120):
        text = pages[page_id]
        start = chance.randrange(len(text))
        cut = text[start : start + chance.randint(2, 15)].replace('"', " ")
        sought = units(cut)
        words = [word for word, _ in sought]
        if not sought or any(word not in [w for w, _ in read[page_id]] for word in words):
            continue  # The cut went through a word.
        tried += 1
        expected = {other for other, has in read.items() if stands_in(sought, has)}
        assert found(index, f'"{cut}"') == expected, cut
    assert tried > 60


def test_a_word_is_found_whole_and_whatever_its_case(index, pages):
    for word in ("face", "FACE", "v2", "лицо", "abc", "ＡＢＣ"):
        assert found(index, word) == having_word(pages, fold(word).text)
    assert found(index, "fac") == set()


def test_the_beginning_of_a_word_finds_it(index, pages):
    assert found(index, "fac*") == having_word(pages, "face")
    assert found(index, "em_nat*") == having_word(pages, "em_nation_type")


def test_an_identifier_is_found_whole_and_by_its_parts_but_not_by_a_quotation_of_one(index, pages):
    whole = having_word(pages, "em_nation_type")
    assert found(index, "EM_NATION_TYPE") == whole
    assert found(index, "NATION_TYPE") == whole
    parts = whole | having_word(pages, "bynation") | having_word(pages, "nation")
    assert found(index, "nation") == parts
    assert found(index, '"nation"') == having_word(pages, "nation")


def test_and_or_not_and_brackets_are_the_operations_on_sets(index, pages):
    chance = random.Random(3)
    every = set(pages)
    for _ in range(15):
        terms = ["".join(chance.choices(HAN, k=2)) for _ in range(4)]
        one, two, three, four = (holding(pages, term) for term in terms)
        a, b, c, d = terms
        assert found(index, f"{a} AND ({b} OR {c}) NOT {d}") == (one & (two | three)) - four
        assert found(index, f"{a} OR {b} {c}") == one | (two & three)
        assert found(index, f"{a} -{b}") == one - two
        assert found(index, f"NOT ({a} OR {b})") == every - one - two
        assert found(index, f"{a} OR NOT {b}") == one | (every - two)
        assert found(index, f"NOT {a} NOT {b}") == every - one - two
    assert found(index, "*") == every


def test_a_facet_narrows_and_its_counts_are_those_of_all_that_is_found(index, pages):
    entries = {page_id: entry_of(page_id, text) for page_id, text in pages.items()}
    some = holding(pages, "人脸")
    hits = index.search("人脸", limit=1)
    assert hits.total == len(some)
    for facet in ("capability", "stance", "language", "folder"):
        counted = Counter(value for page_id in some for value in getattr(entries[page_id], facet))
        assert hits.facets[facet] == counted
    assert hits.facets["kind"] == Counter(entries[page_id].kind for page_id in some)

    def of(facet, value):
        return {page_id for page_id in some if value in getattr(entries[page_id], facet)}

    assert found(index, "人脸 stance:negated") == of("stance", "negated")
    assert found(index, "人脸 NOT capability:gait") == some - of("capability", "gait")
    assert found(index, '人脸 folder:"vendor/b c"') == of("folder", "vendor/b c")
    assert found(index, "人脸 folder:vendor/") == some
    both = of("language", "zh") | of("language", "zh-Hant")
    assert found(index, "人脸 language:zh") == both
    assert found(index, "人脸 language:zh-Hant") == of("language", "zh-Hant")
    either = of("stance", "negated") | of("stance", "reported")
    assert found(index, "人脸 stance:(negated OR reported)") == either


def test_results_come_in_stretches_that_add_up(index):
    whole = [hit.page_id for hit in index.search("人脸", limit=1000).hits]
    pieces = [
        hit.page_id
        for offset in range(0, len(whole), 7)
        for hit in index.search("人脸", limit=7, offset=offset).hits
    ]
    assert pieces == whole
    assert index.search("人脸", limit=0).hits == ()


def test_what_means_nothing_is_refused_in_words(index):
    with pytest.raises(BadQuery, match="character 3"):
        index.search("a (b")


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("華為技術有限公司", "华为"),
        ("由华为提供", "華為"),
        ("ＡＢＣ－１２３", "abc"),
        ("支持abc", "ＡＢＣ"),
        ("对重点人\r\n员布控告警", "重点人员布控"),
        ("对重点人 \n  员布控告警", '"重点人员布控"'),
        ("recognises eth-\nnicity of faces", "ethnicity"),
        ("recognises eth\ufffenicity of faces", "ethnicity"),
        ("⺠族⼈⼝", "民族人口"),
        ("ﺋﯘﻳﻐﯘﺭ تىلى", "ئۇيغۇر"),
        ("опознаёт лица", "опознает"),
        ("监\u200b控", "监控"),
        ("ไทย བོད་ཡིག", "བོད"),
        ("the Nation Type of each face", "nation-type"),
        ("支持V2X的系统", "V2X的"),
        ("支持V2X的系统", "持v2x的系"),
    ],
)
def test_what_a_person_would_call_the_same_words_is_found(empty_index, page, query):
    empty_index.add([entry_of("it", page), entry_of("other", "别的页面 without them.")])
    empty_index.commit()
    assert found(empty_index, query) == {"it"}


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("识别人脸。识别", '"人脸识别"'),
        ("人脸 脸部", "人脸部"),
        ("人脸、脸部", '"人脸部"'),
        ("It sees a face. Recognition is off", '"face recognition"'),
        ("人脸\n\n识别", "人脸识别"),
        ("surface", "face"),
    ],
)
def test_a_phrase_does_not_reach_over_what_parts_it(empty_index, page, query):
    empty_index.add([entry_of("it", page)])
    empty_index.commit()
    assert found(empty_index, query) == set()


def test_a_page_added_again_takes_the_place_of_the_old_one(empty_index):
    empty_index.add([entry_of("one", "人脸"), entry_of("two", "车辆")])
    empty_index.commit()
    empty_index.add([entry_of("one", "步态"), entry_of("one", "声纹")])
    empty_index.commit()
    assert found(empty_index, "人脸 OR 步态") == set()
    assert found(empty_index, "声纹") == {"one"}
    assert empty_index.doc_count() == 2


def test_a_removed_page_is_found_no_more(empty_index):
    empty_index.add([entry_of("one", "人脸"), entry_of("two", "人脸")])
    empty_index.commit()
    empty_index.remove(["one", "never-there"])
    empty_index.commit()
    assert found(empty_index, "人脸") == {"two"}
    assert empty_index.search("人脸").facets["folder"]["vendor"] == 1


def test_what_is_not_committed_is_not_found(empty_index):
    empty_index.add([entry_of("one", "人脸")])
    assert found(empty_index, "人脸") == set()
    empty_index.close()
    empty_index.commit()
    assert found(empty_index, "人脸") == set()


def test_a_very_long_page_is_found_by_its_last_words(empty_index):
    text = "这是很长的一页文字，" * 140_000 + "x" * 100_000 + " 末尾的暗号"
    assert len(text.encode()) > 4_000_000
    empty_index.add([entry_of("long", text)])
    empty_index.commit()
    assert found(empty_index, "末尾的暗号") == {"long"}


def test_broken_characters_and_names_that_are_no_text_do_no_harm(empty_index):
    entry = IndexEntry(
        page_id="odd",
        digest="sha256:0",
        text="人脸\ud800识别 \x00 \U0010ffff 告警",
        folder=("dir\udcff",),
    )
    empty_index.add([entry])
    empty_index.commit()
    assert found(empty_index, "告警") == {"odd"}
    assert found(empty_index, "告警 folder:dir\udcff") == {"odd"}
    assert found(empty_index, "告警\ud800") == {"odd"}


def test_an_index_that_is_emptied_takes_pages_again(empty_index):
    empty_index.add([entry_of("one", "人脸")])
    empty_index.commit()
    empty_index.add([entry_of("two", "人脸")])
    empty_index.empty()
    assert found(empty_index, "人脸") == set()
    empty_index.add([entry_of("three", "人脸")])
    empty_index.commit()
    assert found(empty_index, "人脸") == {"three"}


@pytest.mark.parametrize("name", sorted(IMPLEMENTATIONS))
def test_another_process_may_search_while_one_writes(name, tmp_path):
    index, _ = IMPLEMENTATIONS[name](tmp_path / "index")
    index.add([entry_of("one", "人脸")])
    index.commit()
    index.add([entry_of("two", "人脸")])
    code = (
        "import sys; from pathlib import Path; from heliograph.search.tantivy_index import *;"
        "index, fresh = TantivyIndex.open_or_new(Path(sys.argv[1]));"
        "print(fresh, index.search('人脸').total)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "index")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == ["False", "1"]
    index.commit()
    index.close()


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside the checkout")
@pytest.mark.parametrize("name", sorted(IMPLEMENTATIONS))
def test_phrases_cut_from_real_news_are_found_exactly(name, tmp_path):
    lines = []
    for file in sorted(CORPUS.glob("*.txt")):
        lines += file.read_text(encoding="utf-8").splitlines()
    pages = {str(number): line for number, line in enumerate(lines)}
    index, _ = IMPLEMENTATIONS[name](tmp_path / "index")
    index.add(entry_of(page_id, text) for page_id, text in pages.items())
    index.commit()
    chance = random.Random(5)
    runs = [run for text in map(folded, lines) for run in re.findall("[\u4e00-\u9fff]{2,}", text)]
    for run in chance.sample(runs, 120):
        length = min(len(run), chance.randint(2, 8))
        start = chance.randint(0, len(run) - length)
        phrase = run[start : start + length]
        assert found(index, phrase) == holding(pages, phrase)
    words = [word for text in map(folded, lines) for word in re.findall(r"[^\W\d_]+", text)]
    spaced = [word for word in words if not re.search("[\u2e80-\U0010ffff]", word)]
    for word in chance.sample(spaced, 40):
        assert found(index, f'"{word}"') == having_word(pages, word), word
    index.close()
