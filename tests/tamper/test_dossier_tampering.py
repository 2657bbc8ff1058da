"""Whatever is done to a dossier, the verifier says so, names the cause, and does not end with 0."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import struct
import warnings
import zipfile
import zlib

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.dossier_samples import envelope, key_of, told, unzipped, verified, zipped
from tests.timestamp_authority import Authority

from heliograph.proof.merkle import inclusion_path, root_of
from heliograph.proof.timestamps import question_about

CHECKPOINT = "application/vnd.heliograph.checkpoint+json"
STRANGER = Ed25519PrivateKey.from_private_bytes(b"s" * 32)


@pytest.fixture
def refused(whole, tmp_path):
    """Check a dossier that was tampered with: which check fails, and that it names the cause."""

    def check(tampered: bytes, failing: str, *causes: str) -> None:
        code, sentence, answers = verified(tampered, tmp_path, whole.key, whole.root)
        assert code == 1, answers
        assert answers[failing].startswith("fails: "), answers
        for cause in causes:
            assert cause in answers[failing]
        assert failing in sentence
        assert verified(tampered, tmp_path)[0] == 1

    return check


def the(bundle, start, end=""):
    """Name the one part that begins and ends so."""
    return next(one for one in sorted(bundle.files) if one.startswith(start) and one.endswith(end))


def flipped(content: bytes, at: int = 20) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def test_the_dossier_as_it_is_holds(whole, content, tmp_path):
    code, sentence, answers = verified(content, tmp_path, whole.key, whole.root)
    assert code == 0
    assert sentence.startswith("IT HOLDS")
    assert answers["timestamps"].startswith("holds: CN=Fictional Stamps at ")
    assert answers["end of custody"].startswith("not checkable here: ")


def test_without_a_key_to_expect_it_is_never_simply_valid(content, tmp_path):
    code, sentence, answers = verified(content, tmp_path)
    assert code == 3
    assert "BY WHOM IS NOT KNOWN" in sentence
    assert answers["signer"].startswith("not checkable here: the signer is unknown")


def test_without_roots_a_timestamp_is_not_checkable_here(whole, content, tmp_path):
    code, _, answers = verified(content, tmp_path, whole.key)
    assert code == 0
    assert answers["timestamps"].startswith("not checkable here: 1 timestamps fit the checkpoint")


# --- what somebody without the key can do -------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("originals/", ".pdf"), ("originals/", ".txt"), ("pictures/", ".png"), ("texts/", ".txt"),
        ("texts/", ".boxes"), ("claims.jsonl", ""), ("custody/entries.jsonl", ""),
        ("custody/checkpoint.json", ""), ("index.html", ""), ("dossier.pdf", ""),
        ("timestamps/", ".tsr"), ("check.sh", ""), ("heliograph_verify.py", ""),
    ],
)  # fmt: skip
def test_a_byte_that_changed_in_any_part(bundle, refused, start, end):
    name = the(bundle, start, end)
    bundle.files[name] = flipped(bundle.files[name])
    refused(bundle.zip(), "files", name, "SHA-256 is not the listed one")


def test_a_byte_that_changed_in_the_manifest(bundle, refused):
    content = bundle.files["manifest.json"].replace(b"A small dossier", b"A great dossier")
    bundle.files["manifest.json"] = content
    refused(bundle.zip(), "signature", "what was signed is not manifest.json")


def test_a_byte_that_changed_in_manifest_and_envelope_alike(bundle, refused):
    content = bundle.files["manifest.json"].replace(b"A small dossier", b"A great dossier")
    bundle.files["manifest.json"] = content
    sealed = json.loads(bundle.files["manifest.dsse.json"])
    sealed["payload"] = base64.b64encode(content).decode()
    bundle.files["manifest.dsse.json"] = rfc8785.dumps(sealed) + b"\n"
    refused(bundle.zip(), "signature", "the signature does not fit")


def test_the_tail_of_the_log_cut_off(bundle, refused):
    lines = bundle.files["custody/entries.jsonl"].splitlines(keepends=True)
    bundle.files["custody/entries.jsonl"] = b"".join(lines[:-1])
    refused(bundle.zip(), "files", "custody/entries.jsonl has")


def test_a_file_dropped(bundle, refused):
    name = the(bundle, "originals/")
    del bundle.files[name]
    refused(bundle.zip(), "files", f"listed and missing: {name}")


def test_a_file_planted(bundle, refused):
    bundle.files["originals/planted.pdf"] = b"%PDF-1.7"
    refused(bundle.zip(), "files", "there and not listed: originals/planted.pdf")


def test_a_file_renamed(bundle, refused):
    name = the(bundle, "originals/", ".pdf")
    bundle.files["originals/other.pdf"] = bundle.files.pop(name)
    refused(bundle.zip(), "files", f"listed and missing: {name}")


def test_two_files_swapped(bundle, refused):
    one, other = the(bundle, "claims"), the(bundle, "findings")
    bundle.files[one], bundle.files[other] = bundle.files[other], bundle.files[one]
    refused(bundle.zip(), "files", "claims.jsonl has")


def test_two_files_of_one_length_swapped(bundle, refused):
    one, other = the(bundle, "originals/", ".pdf"), the(bundle, "originals/", ".txt")
    size = max(len(bundle.files[one]), len(bundle.files[other]))
    for name in (one, other):
        bundle.files[name] = bundle.files[name].ljust(size)
    bundle.relist()
    bundle.reseal()
    bundle.files[one], bundle.files[other] = bundle.files[other], bundle.files[one]
    refused(bundle.zip(), "files", f"these are the bytes of {max(one, other)}")


def test_the_signature_stripped(bundle, refused):
    del bundle.files["manifest.dsse.json"]
    refused(bundle.zip(), "signature", "the signature (manifest.dsse.json) is missing")


def test_the_list_of_signatures_emptied(bundle, refused):
    sealed = json.loads(bundle.files["manifest.dsse.json"]) | {"signatures": []}
    bundle.files["manifest.dsse.json"] = rfc8785.dumps(sealed) + b"\n"
    refused(bundle.zip(), "signature", "has no signature")


def test_a_second_signature_added(bundle, refused):
    kind = "application/vnd.heliograph.dossier+json"
    both = envelope(kind, bundle.files["manifest.json"], bundle.key, STRANGER)
    bundle.files["manifest.dsse.json"] = both
    refused(bundle.zip(), "signature", "more than one signature")


def test_the_manifest_stripped(bundle, refused):
    del bundle.files["manifest.json"]
    refused(bundle.zip(), "manifest", "manifest.json is missing")


def test_a_timestamp_stripped(bundle, refused):
    name = the(bundle, "timestamps/", ".tsr")
    del bundle.files[name]
    refused(bundle.zip(), "files", f"listed and missing: {name}")


def test_signed_anew_with_a_foreign_key(bundle, whole, tmp_path):
    bundle.manifest["signer"] = key_of(STRANGER)
    bundle.files["signer.pem"] = pem(STRANGER)
    bundle.relist()
    bundle.reseal(STRANGER)
    code, _, answers = bundle.verify(tmp_path, key=whole.key)
    assert code == 1
    assert f"signed by {key_of(STRANGER)}, expected was {whole.key}" in answers["signer"]
    # The stranger cannot sign for the case's custody either, whether we name a key or not.
    code, _, answers = bundle.verify(tmp_path)
    assert code == 1
    assert f"signed by {whole.key}, the dossier by {key_of(STRANGER)}" in answers["checkpoint"]


def test_everything_signed_anew_with_a_foreign_key(bundle, whole, tmp_path):
    """Whoever makes it all anew makes a whole dossier: of another signer, and not stamped."""
    forged = forged_from(bundle)
    code, sentence, _ = forged.verify(tmp_path)
    assert code == 3
    assert "BY WHOM IS NOT KNOWN" in sentence
    code, _, answers = forged.verify(tmp_path, key=whole.key)
    assert code == 1
    assert answers["signer"].startswith("fails: ")


def pem(private):
    der = bytes.fromhex("302a300506032b6570032100") + private.public_key().public_bytes_raw()
    return b"-----BEGIN PUBLIC KEY-----\n" + base64.b64encode(der) + b"\n-----END PUBLIC KEY-----\n"


def forged_from(bundle):
    """Make custody anew around a stranger's key."""
    rows = bundle.rows("custody/entries.jsonl")
    lines = []
    for row in rows:
        entry = json.loads(base64.b64decode(row["line"]))
        if entry["event"] == "key-made":
            raw = STRANGER.public_key().public_bytes_raw()
            entry["facts"] |= {
                "key": key_of(STRANGER), "public": base64.b64encode(raw).decode(),
            }  # fmt: skip
        lines.append((row["index"], rfc8785.dumps(entry)))
    size = json.loads(payload_of(bundle))["size"]
    chain = [b"invented %d" % at for at in range(size)]
    for index, line in lines:
        chain[index] = line
    bundle.set_rows(
        "custody/entries.jsonl",
        [
            {
                "index": index,
                "line": base64.b64encode(line).decode(),
                "path": [step.hex() for step in inclusion_path(chain, index)],
            }
            for index, line in lines
        ],
    )
    head = "sha256:" + hashlib.sha256(chain[-1]).hexdigest()
    change_checkpoint(bundle, STRANGER, root=f"sha256:{root_of(chain).hex()}", head=head)
    for name in [one for one in bundle.files if one.startswith("timestamps/")]:
        del bundle.files[name]
    required = bundle.manifest["required"]
    bundle.manifest["required"] = [one for one in required if "timestamps/" not in one]
    bundle.manifest["signer"] = key_of(STRANGER)
    bundle.files["signer.pem"] = pem(STRANGER)
    bundle.relist()
    bundle.key = STRANGER
    return bundle.reseal()


