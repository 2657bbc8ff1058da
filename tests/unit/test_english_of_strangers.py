"""How makers, lawmakers and critics whom nobody here has read put it in English."""

from __future__ import annotations

import pytest
from tests.leaves import leaf_of

from heliograph.finders import ClaimFinder
from heliograph.finders.cues import Cues
from heliograph.finders.evidence import later_signs
from heliograph.finders.speakers import speakers_in
from heliograph.finders.usage import usage
from heliograph.records import Claim

FINDER = ClaimFinder()

ACT = """(1) A carrier must ensure that its network has the capability for lawful interception
of calls.
(2) For the purposes of subsection (1), an agency referred to in section 4 may act on behalf of
another, notwithstanding paragraph (b), provided that the minister has given prescribed notice.
(3) A person who fails to comply with subsection (2) is guilty of an offence.
"""

REPORT = """Officers keep a gang database of young people whom nobody has charged with anything.
The lists rest on racial profiling, and communities of color pay for them with wrongful arrest.
There is no due process and no accountability, and oversight of such abuses is a fiction.
Fenwick police ramped up their efforts to track supposed gang members after the stops ended.
"""


def claims(text: str) -> list[Claim]:
    """Find the claims of a page."""
    return [one for one in FINDER.find([leaf_of(text)]) if isinstance(one, Claim)]


def put(words: str) -> set[str]:
    """Name how the candidates of a page are put."""
    found = FINDER.candidates([leaf_of(words)])
    return {sign for one in found for sign in later_signs(one)}


def test_who_says_what_a_function_does_gives_no_order():
    assert "put:order" not in put("Creates a voiceprint of each caller.")
    assert "put:order" not in put("Checks faces against the watchlist.")
    assert "put:order" in put("Create a voiceprint of each caller.")
    assert "put:order" in put("Check faces against the watchlist.")


def test_a_map_is_a_picture_and_only_mean_precision_a_figure_of_merit():
    (plotted, *_) = FINDER.candidates([leaf_of("Plots social media posts on a map.")])
    assert not Cues(plotted.hits).has("measure")
    assert "use:data" not in usage(plotted.words, 0, [], plotted.genre)
    assert "use:data" in usage("Reaches 0.8 mAP.", 0, [], plotted.genre)


def test_numbered_parts_that_refer_to_each_other_make_a_law():
    found = claims(ACT)
    assert found
    assert {one.stance for one in found} == {"reported"}


def test_what_is_told_as_a_wrong_is_a_report():
    found = claims(REPORT)
    assert "key_person_control" in {one.capability for one in found}
    assert {one.stance for one in found} == {"reported"}


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("Records obtained by a newspaper show that the cameras name passers-by.", "says"),
        ("Police routinely rely on face search to find marchers.", "actor"),
        ("The county expanded its use of plate readers.", "actor"),
        ("Larkfield’s Monitor for Patrols displays posts on a map.", "named"),
    ],
)
def test_who_speaks_is_seen(words, sign):
    assert sign in {one.name for one in speakers_in(words)}


@pytest.mark.parametrize(
    ("words", "capability"),
    [
        ("Larkfield runs tenant verification before a flat is let.", "premises_grid_management"),
        ("The unit imitates a base station so that handsets answer.", "imsi_catcher"),
        ("Predicts the country of origin of a name.", "origin_profiling"),
        ("The engine scans social media for words of anger.", "opinion_monitoring"),
        ("The module raises a crowding alert.", "crowd_gathering_alarm"),
        ("The suite offers inmate call search to wardens.", "smart_prison_camp"),
        ("The service sells cell phone location history.", "telco_location_analytics"),
        ("The tool supports iphone extraction in the field.", "phone_extraction"),
        ("Answers plate lookups and hot list hits.", "vehicle_plate_tracking"),
        ("The console offers protest tracking by district.", "banner_protest_detection"),
    ],
)
def test_a_phrase_of_the_trade_is_known(words, capability):
    assert capability in {one.capability for one in claims(words)}


@pytest.mark.parametrize(
    "words",
    [
        "The petitioner filed a motion to reopen.",
        "Each tenant id maps to one schema of the multi tenant service.",
        "A race condition was mended in the scheduler.",
        "The certificate fingerprint is shown beside the key fingerprint.",
        "Devices that are not desktop computers are called mobile here.",
        "The liveness probe restarts the container.",
        "It keeps logs under the data retention policy.",
    ],
)
def test_the_same_words_elsewhere_claim_nothing(words):
    assert not claims(words)
