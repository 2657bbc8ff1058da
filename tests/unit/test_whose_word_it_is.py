"""Who a passage speaks of: tools on the other side, decrees that describe their own system."""

from __future__ import annotations

from tests.leaves import leaf_of

from heliograph.finders import ClaimFinder
from heliograph.records import Claim

FINDER = ClaimFinder()
README = "README Features. Installation: pip install, git clone, docker, usage.\n\n"
DECREE = "Article 1\n\nArticle 2\n\nDécrète. Code de la sécurité intérieure. Journal officiel.\n\n"


def stances(text: str, capability: str) -> set[str]:
    found = (one for one in FINDER.find([leaf_of(text)]) if isinstance(one, Claim))
    return {one.stance for one in found if one.capability == capability}


def test_a_tool_that_looks_for_spyware_reports_what_others_have():
    looked_for = "Checks phones for stalkerware and other spyware apps."
    offered = "Our spyware copies messages from the phone of the target."
    assert stances(README + looked_for, "spyware_remote_intrusion") == {"reported"}
    assert stances(README + offered, "spyware_remote_intrusion") == {"asserted"}


def test_a_decree_that_says_what_its_system_does_not_do_denies_it():
    own = "Le système ne comporte pas de reconnaissance des émotions des voyageurs."
    ban = "La reconnaissance des émotions des voyageurs est interdite dans les gares."
    assert stances(DECREE + own, "emotion_recognition") == {"negated"}
    assert stances(DECREE + ban, "emotion_recognition") <= {"reported"}