def payload_of(bundle):
    return base64.b64decode(json.loads(bundle.files["custody/checkpoint.json"])["payload"])


def change_checkpoint(bundle, signer, **changes):
    raw = base64.b64encode(signer.public_key().public_bytes_raw()).decode()
    said = json.loads(payload_of(bundle)) | {"key": {"algorithm": "ed25519", "public": raw}}
    sealed = envelope(CHECKPOINT, rfc8785.dumps(said | changes), signer)
    bundle.files["custody/checkpoint.json"] = sealed


# --- what a signer could do, or a careless maker ------------------------------------------------


@pytest.mark.parametrize(
    "digests", [["md5"], ["sha256"], ["sha256", "blake2b-256"], ["blake2b-256", "sha1", "sha256"]]
)
def test_digests_downgraded(bundle, refused, digests):
    bundle.manifest["digests"] = digests
    refused(bundle.reseal().zip(), "manifest", "the format has ['blake2b-256', 'sha256']")


def test_a_digest_of_each_file_left_out(bundle, refused):
    for one in bundle.listed():
        del one["blake2b"]
    refused(bundle.reseal().zip(), "manifest", "lacks blake2b")


def test_a_digest_of_another_kind_put_in_its_place(bundle, refused):
    for one in bundle.listed():
        one["sha256"] = "d41d8cd98f00b204e9800998ecf8427e"
    refused(bundle.reseal().zip(), "manifest", "no digest of 256 bits")


