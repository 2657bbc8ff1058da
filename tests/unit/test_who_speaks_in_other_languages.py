"""Who speaks in French, Russian, Spanish and Arabic: press and makers, told by many words."""

from __future__ import annotations

import pytest
from tests.leaves import leaf_of

from heliograph.finders import ClaimFinder
from heliograph.finders.evidence import later_signs
from heliograph.finders.speakers import speakers_in
from heliograph.records import Claim

FINDER = ClaimFinder()

OTHERS = (
    "« On veut tout voir », s'inquiète l'association.",
    "Les gendarmes comptent sur un outil qui lit les plaques.",
    "La ville a été épinglée pour ses caméras.",
    "Plusieurs communes l'ont déjà acheté.",
    "Система применяется в Лугове с прошлой осени.",
    "Мэрия намерена закупить камеры, пояснил чиновник.",
    "El ayuntamiento ha instalado cámaras que leen placas.",
    "Según recoge el diario, los presos son vigilados.",
    "وأضاف التقرير أن الشرطة تجمع صور الوجوه",
)
OWN = (
    "Nos capteurs reconnaissent les visages.",
    "Monitorizamos las redes para su empresa.",
    "توفر منصتنا البحث عن الوجوه",
)


@pytest.mark.parametrize("words", OTHERS)
def test_the_press_of_other_languages_is_heard_as_others(words: str) -> None:
    assert sum(one.weight for one in speakers_in(words)) > 0


@pytest.mark.parametrize("words", OWN)
def test_a_maker_of_other_languages_is_heard_as_the_maker(words: str) -> None:
    assert sum(one.weight for one in speakers_in(words)) < 0


PRESSE = """Dans la vallée, les gendarmes ont un nouvel œil. Ce jeudi, le commandant l'a montré
aux élus. Le boîtier installé sur le toit lit les plaques d'immatriculation et les compare au
fichier des véhicules volés. La préfecture l'a payé cent mille euros, et les habitants n'en
savaient rien.
"""
LOI = """Le règlement entrera en vigueur au printemps. Parmi les pratiques interdites, les États
membres comptent les systèmes de reconnaissance des émotions au travail. Un alinéa de la directive
précise les dispositions à haut risque.
"""


def test_a_story_of_the_press_is_no_product_page_because_a_box_is_installed() -> None:
    found = [one for one in FINDER.find([leaf_of(PRESSE)]) if isinstance(one, Claim)]
    assert {one.stance for one in found} == {"reported"}


def test_what_is_written_about_a_rule_reports() -> None:
    found = [one for one in FINDER.find([leaf_of(LOI)]) if isinstance(one, Claim)]
    assert found
    assert "asserted" not in {one.stance for one in found}


NAMED = """# Collection

## Analytics

- `face_match.yaml`: Сопоставление лиц с базой данных, поиск лиц в архиве.
- Recherche de visages : voir `models/face_match.yaml`
"""


def test_a_line_that_names_a_file_and_says_what_it_does_is_read_by_what_it_says() -> None:
    by_words = {one.words: later_signs(one) for one in FINDER.candidates([leaf_of(NAMED)])}
    told = next(found for words, found in by_words.items() if "Сопоставление" in words)
    bare = next(found for words, found in by_words.items() if "Recherche" in words)
    assert "put:path" not in told
    assert "put:path" in bare
