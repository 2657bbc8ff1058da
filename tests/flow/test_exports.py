"""What is exported is whole, masked, entered in custody, and leaves nothing that is held back."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from stdnum.cn import ric
from tests.web_archives import DATE, PAGE, answer

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.errors import AlreadyThere, UsageError
from heliograph.records import Digest
from heliograph.store.custody import Custody

PHONE = "13912345678"
REASON = "the editor needs the whole text"
FORMATS = {
    "jsonl": "claims.jsonl",
    "csv": "claims.csv",
    "bagit": "bag",
    "ftm": "ftm",
    "wacz": "pages.wacz",
}


def identity(number: int) -> str:
    body = f"999999{1950 + number % 50}{1 + number % 12:02}{1 + number % 28:02}{number:03}"
    return body + ric.calc_check_digit(body + "0")


ROSTER = "\n".join(
    [
        "姓名,身份证号,手机,备注",
        *(f"王{at}丽,{identity(at)},1990000{at:04},夜班" for at in range(30)),
    ]
)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A brochure with a telephone number, a crawl, a list of persons alone and in an archive."""
    work = tmp_path_factory.mktemp("exports")
    folder = work / "leak"
    folder.mkdir()
    (folder / "brochure.txt").write_text(
        f"云河门禁支持对维吾尔族人员进行人脸识别并自动报警，联系电话：{PHONE}。\n\n"
        '=HYPERLINK("x") 平台支持上访人员人脸布控并推送报警。\n',
        encoding="utf-8",
    )
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    with zipfile.ZipFile(folder / "packed.zip", "w") as packed:
        packed.writestr("inner.csv", ROSTER + "\n再来一行,,,\n")
        packed.writestr("letter.txt", "系统支持步态识别并按步态检索人员。")
    (folder / "crawl.warc").write_bytes(
        answer("https://www.yunhe.example/products?b=2&a=1")
        + answer("https://www.yunhe.example/old", b"", status="301 Moved", fields="Location: /\r\n")
        + answer("https://www.yunhe.example/list.csv", ROSTER.encode(), fields="X: y\r\n")
    )
    with Heliograph.create(work / "case", ask=[folder]) as opened:
        opened.run()
    return work / "case"


def export(case: Path, *words: str) -> dict[str, object]:
    done = CliRunner().invoke(cli, ["export", *words, "--case", str(case), "--json"])
    assert done.exit_code == 0, (done.output, done.exception)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def every_byte(where: Path) -> bytes:
    files = [where] if where.is_file() else [one for one in where.rglob("*") if one.is_file()]
    content = b"".join(one.name.encode() + one.read_bytes() for one in files)
    if where.suffix == ".wacz":
        with zipfile.ZipFile(where) as packed:
            content += gzip.decompress(packed.read("archive/data.warc.gz"))
    return content


def held_digests(case: Path) -> set[str]:
    with Heliograph.open(case) as opened:
        return {one.digest for one in opened.rows.readings() if one.held}


@pytest.mark.parametrize("name", FORMATS)
def test_each_export_is_in_custody_with_its_digest_and_holds_nothing_back_only_by_name(
    case, tmp_path, name
):
    where = tmp_path / FORMATS[name]
    written = export(case, name, "--out", str(where))
    with Heliograph.open(case) as opened:
        *_, last = opened.custody.entries()
        assert (last.event, last.facts["digest"]) == ("exported", written["digest"])
        assert last.facts["masked"] == 1
        assert not any(check.fails for check in opened.verify())
    content = every_byte(where)
    assert identity(3).encode() not in content
    held = held_digests(case)
    assert len(held) >= 2
    for digest in held:
        assert digest.removeprefix("sha256:").encode() not in content
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("name", ["jsonl", "csv", "ftm"])
def test_numbers_of_persons_are_masked_unless_a_reason_is_given_which_custody_keeps(
    case, tmp_path, name
):
    masked, bare = tmp_path / "masked", tmp_path / "bare"
    export(case, name, "--out", str(masked))
    assert PHONE.encode() not in every_byte(masked)
    export(case, name, "--out", str(bare), "--unmask", REASON)
    assert PHONE.encode() in every_byte(bare)
    with Heliograph.open(case) as opened:
        *_, last = opened.custody.entries()
        assert (last.facts["masked"], last.facts["unmasked"]) == (0, REASON)