def test_another_format(bundle, refused):
    bundle.manifest["format"] = "heliograph-dossier/0"
    refused(bundle.reseal().zip(), "manifest", "the format is 'heliograph-dossier/0'")


def test_the_envelope_said_to_be_of_another_kind(bundle, refused):
    kind = "application/vnd.heliograph.checkpoint+json"
    sealed = envelope(kind, bundle.files["manifest.json"], bundle.key)
    bundle.files["manifest.dsse.json"] = sealed
    refused(bundle.zip(), "signature", "is not of type application/vnd.heliograph.dossier+json")


def test_a_required_part_stripped_and_the_rest_signed_anew(bundle, refused):
    del bundle.files["claims.jsonl"]
    bundle.relist()
    refused(bundle.reseal().zip(), "required parts", "required and missing: claims.jsonl")


def test_a_required_part_stripped_from_the_list_of_them_too(bundle, refused):
    del bundle.files["check.sh"]
    bundle.relist()
    bundle.manifest["required"] = [one for one in bundle.manifest["required"] if "check" not in one]
    refused(bundle.reseal().zip(), "required parts", "not among the required parts: check.sh")


def test_back_dated(bundle, refused):
    bundle.manifest["signed_at"] = "2019-01-01T00:00:00.000Z"
    refused(bundle.reseal().zip(), "times", "signed 2019-01-01", "before its checkpoint")


