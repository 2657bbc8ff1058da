"""No byte of a dossier can change unnoticed, and nothing that it is fed fells the verifier."""

from __future__ import annotations

import json
import random

import pytest
from tests.dossier_samples import told, verified

from heliograph.dossier import heliograph_verify

FLIPS = 2_000


def test_of_two_thousand_bytes_that_changed_none_goes_unnoticed(whole, content, tmp_path):
    chance = random.Random(20_260_301)
    where = tmp_path / "flipped.zip"
    spoiled = bytearray(content)
    unnoticed = []
    for _ in range(FLIPS):
        at, bit = chance.randrange(len(content)), 1 << chance.randrange(8)
        spoiled[at] ^= bit
        where.write_bytes(spoiled)
        if told(where, whole.key, whole.root)[0] != 1:
            unnoticed.append((at, bit))
        spoiled[at] ^= bit
    assert bytes(spoiled) == content
    assert not unnoticed


def test_every_byte_of_headers_and_directory_counts(content, tmp_path):
    """Those that readers of zips skip, too: versions, times, attributes, numbers of disks."""
    first = content.index(b"check.sh")
    start = int.from_bytes(content[-6:-2], "little")
    where = tmp_path / "flipped.zip"
    spoiled = bytearray(content)
    for at in [*range(first), *range(start, start + 60), *range(len(content) - 22, len(content))]:
        spoiled[at] ^= 0x10
        where.write_bytes(spoiled)
        assert told(where)[0] == 1, at
        spoiled[at] ^= 0x10


def test_whatever_is_cut_off_is_missed(content, tmp_path):
    chance = random.Random(1)
    for _ in range(60):
        cut = chance.randrange(1, len(content))
        assert verified(content[:-cut], tmp_path)[0] == 1
        assert verified(content[cut:], tmp_path)[0] == 1


def test_noise_is_answered_and_not_stumbled_over(tmp_path):
    chance = random.Random(2)
    for size in (0, 1, 21, 22, 23, 100, 5_000):
        for end in (b"", b"PK\5\6" + bytes(18), b"PK\5\6" + chance.randbytes(18)):
            code, _, answers = verified(chance.randbytes(size) + end, tmp_path)
            # An empty zip is a zip, and holds no manifest.
            assert code == 1
            assert not any("not of its form" in one for one in answers.values())


ODD: tuple[object, ...] = (
    None,
    True,
    -1,
    0,
    2**80,
    1.5,
    "",
    "x",
    "sha256:",
    "../x",
    [],
    [[]],
    {},
    {"a": {}},
    "\x00",
)


@pytest.mark.parametrize(
    "name",
    ["claims.jsonl", "findings.jsonl", "texts.jsonl", "custody/objects.jsonl",
     "custody/entries.jsonl"],
)  # fmt: skip
def test_odd_values_in_a_signed_part_end_in_an_answer(bundle, tmp_path, whole, name):
    """The key is the right one here: whatever it signed, the verifier must not fall over it."""
    chance = random.Random(name)
    rows = bundle.rows(name)
    for _ in range(40):
        spoiled = json.loads(json.dumps(rows))
        row = chance.choice(spoiled)
        row[chance.choice(sorted(row))] = chance.choice(ODD)
        other = bundle.copy()
        other.files[name] = b"".join(json.dumps(one).encode() + b"\n" for one in spoiled)
        other.relist()
        code, sentence, _ = other.reseal().verify(tmp_path, whole.key)
        assert code in (0, 1), sentence


def test_odd_values_in_a_signed_manifest_end_in_an_answer(bundle, tmp_path, whole):
    chance = random.Random(3)
    keys = sorted(bundle.manifest)
    for _ in range(100):
        other = bundle.copy()
        if chance.random() < 0.5:
            other.manifest[chance.choice(keys)] = chance.choice(ODD[:5] + ODD[6:])
        else:
            one = chance.choice(other.listed())
            one[chance.choice(sorted(one))] = chance.choice(ODD[:4] + ODD[6:])
        if other.manifest == bundle.manifest or 2**80 in other.manifest.values():
            continue
        code, sentence, _ = other.reseal().verify(tmp_path, whole.key)
        # A title may be anything; most else may not.
        assert code in (0, 1), sentence


@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
def test_a_token_of_noise_ends_in_an_answer(bundle, tmp_path, whole):
    chance = random.Random(4)
    name = next(one for one in bundle.files if one.endswith(".tsr"))
    token = bundle.files[name]
    for _ in range(150):
        spoiled = bytearray(token)
        for _ in range(chance.randrange(1, 4)):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        if bytes(spoiled) == token:
            continue
        try:
            heliograph_verify.check_token(
                heliograph_verify.Token(bytes(spoiled)), bundle.files["custody/checkpoint.json"], []
            )
        except (heliograph_verify.Wrong, *heliograph_verify.UNREADABLE):
            continue
        # What is left are bytes that no signature is over: status texts, unsigned attributes.
        parts = heliograph_verify.Token(bytes(spoiled))
        assert parts.info == heliograph_verify.Token(token).info