def test_a_reason_that_says_nothing_unmasks_nothing(case, tmp_path):
    where = tmp_path / "claims.jsonl"
    command = ["export", "jsonl", "--out", str(where), "--unmask", " ", "--case", str(case)]
    assert isinstance(CliRunner().invoke(cli, command).exception, UsageError)
    assert not where.exists()


def test_json_lines_have_the_shape_of_claims(case, tmp_path):
    where = tmp_path / "claims.jsonl"
    export(case, "jsonl", "--out", str(where), "--unmask", REASON)
    listed = CliRunner().invoke(cli, ["claims", "--case", str(case), "--json"])
    assert where.read_text(encoding="utf-8") == listed.stdout
    assert len(where.read_text(encoding="utf-8").splitlines()) >= 3


@pytest.mark.parametrize("what", ["documents", "entities", "mentions", "ledger"])
def test_the_rest_of_the_records_are_lines_too(case, tmp_path, what):
    where = tmp_path / "lines.jsonl"
    written = export(case, "jsonl", "--what", what, "--out", str(where))
    assert written["counts"] == {what: len(where.read_text(encoding="utf-8").splitlines())}
    if what == "ledger":
        lines = [json.loads(line) for line in where.read_text(encoding="utf-8").splitlines()]
        assert {line["digest"] for line in lines if line["held"]} == {None}


def test_no_cell_of_the_csv_is_a_formula_and_quotes_come_back(case, tmp_path):
    where = tmp_path / "claims.csv"
    export(case, "csv", "--out", str(where), "--bom", "--unmask", REASON)
    content = where.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    formulas = [row["quote"] for row in rows if row["quote"].startswith("'=")]
    assert len(set(formulas)) == 1
    for row in rows:
        assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@")) for cell in row.values())


def test_filters_narrow_claims_and_documents_and_custody_says_so(case, tmp_path):
    where = tmp_path / "bag"
    written = export(case, "bagit", "--out", str(where), "--path", "brochure.txt")
    counts = written["counts"]
    assert isinstance(counts, dict)
    assert counts["originals"] == 1
    with Heliograph.open(case) as opened:
        *_, last = opened.custody.entries()
        assert last.facts["only_path"] == "brochure.txt"


def test_an_archive_with_a_held_list_inside_stays_and_its_other_members_go(case, tmp_path):
    export(case, "bagit", "--out", str(tmp_path / "bag"))
    lines = (tmp_path / "bag/data/documents.jsonl").read_text(encoding="utf-8").splitlines()
    paths = {path for line in lines for path in json.loads(line)["paths"]}
    assert "brochure.txt" in paths
    assert "packed.zip!/letter.txt" in paths
    assert not {"packed.zip", "crawl.warc", "roster.csv", "packed.zip!/inner.csv"} & paths


def test_a_bag_lists_every_file_under_two_digests_and_the_lists_in_lists(case, tmp_path):
    bag = tmp_path / "bag"
    written = export(case, "bagit", "--out", str(bag))
    listed = set()
    for name in ("sha256", "sha512"):
        for manifest in (f"manifest-{name}.txt", f"tagmanifest-{name}.txt"):
            for line in (bag / manifest).read_text(encoding="utf-8").splitlines():
                digest, _, path = line.partition("  ")
                listed.add(path)
                assert hashlib.new(name, (bag / path).read_bytes()).hexdigest() == digest
    files = {one.relative_to(bag).as_posix() for one in bag.rglob("*") if one.is_file()}
    assert files - listed == {"tagmanifest-sha256.txt", "tagmanifest-sha512.txt"}
    seal = hashlib.sha256((bag / "tagmanifest-sha256.txt").read_bytes()).hexdigest()
    assert written["digest"] == f"sha256:{seal}"


