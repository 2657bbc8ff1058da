"""Each export is opened by the tool of its own world; skipped where those are not installed."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.web_archives import answer

from heliograph.app import Heliograph
from heliograph.cli import cli

READERS = Path(__file__).resolve().parents[2] / ".readers" / "bin"
SCHEMATA = "import followthemoney, pathlib; print(pathlib.Path(followthemoney.__file__).parent)"

pytestmark = pytest.mark.skipif(
    not (READERS / "ftm").exists(), reason="other people's tools: `make setup-readers`"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with claims, names and a crawl, exported in each format."""
    work = tmp_path_factory.mktemp("tools")
    folder = work / "leak"
    folder.mkdir()
    (folder / "说明.txt").write_text(
        "海康威视的平台支持对维吾尔族人员进行人脸识别并自动报警。\r\n\r\n"
        "平台支持上访人员人脸布控\u202e并推送报警。\n",
        encoding="utf-8",
    )
    (folder / "crawl.warc").write_bytes(
        answer("https://www.yunhe.example/products/?b=2&a=1")
        + answer("http://yunhe.example:8080/A")
        + answer("https://yunhe.example/old", b"", status="301 Moved", fields="Location: /\r\n")
    )
    with Heliograph.create(work / "case", ask=[folder]) as opened:
        opened.run()
    for name, where in (("bagit", "bag"), ("wacz", "pages.wacz"), ("ftm", "ftm")):
        command = ["export", name, "--out", str(work / where), "--case", str(work / "case")]
        assert CliRunner().invoke(cli, command).exit_code == 0
    command = ["export", "jsonl", "--out", str(work / "claims.jsonl"), "--case", str(work / "case")]
    assert CliRunner().invoke(cli, command).exit_code == 0
    return work


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    program, *rest = command
    return subprocess.run(
        [str(READERS / str(program)), *map(str, rest)],
        capture_output=True,
        text=True,
        check=False,
        env=environment or None,
    )


def test_bagit_finds_the_bag_valid_and_a_changed_tag_file(made, tmp_path):
    assert run("bagit.py", "--validate", made / "bag").returncode == 0
    shutil.copytree(made / "bag", tmp_path / "bag")
    with (tmp_path / "bag/bag-info.txt").open("a") as file:
        file.write("Contact-Name: somebody\n")
    assert run("bagit.py", "--validate", tmp_path / "bag").returncode != 0


def test_wacz_and_warcio_find_the_package_valid(made, tmp_path):
    done = run("wacz", "validate", "-f", made / "pages.wacz")
    assert done.returncode == 0, done.stdout
    shutil.unpack_archive(made / "pages.wacz", tmp_path, "zip")
    done = run("python", "-m", "warcio.cli", "check", "-v", tmp_path / "archive/data.warc.gz")
    assert done.returncode == 0
    assert done.stdout.count("digest pass") == 4


def test_the_index_is_what_the_reference_indexer_makes(made, tmp_path):
    shutil.unpack_archive(made / "pages.wacz", tmp_path, "zip")
    done = run("cdxj-indexer", "-s", tmp_path / "archive/data.warc.gz")
    theirs = [line.split(" ", 2) for line in done.stdout.splitlines()]
    ours = [
        line.split(" ", 2)
        for line in (tmp_path / "indexes/index.cdx").read_text(encoding="utf-8").splitlines()
    ]
    assert len(ours) == 3
    assert [line[:2] for line in ours] == [line[:2] for line in theirs]
    for mine, other in zip(ours, theirs, strict=True):
        found, said = json.loads(mine[2]), json.loads(other[2])
        assert {name: found[name] for name in ("url", "status", "offset", "length", "digest")} == {
            name: said[name] for name in ("url", "status", "offset", "length", "digest")
        }


def entities(path: Path) -> dict[str, dict[str, object]]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {line["id"]: line for line in lines}


@pytest.mark.parametrize("name", ["entities.ftm.json", "extended/entities.ftm.json"])
def test_ftm_takes_every_property_as_it_is_and_claims_come_back_whole(made, tmp_path, name):
    schemata = Path(run("python", "-c", SCHEMATA).stdout.strip()) / "schema"
    shutil.copytree(schemata, tmp_path / "schema")
    shutil.copy(made / "ftm/extended/heliograph.yaml", tmp_path / "schema")
    environment = {"FTM_MODEL_PATH": str(tmp_path / "schema")} if "extended" in name else {}
    out = tmp_path / "out.json"
    done = run("ftm", "validate", "-i", made / "ftm" / name, "-o", out, **environment)
    assert done.returncode == 0, done.stderr
    ours, theirs = entities(made / "ftm" / name), entities(out)
    assert ours.keys() == theirs.keys()
    claims = []
    for one, entity in theirs.items():
        before, after = ours[one]["properties"], entity["properties"]
        assert isinstance(before, dict)
        assert isinstance(after, dict)
        assert entity["schema"] == ours[one]["schema"]
        # What is typed to be cleaned (quotes, times) may lose its breaks; JSON stays as it is.
        assert before.keys() == after.keys()
        whole = "claimJson" if "extended" in name else "notes"
        if one.startswith("heliograph-claim-"):
            claims.append(json.loads(after[whole][0]))
    promised = (made / "claims.jsonl").read_text(encoding="utf-8").splitlines()
    by_id = {line["id"]: line for line in map(json.loads, promised)}
    assert {line["id"]: line for line in claims} == by_id
    assert len(claims) >= 3


def test_ftm_knows_companies_and_links_documents_to_them(made):
    found = entities(made / "ftm/entities.ftm.json")
    kinds = {str(one["schema"]) for one in found.values()}
    assert {"Company", "Document", "Documentation", "Note"} <= kinds
