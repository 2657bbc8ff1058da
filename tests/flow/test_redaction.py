"""A redacted edition holds nothing of what it hides; one piece of the full one opens by itself."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pypdfium2
import pyrage
import pytest
from click.testing import CliRunner
from PIL import Image
from tests.pdf_writer import Leaf, Pdf, show

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.errors import UsageError
from heliograph.pipeline.deeds.deciding import Said
from heliograph.sealing.keys import Unlocking, make_key

PLACE = "青桥区"
PERSON = "Dilnur Karim"
MODEL = "YH-7700"
FILE = "线人给的说明书"
HIDDEN = (PLACE, PERSON, MODEL)
BROCHURE = f"""\
产品说明书

{PLACE}公安分局使用的{MODEL}支持对维吾尔族人员进行人脸识别并自动报警。
Prepared by {PERSON} in {PLACE}, tel. 13800138000.

平台可对上访人员进行人脸布控，发现后推送至值班室。
"""
PLAN = f"""\
source = "paths and times would lead to the source"

[[words]]
text = "{PLACE}"
reason = "only one office has it"

[[words]]
text = "{PERSON}"
kind = "person"
reason = "wrote it"

[[words]]
text = "{MODEL}"
reason = "told to one customer"

[[words]]
text = "Nowhere Here"
reason = "stands nowhere"

[[regions]]
document = "page.pdf"
page = 1
box = [0.1, 0.8, 0.4, 0.9]
reason = "a stamp"
"""
PHRASE = "a phrase of four words"


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A case with a brochure and a page, reviewed, keyed, and one redacted edition of both."""
    folder = tmp_path_factory.mktemp("redaction")
    patch = pytest.MonkeyPatch()
    patch.setenv("HELIOGRAPH_KEYS", str(folder / "keys"))
    (folder / "in").mkdir()
    (folder / "in" / f"{FILE}.txt").write_text(BROCHURE, encoding="utf-8")
    page = Leaf(show(f"{MODEL}系统支持步态识别，可按步态检索人员。", 40, 200))
    (folder / "in" / "page.pdf").write_bytes(Pdf([page]).write())
    (folder / "passphrase").write_text(PHRASE + "\n")
    with Heliograph.create(folder / "case", ask=[folder / "in"]) as opened:
        opened.run()
        for claim in list(opened.rows.claim_views()):
            opened.review(claim.id, Said(judgement="accepted", by="R. Reader"))
        make_key(opened, Unlocking(passphrase=folder / "passphrase"), "file")
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    identity = pyrage.x25519.Identity.generate()
    (folder / "identity").write_text(str(identity))
    said = run(folder, "redact", "plan.toml", "--out", "edition", "--to", str(identity.to_public()))
    (folder / "said.json").write_text(json.dumps(said))
    yield folder
    patch.undo()


def run(folder: Path, command: str, *words: str) -> dict[str, object]:
    places = [str(folder / one) if (folder / one).exists() else one for one in words]
    places = [str(folder / one) if one == "edition" else one for one in places]
    more = ["--passphrase-file", str(folder / "passphrase")] if command == "redact" else []
    line = [command, *places, *more, "--case", str(folder / "case"), "--json"]
    done = CliRunner().invoke(cli, line)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    found: dict[str, object] = json.loads(done.stdout)
    return found


def forms(words: str) -> set[bytes]:
    """How these words could still stand somewhere; written apart from the product's own list."""
    found: set[bytes] = set()
    for text in (words, words[::-1], words.swapcase(), words.replace(" ", ""), words.upper()):
        for charset in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "gb18030"):
            raw = text.encode(charset)
            found |= {raw, raw.hex().encode(), raw.hex().upper().encode()}
            found |= {"".join(f"%{one:02X}" for one in raw).encode()}
            found |= {"".join(f"%{one:02x}" for one in raw).encode()}
            for before in (b"", b"x", b"xy"):
                packed = base64.b64encode(before + raw).rstrip(b"=")
                piece = packed[4 if before else 0 : -2]
                # Four signs stand in any signature by chance.
                found |= {piece} if len(piece) > 5 else set()
        found |= {text.encode("unicode_escape"), text.encode("ascii", "xmlcharrefreplace")}
    return {one for one in found if len(one) > 3}


