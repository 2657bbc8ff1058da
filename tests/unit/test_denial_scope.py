"""How far a denial reaches: by clauses, lists, turns, conditions, cells, comments and headings."""

from __future__ import annotations

import numpy as np
import pytest
from tests.leaves import leaf_of

from heliograph.codec import id_of
from heliograph.finders.denials import denials_in, even, grammars_of, said_beside
from heliograph.finders.lexicon import Lexicon
from heliograph.finders.ordinary import OrdinaryPage, ordinary_terms
from heliograph.finders.scope import taken_back
from heliograph.finders.terms import Hit
from heliograph.records import Container, Passage, PassageId, PassageRole
from heliograph.taxonomy import load_taxonomy


def passage_of(
    words: str, language: str, role: PassageRole = "sentence", held: Container | None = None
) -> Passage:
    page = leaf_of(words).page
    return Passage(
        id=PassageId(id_of("passage", page.id, 0)),
        page_id=page.id,
        number=0,
        start=0,
        end=len(words),
        role=role,
        language=language,
        heading=held.name if held else "",
        container=held,
    )


def denied(words: str, term: str, language: str, **more: object) -> str:
    """Give the kind of what takes the term back, empty where it stands."""
    passage = passage_of(words, language, **more)  # type: ignore[arg-type] # role and held
    at = words.index(term)
    hit = Hit(at, at + len(term), ("strong", "x"), term, 1.0)
    found = taken_back(passage, words, [hit])
    return found.kind if found else ""


@pytest.mark.parametrize(
    ("language", "words", "term"),
    [
        ("en", "The box does not detect faces, plates or gait.", "faces"),
        ("en", "The box does not detect faces, plates or gait.", "plates"),
        ("en", "The box does not detect faces, plates or gait.", "gait"),
        ("en", "Mood reading, gait search and face search are not supported.", "Mood reading"),
        (
            "en",
            "The gait field, which earlier versions returned, has been taken out.",
            "gait field",
        ),
        ("en", "Not supported: face search, gait search.", "gait search"),
        ("en", "It comes with everything except face search.", "face search"),
        ("en", "You must not use the kit for gait search or face search.", "face search"),
        ("zh", "本机不支持步态、人脸和情绪分析。", "情绪分析"),
        ("zh", "步态分析、情绪分析等功能，本版本均不支持。", "步态分析"),
        ("zh", "除步态分析外，其余功能均支持。", "步态分析"),
        ("zh", "步态分析预留接口，二期再行实施。", "步态分析"),
        (
            "fr",
            "Le boîtier ne sait ni lire les plaques ni suivre les visages.",
            "suivre les visages",
        ),
        ("fr", "Absence de toute lecture des plaques.", "lecture des plaques"),
        ("fr", "Analyse de la démarche : à venir", "Analyse de la démarche"),
        ("ru", "Камера считает людей, но не распознаёт походку.", "походку"),
        ("ru", "Поиск лиц: не поддерживается", "Поиск лиц"),
        ("es", "El equipo carece de lectura de placas.", "lectura de placas"),
        ("es", "Dejamos de ofrecer la búsqueda de rostros.", "búsqueda de rostros"),
        ("ar", "لا يدعم هذا المنتج قراءة اللوحات.", "قراءة اللوحات"),
        ("ug", "چىراي تونۇش ئىقتىدارى يوق.", "چىراي تونۇش"),
    ],
)
def test_a_denial_reaches_through_lists_and_to_its_subject(language, words, term):
    assert denied(words, term, language)


@pytest.mark.parametrize(
    ("language", "words", "term"),
    [
        ("en", "It reads plates but does not recognise faces.", "plates"),
        ("en", "It supports face search and does not store pictures.", "face search"),
        ("en", "It does not search faces but follows a gait.", "gait"),
        ("en", "It does not search faces and also detects a gait.", "gait"),
        ("zh", "本机不检索人脸但支持步态分析。", "步态分析"),
        ("fr", "Il ne lit pas les plaques mais suit les visages.", "suit les visages"),
        ("ru", "Камера не ищет лица но узнаёт походку.", "походку"),
        ("es", "No lee placas pero reconoce rostros.", "rostros"),
        ("en", "Without face search, it still follows a gait.", "gait"),
        ("en", "Gait search has gone, whereas face search is available.", "face search"),
        ("en", "If no match is found, face search goes on.", "face search"),
        ("en", "Face search shall not take longer than two seconds.", "Face search"),
        ("en", "Face search cannot be switched off.", "Face search"),
        ("en", "It is not only a counter, it is a face search.", "face search"),
        ("en", "Face search works on people who do not look at the camera.", "Face search"),
        ("en", "The face list is not shared with third parties.", "face list"),
        ("en", "Our plate reader never misses a car.", "plate reader"),
        ("en", "Face search is not enabled by default.", "Face search"),
        ("zh", "系统不存储照片，步态分析实时进行。", "步态分析"),
        ("zh", "支持人脸检索，不支持步态分析。", "人脸检索"),
        ("zh", "步态分析准确率不得低于90%。", "步态分析"),
        ("zh", "看不清人脸也没关系，步态分析照样有效。", "步态分析"),
        ("zh", "无需配合、无感抓拍，人脸检索不间断运行。", "人脸检索"),
        ("zh", "没有人能逃过人脸检索。", "人脸检索"),
        ("fr", "Il lit les plaques mais n'identifie pas les visages.", "plaques"),
        ("fr", "On ne peut pas échapper au suivi des visages.", "suivi des visages"),
        ("ru", "Нельзя не отметить поиск по походке.", "поиск по походке"),
        ("ru", "Поиск лиц занимает не более секунды.", "Поиск лиц"),
        ("es", "Lee placas, pero no reconoce rostros.", "placas"),
        ("es", "Ningún coche escapa a la lectura de placas.", "lectura de placas"),
    ],
)
def test_a_turn_a_bound_and_a_circumstance_deny_nothing(language, words, term):
    assert denied(words, term, language) == ""


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Gait search is reserved for future use.", "reserved"),
        ("Gait search has been dropped.", "withdrawn"),
        ("Gait search is prohibited.", "forbid"),
        ("Gait search is not offered.", "negation"),
    ],
)
def test_each_kind_is_told_by_its_words(words, kind):
    assert denied(words, "Gait search", "en") == kind