def test_the_checkpoint_back_dated(bundle, refused):
    change_checkpoint(bundle, bundle.key, at="2019-01-01T00:00:00.000Z")
    unstamp(bundle)
    bundle.relist()
    refused(bundle.reseal().zip(), "times", "after its checkpoint of 2019-01-01")


def test_the_checkpoint_dated_after_its_timestamp(bundle, refused):
    """A token over other bytes is no token: to back-date it, it would have to be made again."""
    change_checkpoint(bundle, bundle.key, at="2019-01-01T00:00:00.000Z")
    bundle.relist()
    refused(bundle.reseal().zip(), "timestamps", "it stamps other bytes than the checkpoint's")


def unstamp(bundle):
    for name in [one for one in bundle.files if one.startswith("timestamps/")]:
        del bundle.files[name]
    required = bundle.manifest["required"]
    bundle.manifest["required"] = [one for one in required if "timestamps/" not in one]


def test_a_timestamp_no_longer_required(bundle, refused):
    required = bundle.manifest["required"]
    bundle.manifest["required"] = [one for one in required if "timestamps/" not in one]
    refused(bundle.reseal().zip(), "required parts", "a timestamp is not among the required parts")


def test_the_log_in_another_order(bundle, refused):
    bundle.set_rows("custody/entries.jsonl", bundle.rows("custody/entries.jsonl")[::-1])
    bundle.relist()
    refused(bundle.reseal().zip(), "custody", "out of order")


def test_an_entry_of_the_log_twice(bundle, refused):
    rows = bundle.rows("custody/entries.jsonl")
    bundle.set_rows("custody/entries.jsonl", [*rows, rows[-1]])
    bundle.relist()
    refused(bundle.reseal().zip(), "custody", "out of order, or twice")


def test_an_entry_changed(bundle, refused):
    rows = bundle.rows("custody/entries.jsonl")
    entry = json.loads(base64.b64decode(rows[0]["line"]))
    entry["at"] = "2019-01-01T00:00:00.000Z"
    rows[0]["line"] = base64.b64encode(rfc8785.dumps(entry)).decode()
    bundle.set_rows("custody/entries.jsonl", rows)
    bundle.relist()
    refused(bundle.reseal().zip(), "custody", "does not lead to the checkpoint's root")


def test_the_path_of_another_entry(bundle, refused):
    rows = bundle.rows("custody/entries.jsonl")
    rows[0]["path"] = rows[-1]["path"]
    bundle.set_rows("custody/entries.jsonl", rows)
    bundle.relist()
    refused(bundle.reseal().zip(), "custody", "does not lead to the checkpoint's root")


def test_the_entry_of_another_document(bundle, refused):
    rows = bundle.rows("custody/objects.jsonl")
    rows[0]["entries"], rows[1]["entries"] = rows[1]["entries"], rows[0]["entries"]
    bundle.set_rows("custody/objects.jsonl", rows)
    bundle.relist()
    refused(bundle.reseal().zip(), "custody of documents", "is not about")


def test_a_document_without_its_entry(bundle, refused):
    rows = bundle.rows("custody/entries.jsonl")
    bundle.set_rows("custody/entries.jsonl", rows[1:])
    bundle.relist()
    refused(bundle.reseal().zip(), "custody of documents", "is not here")


def test_a_checkpoint_signed_by_a_stranger(bundle, refused):
    change_checkpoint(bundle, STRANGER)
    bundle.relist()
    refused(bundle.reseal().zip(), "checkpoint", f"signed by {key_of(STRANGER)}")


def test_a_checkpoint_of_another_case(bundle, refused):
    change_checkpoint(bundle, bundle.key, case="0" * 24)
    bundle.relist()
    refused(bundle.reseal().zip(), "checkpoint", "another case")


