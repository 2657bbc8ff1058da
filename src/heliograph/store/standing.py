"""What stands of a claim after all that people said of it, as SQL."""

from __future__ import annotations

from typing import Final

PEOPLE: Final = "people"
"""The mark that says how many different people must accept a claim; without it, one."""

_PEOPLE: Final = f"coalesce((SELECT CAST(value AS INTEGER) FROM marks WHERE key = '{PEOPLE}'), 1)"
_SUPERSEDED: Final = (
    "EXISTS (SELECT 1 FROM reviews n WHERE n.claim_id = {0}.claim_id AND n.key > {0}.key "
    "AND lower(trim(n.reviewer)) = lower(trim({0}.reviewer)))"
)


def standing_of(claim: str) -> str:
    """Spell the state of the claim whose id is the SQL expression `claim`; empty where none is.

    Where one person is enough, the latest review stands, whoever made it. Where two are asked for,
    the latest of what each said last stands, and what somebody took back leaves what others said;
    an acceptance stands as `accepted-by-one` until another person has accepted the same, with the
    same corrections.
    """
    agreeing = (
        "SELECT count(DISTINCT lower(trim(a.reviewer))) FROM reviews a "
        "WHERE a.claim_id = s.claim_id AND a.judgement = 'accepted' "
        "AND a.stance IS s.stance AND a.capability IS s.capability "
        f"AND NOT {_SUPERSEDED.format('a')}"
    )
    return (
        "coalesce((SELECT CASE WHEN s.judgement = 'withdrawn' THEN '' "
        f"WHEN s.judgement = 'accepted' AND {_PEOPLE} > 1 AND ({agreeing}) < {_PEOPLE} "
        "THEN 'accepted-by-one' ELSE s.judgement END "
        f"FROM reviews s WHERE s.claim_id = {claim} AND ({_PEOPLE} < 2 OR "
        f"(s.judgement != 'withdrawn' AND NOT {_SUPERSEDED.format('s')})) "
        "ORDER BY s.key DESC LIMIT 1), '')"
    )