def table(*header: str) -> Container:
    return Container(kind="table", name="", header=header)


@pytest.mark.parametrize(
    ("words", "header", "is_denied"),
    [
        ("步态分析 | ✗ | ✗", ("功能", "甲", "乙"), True),
        ("步态分析 | ✗ | ✓", ("功能", "甲", "乙"), False),
        ("步态分析 | 支持 | 不支持夜间模式", ("功能", "是否支持", "备注"), False),
        ("步态分析 | – | –", ("功能", "甲", "乙"), True),
        ("步态分析 | 文本 | –", ("功能", "类型", "备注"), False),
        ("步态分析 | ✓", ("功能", "不支持"), True),
        ("步态分析 | 未实现 | 本期不验收", ("项", "结果", "备注"), True),
        ("步态分析 | нет", ("Функция", "Базовая"), True),
    ],
)
def test_the_marks_of_a_row_decide_and_one_yes_is_enough(words, header, is_denied):
    assert bool(denied(words, "步态分析", "zh", role="row", held=table(*header))) is is_denied


@pytest.mark.parametrize(
    ("heading", "is_denied"),
    [
        ("Removed", True),
        ("不支持的功能", True),
        ("Roadmap", True),
        ("Added", False),
        ("功能", False),
    ],
)
def test_a_heading_takes_back_the_items_that_it_lists(heading, is_denied):
    held = Container(kind="list", name=heading)
    assert bool(denied("Face search", "Face search", "en", role="item", held=held)) is is_denied


@pytest.mark.parametrize(
    ("words", "is_denied"),
    [
        ("BYTE byGait; // 步态,保留", True),
        ("int gait; /* byGait deprecated, do not use */", True),
        ("BYTE byGait | 步态,0-不支持,1-支持", False),
        ("int gait | byGait, 0未识别, 1-100", False),
    ],
)
def test_the_comment_of_a_field_speaks_of_the_field_and_its_values_do_not(words, is_denied):
    assert bool(denied(words, "byGait", "zh", role="field")) is is_denied


def test_a_term_that_is_but_the_subject_is_taken_back_with_its_object():
    words = "The gait camera does not search faces."
    passage = passage_of(words, "en")
    hits = [Hit(4, 8, ("weak", "x"), "gait", 1.0), Hit(32, 37, ("weak", "x"), "faces", 1.0)]
    assert taken_back(passage, words, hits) is not None
    assert taken_back(passage, "The gait camera runs, it does not beep", hits[:1]) is None


def test_every_language_finds_its_own_words_and_none_in_plain_statements():
    for language, words in (
        ("en", "The camera searches faces."),
        ("zh", "摄像机检索人脸。"),
        ("fr", "La caméra cherche les visages."),
        ("ru", "Камера ищет лица."),
        ("es", "La cámara busca rostros."),
    ):
        flat = even(words)
        assert not denials_in(flat, grammars_of(flat, language))


ORDINARY = Lexicon(ordinary_terms(load_taxonomy()))


def ordinarily_denied(words: str, language: str) -> set[str]:
    page = OrdinaryPage(ORDINARY.places(words))
    named = page.named_in(np.array([(0, len(words))])).get(0, ())
    return {hit.key[1] for hit in page.denied(passage_of(words, language), words, named)}


@pytest.mark.parametrize(
    ("words", "language", "capability"),
    [
        ("Cars are counted without reading their plates.", "en", "vehicle_plate_tracking"),
        ("La caméra de la salle de classe ne note pas les élèves.", "fr", "classroom_monitoring"),
        ("无人机不得用于拍摄集会人群。", "zh", "drone_surveillance"),
        ("Жителям не присваивают баллы.", "ru", "social_scoring"),
        ("Las matrículas no se leen ni se guardan.", "es", "vehicle_plate_tracking"),
    ],
)
def test_ordinary_words_count_where_they_are_denied(words, language, capability):
    assert capability in ordinarily_denied(words, language)