def test_a_checkpoint_with_another_root(bundle, refused):
    change_checkpoint(bundle, bundle.key, root="sha256:" + "0" * 64)
    bundle.relist()
    refused(bundle.reseal().zip(), "custody", "does not lead to the checkpoint's root")


def test_the_entry_that_brought_the_key_left_out(bundle, refused):
    rows = bundle.rows("custody/entries.jsonl")
    kept = [one for one in rows if b"key-made" not in base64.b64decode(one["line"])]
    bundle.set_rows("custody/entries.jsonl", kept)
    bundle.relist()
    refused(bundle.reseal().zip(), "keys", "no entry says how the signer's key came to be")


def test_a_quote_that_is_not_in_the_text(bundle, refused):
    rows = bundle.rows("claims.jsonl")
    rows[0]["quote"] = "x" * len(rows[0]["quote"])
    bundle.set_rows("claims.jsonl", rows)
    bundle.relist()
    refused(bundle.reseal().zip(), "claims", "the quote is not the text of its page")


def test_a_quote_from_elsewhere_on_the_page(bundle, refused):
    rows = bundle.rows("claims.jsonl")
    rows[0]["start"] += 1
    rows[0]["end"] += 1
    bundle.set_rows("claims.jsonl", rows)
    bundle.relist()
    refused(bundle.reseal().zip(), "claims", "the quote is not the text of its page")


def test_a_box_that_moved(bundle, refused):
    rows = bundle.rows("claims.jsonl")
    boxed = next(one for one in rows if one["boxes"])
    boxed["boxes"][0][0] /= 2
    bundle.set_rows("claims.jsonl", rows)
    bundle.relist()
    refused(bundle.reseal().zip(), "claims", "the boxes are not where its words stand")


def test_boxes_taken_away(bundle, refused):
    rows = bundle.rows("claims.jsonl")
    next(one for one in rows if one["boxes"])["boxes"] = []
    bundle.set_rows("claims.jsonl", rows)
    bundle.relist()
    refused(bundle.reseal().zip(), "claims", "the boxes are not where its words stand")


def test_a_claim_left_out(bundle, refused):
    bundle.set_rows("claims.jsonl", bundle.rows("claims.jsonl")[1:])
    bundle.relist()
    refused(bundle.reseal().zip(), "claims", "claims, signed are")


def test_a_claim_about_a_document_that_is_not_here(bundle, refused):
    rows = bundle.rows("claims.jsonl")
    rows[0]["document"]["digest"] = "sha256:" + "0" * 64
    bundle.set_rows("claims.jsonl", rows)
    bundle.relist()
    refused(bundle.reseal().zip(), "claims", "is not here")


def test_an_original_quietly_withheld(bundle, refused):
    rows = bundle.rows("custody/objects.jsonl")
    del bundle.files[rows[0]["original"]]
    rows[0]["original"] = None
    bundle.set_rows("custody/objects.jsonl", rows)
    bundle.relist()
    refused(bundle.reseal().zip(), "documents", "is withheld, but originals are said to be")


def test_an_original_that_is_another_document(bundle, refused):
    name = the(bundle, "originals/", ".txt")
    bundle.files[name] = b"something else"
    bundle.relist()
    refused(bundle.reseal().zip(), "documents", f"{name} is not the document")


def test_a_masked_stretch_that_is_not(bundle, refused):
    name = next(one for one in bundle.files if "█" in bundle.files[one].decode("utf-8", "replace")
                and one.startswith("texts/"))  # fmt: skip
    text = bundle.files[name].decode().replace("█", "甲")
    bundle.files[name] = text.encode()
    bundle.relist()
    refused(bundle.reseal().zip(), "texts", "a masked stretch is not masked")