def opened_up(content: bytes) -> Iterator[bytes]:
    """Every byte, and every byte that comes out of what is packed."""
    yield content
    for hit in re.finditer(rb"base64,([A-Za-z0-9+/=]+)", content):
        yield from opened_up(base64.b64decode(hit[1]))
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for one in packed.infolist():
                yield one.filename.encode()
                yield from opened_up(packed.read(one))
    for start in (one.end() for one in re.finditer(rb"stream\r?\n", content)):
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(content[start:])
    if content.startswith(b"\x89PNG"):
        yield from seen(content)
    if content.startswith(b"%PDF"):
        yield from printed(content)


def seen(content: bytes) -> Iterator[bytes]:
    with Image.open(io.BytesIO(content)) as picture:
        yield picture.tobytes()
        yield json.dumps({str(key): str(value) for key, value in picture.info.items()}).encode()


def printed(content: bytes) -> Iterator[bytes]:
    pdf = pypdfium2.PdfDocument(content)
    for page in pdf:
        text = page.get_textpage()
        yield text.get_text_bounded().encode()
        text.close()
        page.close()
    yield json.dumps(pdf.get_metadata_dict(), ensure_ascii=False).encode()
    pdf.close()


def everything(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        yield path.name, path.name.encode()
        for content in opened_up(path.read_bytes()):
            yield path.name, content


def test_no_byte_of_the_edition_is_of_what_was_hidden_in_any_form(work):
    with Heliograph.open(work / "case") as opened:
        digests = [one.digest.removeprefix("sha256:") for one in opened.rows.originals()]
        claims = [one.id for one in opened.rows.claim_views()]
        case = opened.custody.case
        captured = [f"{one.started_at:%Y-%m-%dT%H:%M:%S}" for one in opened.rows.captures()]
    hidden = (*HIDDEN, FILE, "page.pdf", "R. Reader", "13800138000", case, *digests, *claims)
    looked = 0
    for name, content in everything(work / "edition"):
        looked += 1
        low = content.lower()
        for words in hidden:
            for form in forms(words):
                assert form not in content, (name, words, form)
                assert form.lower() not in low, (name, words, form)
        if name != "manifest.json":
            assert not any(at.encode() in content for at in captured), name
    assert looked > 20


def test_the_search_itself_would_find_them(work, tmp_path):
    run(work, "dossier", "--out", str(tmp_path / "full.zip"), "--passphrase-file",
        str(work / "passphrase"))  # fmt: skip
    found = set()
    for content in opened_up((tmp_path / "full.zip").read_bytes()):
        found |= {words for words in HIDDEN for form in forms(words) if form in content}
    assert found == set(HIDDEN)


def test_the_edition_is_signed_and_each_quote_stands_in_its_redacted_text(work):
    done = subprocess.run(
        ["sh", str(work / "edition/check.sh")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3, done.stdout + done.stderr
    manifest = json.loads((work / "edition/manifest.json").read_bytes())
    key = manifest["signer"].removeprefix("sha256:")
    named = subprocess.run(["sh", str(work / "edition/check.sh"), key], check=False)
    assert named.returncode == 0
    lines = (work / "edition/claims.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) >= 3
    for one in map(json.loads, lines):
        text = (work / "edition" / one["text"]).read_text(encoding="utf-8")
        assert text[one["start"] : one["end"]] == one["quote"]
        assert (one["path"], one["held_since"]) == ("withheld", "withheld")


def verified(where: Path, *more: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["verify-dossier", str(where), *more])
    return done.exit_code, done.output


def test_an_edition_is_verified_as_what_it_is(work, tmp_path):
    edition = work / "edition"
    key = json.loads((edition / "manifest.json").read_bytes())["signer"]
    for told in (key, key.removeprefix("sha256:")[:32]):
        code, said = verified(edition, "--key", told)
        assert code == 0, said
        assert "IT HOLDS" in said
        assert "REDACTED EDITION" in said
    assert verified(edition)[0] == 3
    assert verified(edition, "--key", "0" * 64)[0] == 1
    script = subprocess.run(
        ["sh", str(edition / "check.sh"), key[7:39]], capture_output=True, text=True, check=False
    )
    assert script.returncode == 0
    # A list of the other kind, under the same signature, passes for neither.
    for name, old, new in (
        ("masks.jsonl", b"wrote it", b"read it!"),
        ("manifest.json", b"heliograph-redacted/1", b"heliograph-dossier/1"),
        ("commitments.jsonl", b'"item":1,', b'"item":2,'),
    ):
        shutil.rmtree(tmp_path / "spoiled", ignore_errors=True)
        shutil.copytree(edition, tmp_path / "spoiled")
        spoiled = tmp_path / "spoiled" / name
        assert old in spoiled.read_bytes()
        spoiled.write_bytes(spoiled.read_bytes().replace(old, new, 1))
        code, said = verified(tmp_path / "spoiled", "--key", key)
        assert (code, "DO NOT RELY" in said) == (1, True), name


def test_an_edition_has_nothing_to_take_in_and_import_says_how_to_check_it(work, tmp_path):
    line = ["import", str(work / "edition"), "--case", str(tmp_path / "case")]
    with pytest.raises(UsageError, match=r"redacted edition.*verify-dossier"):
        CliRunner().invoke(cli, line, catch_exceptions=False)


def test_who_makes_an_edition_or_a_dossier_is_told_how_to_check_it(work, tmp_path):
    asked = ["--case", str(work / "case"), "--passphrase-file", str(work / "passphrase")]
    for made in (["redact", str(work / "plan.toml")], ["dossier"]):
        where = tmp_path / f"{made[0]}.zip"
        done = CliRunner().invoke(cli, [*made, *asked, "--out", str(where)])
        words = " ".join(done.output.split())
        assert "To check: heliograph verify-dossier" in words
        assert verified(where)[0] == 3


def test_a_changed_byte_of_the_edition_is_found(work, tmp_path):
    shutil.copytree(work / "edition", tmp_path / "edition")
    masks = tmp_path / "edition/masks.jsonl"
    masks.write_bytes(masks.read_bytes().replace(b"wrote it", b"read it!"))
    done = subprocess.run(["sh", str(tmp_path / "edition/check.sh")], check=False)
    assert done.returncode == 1


def test_each_mask_is_in_custody_with_its_reason_and_never_what_it_hides(work):
    said = json.loads((work / "said.json").read_text())
    with Heliograph.open(work / "case") as opened:
        entries = [one for one in opened.custody.entries() if one.event == "redacted"]
        ours = [one for one in entries if one.facts["edition"] == said["edition"]]
        assert len(ours) == said["masks"]
        kinds = {one.facts["kind"] for one in ours}
        assert {"source", "words", "person", "region"} <= kinds
        for entry in ours:
            told = json.dumps(entry.facts, ensure_ascii=False)
            assert not any(words in told for words in HIDDEN)
        exported = [one for one in opened.custody.entries() if one.event == "exported"]
        assert any(one.facts["digest"] == said["digest"] for one in exported)
        assert not any(check.fails for check in opened.verify())


def test_pixels_under_masks_and_regions_are_of_one_colour_and_lines_whole(work):
    (picture,) = (work / "edition/pictures").iterdir()
    with Image.open(picture) as drawn:
        assert not drawn.info
        width, height = drawn.size
        grey = drawn.convert("L")
        region = grey.crop(
            (int(0.12 * width), int(0.82 * height), int(0.38 * width), int(0.88 * height))
        )
        assert set(region.tobytes()) <= set(range(60))
        assert len(set(region.tobytes())) == 1
        rows = [grey.crop((0, y, width, y + 1)).tobytes() for y in range(height)]
        assert any(max(row) < 60 for row in rows)


def test_one_piece_opens_by_itself_and_another_does_not_pass_for_it(work, tmp_path):
    edition = json.loads((work / "edition/manifest.json").read_bytes())["edition"]
    listed = CliRunner().invoke(cli, ["open-item", edition, "--case", str(work / "case"), "--json"])
    items = [json.loads(line) for line in listed.stdout.splitlines()]
    kinds = {one["kind"] for one in items}
    assert {"original", "claim", "facts", "text", "custody", "proof", "words"} <= kinds
    original = next(one for one in items if one["kind"] == "original")
    given = run(work, "open-item", edition, str(original["item"]), "--out", str(tmp_path / "given"),
                "--reason", "order of the court")  # fmt: skip
    content = Path(str(given["path"])).read_bytes()
    salt = Path(str(given["path"])).with_suffix(".salt").read_bytes()
    assert len(salt) == 32
    line = next(
        json.loads(one)
        for one in (work / "edition/commitments.jsonl").read_text().splitlines()
        if json.loads(one)["item"] == original["item"]
    )
    assert hashlib.sha256(salt + content).hexdigest() == line["commitment"]
    check = ["sh", str(work / "edition/check.sh"), "", str(tmp_path / "given")]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert f"piece {original['item']} is the one" in done.stdout
    Path(str(given["path"])).write_bytes(content + b" ")
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    with Heliograph.open(work / "case") as opened:
        *_, last = opened.custody.entries()
        assert (last.facts["item"], last.facts["reason"]) == (
            original["item"],
            "order of the court",
        )


def test_two_pieces_never_share_a_salt_and_bare_digests_match_no_commitment(work):
    edition = json.loads((work / "edition/manifest.json").read_bytes())["edition"]
    listed = CliRunner().invoke(cli, ["open-item", edition, "--case", str(work / "case"), "--json"])
    items = [json.loads(line) for line in listed.stdout.splitlines()]
    assert len({one["salt"] for one in items}) == len(items)
    commitments = {one["commitment"] for one in items}
    assert not commitments & {one["digest"].removeprefix("sha256:") for one in items}


def test_the_annex_opens_for_whom_it_was_sealed_and_for_nobody_else(work):
    sealed = (work / "edition/annex.age").read_bytes()
    identity = pyrage.x25519.Identity.from_str((work / "identity").read_text())
    facts = json.loads(pyrage.decrypt(sealed, [identity]))
    paths = {place["path"] for one in facts["documents"] for place in one["places"]}
    assert f"{FILE}.txt" in paths
    assert facts["items"][0]["salt"]
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [pyrage.x25519.Identity.generate()])
    assert len(pyrage.decrypt(sealed, [identity])) % 65_536 == 0


def test_a_reason_that_tells_what_it_hides_stops_it_and_nothing_is_written(work, tmp_path):
    plan = tmp_path / "telling.toml"
    plan.write_text(f'[[words]]\ntext = "{PLACE}"\nreason = "{PLACE}是线索"\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"mask 1 in ") as refused:
        run(work, "redact", str(plan), "--out", str(tmp_path / "edition.zip"))
    assert PLACE not in str(refused.value)
    assert not (tmp_path / "edition.zip").exists()


def test_a_mask_that_hides_nothing_is_told(work):
    said = json.loads((work / "said.json").read_text())
    # The region is the fifth: four entries of words stand before it.
    assert said["idle"] == [4]


def test_every_mask_has_one_length_whatever_it_hides(work):
    for path in (work / "edition/texts").iterdir():
        runs = re.findall("█+", path.read_text(encoding="utf-8"))
        assert runs
        assert {len(one) for one in runs} == {5}