@pytest.mark.parametrize(
    "words",
    [
        "Cars are counted by reading their plates.",
        "The reader keeps plates and never loses one.",
        "Teachers watch the pupils in the yard.",
    ],
)
def test_ordinary_words_prove_nothing_where_they_are_asserted(words):
    assert not ordinarily_denied(words, "en")


@pytest.mark.parametrize(
    ("language", "words", "term"),
    [
        ("zh", "系统判断画面里有没有人脸，再做步态分析。", "步态分析"),
        ("zh", "系统判断目标在不在步态库里。", "步态库"),
        ("zh", "统计时剔除重复的人脸抓拍。", "人脸抓拍"),
        ("zh", "除非命中名单，人脸不会保存。", "人脸"),
        ("en", "It searches faces for people who have been excluded from a shop.", "faces"),
        ("en", "The face list holds banned customers.", "face list"),
        ("en", "The sensor will exclude all randomised phone addresses.", "phone addresses"),
        ("en", "A face is not kept unless the list has it.", "face"),
        ("en", "Teachers cannot easily read every face.", "face"),
        ("en", "Traditional cameras cannot search faces.", "faces"),
        ("en", "We do not share face templates with anybody.", "face templates"),
        ("en", "No face template is passed on to us or the police.", "face template"),
        (
            "fr",
            "La liste des personnes interdites de stade sert à la recherche de visages.",
            "visages",
        ),
        ("fr", "Un enseignant ne peut pas suivre chaque visage.", "visage"),
        ("ru", "Оператор не может следить за каждым лицом.", "лицом"),
        ("es", "No se ceden plantillas de rostros a terceros.", "plantillas de rostros"),
    ],
)
def test_questions_exclusions_problems_and_handing_on_deny_nothing(language, words, term):
    assert denied(words, term, language) == ""


@pytest.mark.parametrize(
    ("language", "words", "term"),
    [
        ("en", "We will be retiring the feature that reads moods.", "reads moods"),
        ("en", "Face search is being phased out.", "Face search"),
        ("en", "Face search - DISABLED", "Face search"),
        ("en", "Support for face search ends with this release.", "face search"),
        ("zh", "人脸检索接口将于六月停用。", "人脸检索"),
        ("zh", "厂商关闭了人脸检索功能。", "人脸检索"),
        ("fr", "Recherche de visages : désactivée", "Recherche de visages"),
        ("fr", "La recherche de visages n'est plus proposée.", "recherche de visages"),
        ("ru", "Поиск лиц отключён.", "Поиск лиц"),
        ("es", "Búsqueda de rostros: desactivada", "Búsqueda de rostros"),
        ("ar", "تم تعطيل البحث عن الوجوه", "البحث عن الوجوه"),
    ],
)
def test_what_is_retired_or_switched_off_is_withdrawn(language, words, term):
    assert denied(words, term, language) == "withdrawn"


@pytest.mark.parametrize(
    "heading",
    [
        "Out-of-scope use",
        "Non-intended uses",
        "Prohibited uses",
        "The system does not:",
        "It should not be used for:",
        "Limitations: it can not",
        "禁止用途",
        "不适用范围",
        "本模型不得用于以下场景：",
        "Le système ne permet pas :",
        "Usages non prévus",
        "Недопустимое использование",
        "El sistema no debe utilizarse para:",
    ],
)
def test_a_lead_in_that_denies_takes_back_its_list(heading):
    held = Container(kind="list", name="", about=heading)
    assert denied("Face search", "Face search", "en", role="item", held=held)


@pytest.mark.parametrize(
    "heading", ["Limitations", "Notes", "Intended use", "功能限制区域", "Usages"]
)
def test_a_heading_that_denies_nothing_leaves_its_items_alone(heading):
    held = Container(kind="list", name=heading)
    assert denied("Face search", "Face search", "en", role="item", held=held) == ""


def test_the_border_of_a_comment_ends_no_sentence():
    words = "/**\n * This release was shipped without\n * face search.\n */"
    assert denied(words, "face search", "en", role="comment")


@pytest.mark.parametrize(
    ("words", "language", "said"),
    [
        ("Guards cannot watch every screen.", "en", {"problem"}),
        ("Guards cannot watch every screen, but the system can.", "en", set()),
        ("人工查验效率低。", "zh", {"problem"}),
        ("人工查验效率低，本系统可自动识别。", "zh", set()),
        ("We never disclose your data to third parties.", "en", {"handed-on"}),
        ("Camera feeds are not shared with the police.", "en", set()),
    ],
)
def test_problems_and_handing_on_are_told_unless_answered(words, language, said):
    flat = even(words)
    assert said_beside(flat, grammars_of(flat, language)) == said