def test_the_list_of_check_sums_says_something_else(bundle, refused):
    bundle.files["sha256sums.txt"] = flipped(bundle.files["sha256sums.txt"])
    listed = next(one for one in bundle.listed() if one["path"] == "sha256sums.txt")
    keep = bundle.files["sha256sums.txt"]
    bundle.relist()
    bundle.files["sha256sums.txt"] = keep
    listed = next(one for one in bundle.listed() if one["path"] == "sha256sums.txt")
    listed |= {
        "sha256": hashlib.sha256(keep).hexdigest(),
        "blake2b": hashlib.blake2b(keep, digest_size=32).hexdigest(),
    }
    refused(bundle.reseal().zip(), "required parts", "does not say what the manifest says")


def test_a_manifest_that_is_not_canonical(bundle, refused):
    kind = "application/vnd.heliograph.dossier+json"
    content = json.dumps(bundle.manifest, indent=1).encode()
    bundle.files["manifest.json"] = content
    bundle.files["manifest.dsse.json"] = envelope(kind, content, bundle.key)
    refused(bundle.zip(), "manifest", "not in canonical form")


def test_a_manifest_that_names_a_thing_twice(bundle, refused):
    kind = "application/vnd.heliograph.dossier+json"
    content = bundle.files["manifest.json"].replace(b'{"case":', b'{"case":"x","case":', 1)
    bundle.files["manifest.json"] = content
    bundle.files["manifest.dsse.json"] = envelope(kind, content, bundle.key)
    refused(bundle.zip(), "manifest", "a name stands twice")


@pytest.mark.parametrize(
    "name", ["../outside", "/etc/passwd", "a/../../b", "A.TXT", "con\\x", "a//b"]
)
def test_a_name_that_leads_elsewhere_in_the_manifest(bundle, refused, name):
    bundle.listed()[-1]["path"] = name
    refused(bundle.reseal().zip(), "manifest", "a name that is not allowed")


# --- what can be done to a zip ------------------------------------------------------------------


def other_zip(files, method=zipfile.ZIP_STORED, extra=()):
    """Write a zip as any program would."""
    made = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(made, "w", method) as archive:
            for name, content in [*sorted(files.items()), *extra]:
                archive.writestr(name, content)
    return made.getvalue()


def test_a_zip_written_by_another_program(bundle, refused):
    refused(other_zip(bundle.files), "container", "its directory record is not as it must be")


def test_bytes_before_and_behind(content, refused):
    refused(b"#!/bin/sh\n" + content, "container", "10 bytes in the zip that no entry accounts for")
    refused(content + b"more", "container", "4 bytes after the zip's end")


def test_a_comment(content, refused):
    commented = content[:-2] + struct.pack("<H", 5) + b"hello"
    refused(commented, "container", "bytes after the zip's end")
    refused(content[:-2] + b"\1\0", "container", "the zip has a comment")


def test_a_second_directory(content, refused):
    start, end = directory_of(content)
    second = content[start:end] + content[end:]
    doubled = bytearray(content + second)
    struct.pack_into("<L", doubled, len(doubled) - 6, len(content))
    refused(bytes(doubled), "container", "bytes between the last entry and the directory")


def directory_of(content):
    size, start = struct.unpack_from("<LL", content, len(content) - 10)
    return start, start + size


def test_a_name_twice(bundle, refused):
    extra = [("claims.jsonl", b"{}")]
    refused(other_zip(bundle.files, extra=extra), "container", "check.sh")
    packed = doubled_entry(bundle)
    refused(packed, "container", "stands twice in the zip")


def doubled_entry(bundle):
    """Put a further `index.html` right behind the first, in the one form."""
    body = b""
    records = b""
    count = 0
    for name, one in sorted(bundle.files.items()):
        for _ in range(2 if name == "index.html" else 1):
            raw, check = name.encode(), zlib.crc32(one)
            same = (20, 0, 0, 0, 33, check, len(one), len(one), len(raw), 0)
            head = struct.pack("<4s5H3L2H", b"PK\3\4", *same)
            rest = (0, 0, 0, 0o100644 << 16, len(body))
            records += struct.pack("<4s6H3L5H2L", b"PK\1\2", 0x314, *same, *rest) + raw
            body += head + raw + one
            count += 1
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(records), len(body), 0)
    return body + records + end


