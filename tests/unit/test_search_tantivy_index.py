import pytest

from heliograph.errors import CaseBusy
from heliograph.seams import IndexEntry
from heliograph.search.tantivy_index import TantivyIndex


@pytest.fixture
def folder(tmp_path):
    index, fresh = TantivyIndex.open_or_new(tmp_path / "index")
    assert fresh
    index.add([IndexEntry(page_id="one", digest="sha256:0", text="人脸识别")])
    index.commit()
    index.close()
    return tmp_path / "index"


def test_an_index_that_is_well_is_opened_as_it_is(folder):
    index, fresh = TantivyIndex.open_or_new(folder)
    assert not fresh
    assert index.search("人脸").total == 1


def test_an_index_of_another_version_is_emptied_and_says_so(folder):
    (folder / "version.txt").write_text("0", encoding="utf-8")
    index, fresh = TantivyIndex.open_or_new(folder)
    assert fresh
    assert index.doc_count() == 0
    assert not TantivyIndex.open_or_new(folder)[1]


def test_an_index_whose_making_was_interrupted_is_made_anew(folder):
    (folder / "version.txt").unlink()
    assert TantivyIndex.open_or_new(folder)[1]


@pytest.mark.parametrize("pattern", ["meta.json", "*.term", "*.fast", "*.idx", "*.store"])
def test_a_broken_index_is_emptied_and_says_so(folder, pattern):
    [file] = folder.glob(pattern)
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    index, fresh = TantivyIndex.open_or_new(folder)
    assert fresh
    index.add([IndexEntry(page_id="two", digest="sha256:0", text="人脸")])
    index.commit()
    assert [hit.page_id for hit in index.search("人脸").hits] == ["two"]
    index.close()


@pytest.mark.parametrize("pattern", ["*.term", "*.pos"])
def test_an_index_that_lacks_a_file_is_emptied_and_says_so(folder, pattern):
    [file] = folder.glob(pattern)
    file.unlink()
    assert TantivyIndex.open_or_new(folder)[1]


def test_making_an_index_anew_leaves_what_is_not_its_own(folder):
    (folder / "version.txt").unlink()
    (folder / "notes.md").write_text("mine", encoding="utf-8")
    TantivyIndex.open_or_new(folder)
    assert (folder / "notes.md").read_text(encoding="utf-8") == "mine"


def test_a_second_writer_is_refused_and_may_write_once_the_first_is_closed(folder):
    one, _ = TantivyIndex.open_or_new(folder)
    two, _ = TantivyIndex.open_or_new(folder)
    one.add([])
    with pytest.raises(CaseBusy):
        two.add([])
    one.close()
    two.remove(["one"])
    two.commit()
    two.close()
    assert one.search("人脸").total == 0


def test_a_reader_sees_what_another_commits_and_takes_no_lock(folder):
    reader, _ = TantivyIndex.open_or_new(folder)
    assert reader.search("人脸").total == 1
    writer, _ = TantivyIndex.open_or_new(folder)
    writer.add([IndexEntry(page_id="two", digest="sha256:0", text="人脸")])
    writer.commit()
    assert reader.search("人脸").total == 2
    writer.close()