def test_masked_custody_in_a_bag_names_no_path_and_can_be_held_against_the_whole(case, tmp_path):
    export(case, "bagit", "--out", str(tmp_path / "bag"))
    lines = (tmp_path / "bag/data/custody.jsonl").read_bytes().splitlines()
    whole = (case / "custody.jsonl").read_bytes().splitlines()
    *entries, end = [json.loads(line) for line in lines]
    # The export itself came after its custody was read.
    assert len(entries) == len(whole) - 1 == end["entries"]
    assert end["head"] == f"sha256:{hashlib.sha256(whole[-2]).hexdigest()}"
    assert b"brochure" not in b"".join(lines)


def test_an_unmasked_bag_carries_the_chain_and_it_holds(case, tmp_path, clock):
    export(case, "bagit", "--out", str(tmp_path / "bag"), "--unmask", REASON)
    chain = Custody(tmp_path / "bag/data/custody.jsonl", clock=clock, actor="tests")
    assert sum(1 for _ in chain.entries()) == chain.count


def test_a_folder_is_never_written_over_and_a_file_is_replaced(case, tmp_path):
    where = tmp_path / "bag"
    export(case, "bagit", "--out", str(where))
    again = CliRunner().invoke(cli, ["export", "bagit", "--out", str(where), "--case", str(case)])
    assert isinstance(again.exception, AlreadyThere)
    file = tmp_path / "claims.jsonl"
    file.write_text("old")
    export(case, "jsonl", "--out", str(file))
    assert file.read_text(encoding="utf-8").startswith("{")


def test_web_captures_come_back_from_the_wacz_as_they_were(case, tmp_path):
    where = tmp_path / "pages.wacz"
    export(case, "wacz", "--out", str(where))
    with Heliograph.create(tmp_path / "again", ask=[where]) as opened:
        opened.run()
        (reading,) = [one for one in opened.rows.readings() if one.media_type.endswith("wacz")]
        notes = {one.key: one.value for one in opened.rows.notes(reading.digest)}
        assert notes["wacz:digests"] == "4 hold, 0 differ, 0 unlisted"
        (warc,) = [one for one in opened.rows.readings() if one.media_type.endswith("warc")]
        told = opened.rows.notes(warc.digest)
        assert [one.value for one in told if one.key == "warc:digests"] == ["holds 3"]
        heads = [one.value.split("\n") for one in told if one.key == "warc:response"]
        assert heads[0][:3] == [
            "https://www.yunhe.example/products?b=2&a=1", DATE, "HTTP/1.1 200 OK",
        ]  # fmt: skip
        assert "Location: /" in heads[1]
        kept = Digest(f"sha256:{hashlib.sha256(PAGE).hexdigest()}")
        with opened.blobs.open(kept) as blob:
            assert blob.read() == PAGE
        assert not any("list.csv" in one.path for one in opened.rows.documents())


def test_killed_while_it_writes_an_export_is_there_whole_or_not_at_all(case, tmp_path):
    where = tmp_path / "bag"
    command = [sys.executable, "-m", "heliograph", "export", "bagit"]
    command += ["--out", str(where), "--case", str(case)]
    running = subprocess.Popen(command, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while running.poll() is None and time.monotonic() < deadline:
        if list(tmp_path.glob(".bag.unfinished/data/*")):
            os.kill(running.pid, signal.SIGKILL)
            break
        os.sched_yield()
    running.communicate(timeout=60)
    assert not where.exists() or (where / "tagmanifest-sha256.txt").exists()
    if not where.exists():
        export(case, "bagit", "--out", str(where))
    assert (where / "bagit.txt").exists()
    assert not list(tmp_path.glob(".*"))