def test_a_bomb(bundle, refused):
    packed = other_zip(bundle.files | {"aaa": b"\0" * 50_000_000}, zipfile.ZIP_DEFLATED)
    assert len(packed) < 500_000
    refused(packed, "container", "aaa is packed; entries of a dossier are stored")


def test_entries_that_share_their_bytes(content, refused):
    """An overlap makes little into much; here each header must stand where the last one ended."""
    start, end = directory_of(content)
    directory = bytearray(content[start:end])
    second = 46 + struct.unpack_from("<H", directory, 28)[0]
    struct.pack_into("<L", directory, second + 42, 0)
    overlapping = content[:start] + bytes(directory) + content[end:]
    refused(overlapping, "container", "its directory record is not as it must be")


def test_names_that_differ_in_case_alone(bundle, refused):
    refused(
        other_zip(bundle.files | {"INDEX.html": b"x"}), "container", "a name that is not allowed"
    )


@pytest.mark.parametrize("name", ["../outside.txt", "/absolute", "originals/../../x", "a\\b"])
def test_a_path_that_leads_outside(bundle, refused, name):
    refused(other_zip({name: b"x"}), "container", "a name that is not allowed")


def test_a_link_in_the_zip(bundle, refused):
    link = zipfile.ZipInfo("aaa")
    link.external_attr = 0o120777 << 16
    refused(other_zip({}, extra=[(link, b"/etc/passwd")]), "container", "aaa is a link")


def test_header_and_directory_that_disagree(content, refused):
    spoiled = bytearray(content)
    spoiled[6] ^= 1
    refused(bytes(spoiled), "container", "check.sh: its header is not as it must be")


def test_a_zip_cut_short(content, refused):
    refused(content[: len(content) // 2], "container", "not a zip")
    refused(b"", "container", "not a zip")


# --- what can be done to a folder ---------------------------------------------------------------


@pytest.fixture
def folder(content, tmp_path):
    root = tmp_path / "unpacked"
    for name, one in unzipped(content).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(one)
    return root


def test_a_folder_holds_as_the_zip_does(folder, whole):
    assert told(folder, whole.key, whole.root)[0] == 0


def test_a_link_in_the_folder(folder, whole):
    victim = next((folder / "originals").iterdir())
    kept = victim.read_bytes()
    (folder.parent / "elsewhere").write_bytes(kept)
    victim.unlink()
    victim.symlink_to(folder.parent / "elsewhere")
    code, _, answers = told(folder, whole.key)
    assert code == 1
    assert "is a link or a device" in answers["container"]


def test_a_pipe_or_a_hidden_file_in_the_folder(folder, whole):
    os.mkfifo(folder / "pipe")
    assert "pipe is a link or a device" in told(folder, whole.key)[2]["container"]
    (folder / "pipe").unlink()
    (folder / ".hidden").write_bytes(b"")
    assert "a name that is not allowed: '.hidden'" in told(folder, whole.key)[2]["container"]


# --- timestamps ---------------------------------------------------------------------------------


def test_a_foreign_authority(whole, content, tmp_path):
    other = Authority(tmp_path / "other", "Fictional Stamps")
    code, _, answers = verified(content, tmp_path, whole.key, other.folder / "root.pem")
    assert code == 1
    assert "its chain leads to no root that you named" in answers["timestamps"]


def test_a_token_over_something_else(bundle, whole, tmp_path):
    authority = Authority(tmp_path / "other")
    token = authority.answer(question_about(b"other bytes").content)
    bundle.files[the(bundle, "timestamps/", ".tsr")] = token
    bundle.relist()
    code, _, answers = bundle.reseal().verify(tmp_path, key=whole.key)
    assert code == 1
    assert "it stamps other bytes than the checkpoint's" in answers["timestamps"]


def test_a_token_whose_signature_was_changed(bundle, refused):
    name = the(bundle, "timestamps/", ".tsr")
    token = bytearray(bundle.files[name])
    token[-4] ^= 1
    bundle.files[name] = bytes(token)
    bundle.relist()
    refused(bundle.reseal().zip(), "timestamps", "signature does not fit")


def test_zipped_again_by_our_own_hand_nothing_changes(content):
    assert zipped(unzipped(content)) == content
