"""A whole case holds; whatever is changed in it, some check says so and names it."""

import pytest
from tests.store_makers import TEXT, WholeCase, a_claim, a_document, a_passage

from heliograph.codec import digest_of
from heliograph.store.verify import verify_case


@pytest.fixture
def case(tmp_path, clock):
    made = WholeCase(tmp_path / "case", clock)
    yield made
    made.rows._database.close()


def checked(case):
    return list(verify_case(case.folder, case.rows, case.blobs, case.custody, lambda *_: None))


def broken(case):
    return {check.name: check.detail for check in checked(case) if check.fails}


def blob(case, content):
    name = digest_of(content).removeprefix("sha256:")
    return case.folder.blobs / name[:2] / name[2:]


def test_a_whole_case_holds_in_every_check(case):
    told = []
    checks = list(
        verify_case(
            case.folder, case.rows, case.blobs, case.custody, lambda *done: told.append(done)
        )
    )
    assert [check.detail for check in checks if check.fails] == []
    assert {check.name: check.detail for check in checks}["ledger"] == (
        "4 files: 2 read, 1 unreachable; 1 waiting"
    )
    assert told == [(1, 2), (2, 2)]


def test_changed_bytes_are_named_by_digest(case):
    file = blob(case, b"two")
    file.chmod(0o644)
    file.write_bytes(b"tw0")
    assert digest_of(b"two") in broken(case)["bytes"]


def test_missing_bytes_are_named(case):
    blob(case, b"two").unlink()
    assert digest_of(b"two") in broken(case)["bytes"]


def test_bytes_that_custody_does_not_name_are_strays(case):
    kept = case.blobs.put([b"nobody's"])
    assert kept.digest in broken(case)["no other bytes"]


def test_a_file_that_is_no_blob_is_a_stray(case):
    (case.folder.blobs / "notes.txt").write_text("mine")
    assert "notes.txt" in broken(case)["no other bytes"]


def test_a_changed_entry_breaks_the_chain(case):
    text = case.folder.custody.read_text()
    case.folder.custody.write_text(text.replace("a/two.csv", "a/too.csv"))
    assert "entry 4" in broken(case)["custody chain"]


def test_a_missing_chain_is_broken(case):
    case.folder.custody.unlink()
    assert "missing" in broken(case)["custody chain"]


def test_a_chain_whose_end_was_cut_off_is_noticed_by_what_the_database_remembers(case):
    lines = case.folder.custody.read_bytes().splitlines(keepends=True)
    case.folder.custody.write_bytes(b"".join(lines[:-1]))
    found = broken(case)
    assert "custody chain" not in found
    assert "5 entries, the chain has 4" in found["custody end"]
    assert "a/three.csv" in found["documents"]


def test_an_interrupted_write_is_told_and_breaks_nothing(case):
    with case.folder.custody.open("ab") as file:
        file.write(b'{"actor"')
    (chain, *_) = checked(case)
    assert chain.answer == "holds"
    assert "8 bytes of a write that was interrupted" in chain.detail


def test_a_document_that_custody_does_not_know_is_named(case):
    case.rows.keep([a_document("smuggled.pdf", b"one")])
    found = broken(case)
    assert "smuggled.pdf" in found["documents"]
    assert "4" in found["ledger"]


def test_a_document_that_was_changed_is_named(case):
    case.rows._database.run("UPDATE documents SET path = 'x.csv' WHERE path = 'a/two.csv'")
    assert "x.csv" in broken(case)["documents"]


def test_a_document_that_is_only_in_custody_is_named(case):
    case.rows._database.run("DELETE FROM documents WHERE path = 'a/two.csv'")
    assert "a/two.csv" in broken(case)["documents"]


def test_a_claim_beyond_its_page_or_without_words_is_named(case):
    beyond = a_claim(case.page, "晨星", "beyond", end=len(TEXT) + 1)
    case.rows.keep([beyond])
    assert "claim beyond" in broken(case)["claims"]
    case.rows.forget_findings(case.page.digest)
    case.rows.keep([a_claim(case.page, "\r\n", "blank")])
    assert "claim blank quotes nothing" in broken(case)["claims"]


def test_passages_that_overlap_or_leave_their_page_are_named(case):
    case.rows.keep([a_passage(case.page, 2, "支持车牌识别")])
    assert "passage 2" in broken(case)["passages"]
    case.rows.forget_passages(case.page.digest)
    case.rows.keep([a_passage(case.page, 0, "型号", end=len(TEXT) + 5)])
    assert f"0-{len(TEXT) + 5}" in broken(case)["passages"]


def test_a_text_with_a_null_character_is_no_shorter_for_it(case):
    case.rows._database.run("UPDATE pages SET text = char(0) || substr(text, 2)")
    assert broken(case) == {}


def test_a_reference_that_leads_nowhere_is_named(case):
    case.rows._database.run("PRAGMA foreign_keys = OFF")
    case.rows._database.run("DELETE FROM captures")
    assert "captures" in broken(case)["database"]
