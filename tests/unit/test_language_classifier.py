from __future__ import annotations

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from heliograph.language.classifier import Classifier
from heliograph.language.identify import Languages

LATIN = ("en", "fr", "es", "de", "pt", "tr", "uz", "it")
TEXTS = (
    "The camera tells the age of whoever passes by the gate",
    "La caméra estime l'âge de chaque passant devant la porte",
    "La cámara estima la edad de quien pasa por la puerta",
    "Die Kamera schätzt das Alter von jedem, der am Tor vorbeigeht",
    "Kamera kapının önünden geçen herkesin yaşını tahmin eder",
    "ALL OF THIS WAS WRITTEN IN CAPITALS BY SOMEBODY IN A HURRY",
    "ﬁne ﬂowers of ﬁction, ﬁnished in ﬁve oﬃces",
    "x",
    "",
    "a" * 5_000,
    "Only the end is French: " * 40 + "et maintenant la fin du texte est écrite en français " * 80,
)


def test_many_texts_at_once_get_the_answers_that_py3langid_gives_to_each():
    theirs = LanguageIdentifier.from_model_file(MODEL_FILE)
    theirs.set_languages(LATIN)
    chance = np.random.default_rng(7)
    words = " ".join(TEXTS).split()
    texts = [*TEXTS, *(" ".join(chance.choice(words, size)) for size in range(1, 120))]

    answers = Classifier(LATIN).classify(texts)

    assert answers == [theirs.classify(text)[0] for text in texts]


def test_a_text_gets_the_same_answer_alone_and_in_company():
    classifier = Classifier(LATIN)

    assert classifier.classify(TEXTS) == [classifier.classify([text])[0] for text in TEXTS]


def test_the_stretches_of_a_page_are_told_together_as_each_by_itself():
    lines = (
        "Устройство распознаёт лица прохожих на улице и сообщает",
        "The device recognises the faces of those who pass in the street",
        "该设备识别街上行人的人脸",
        "該設備識別街上行人的人臉",
        "カメラは通りを歩く人の顔を見分ける",
        "IPC-2 | EM_FACE",
        "인식",
        "12:30",
    )
    page = "\n".join(lines)
    starts = [page.index(line) for line in lines]
    spans = [(start, start + len(line)) for start, line in zip(starts, lines, strict=True)]

    told = Languages(page).of_spans(spans)

    assert told == [Languages(page).of(line) for line in lines]
    assert told == ["ru", "en", "zh", "zh-Hant", "ja", "en", "ko", "zxx"]


def test_what_is_to_be_looked_at_instead_of_a_stretch_decides_its_language():
    page = 'setEthnicName("民族")\nDie Kamera schätzt das Alter von jedem, der vorbeigeht'
    spans = [(0, 19), (20, len(page))]

    assert Languages(page).of_spans(spans, {0: "民族"}) == ["zh", "de"]
    assert Languages(page).of_spans(spans, {0: ""}) == ["zxx", "de"]
