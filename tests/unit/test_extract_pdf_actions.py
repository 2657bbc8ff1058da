"""What a PDF would do when opened or clicked: told as notes, never done."""

from __future__ import annotations

import io
import zlib

import pytest
from tests.extracted import Read

from heliograph.extractors.pdf import PdfExtractor
from heliograph.extractors.pdf_actions import automatic


def document(*actions: str, catalog: str = "") -> bytes:
    """A PDF of one page with one link for each action."""
    links = [
        f"<< /Type /Annot /Subtype /Link /Rect [10 {10 + at * 20} 90 {25 + at * 20}] /A {action} >>"
        for at, action in enumerate(actions)
    ]
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Annots [{' '.join(links)}] >>",
    ]
    out = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 4\n0000000000 65535 f \n{table}trailer << /Size 4 /Root 1 0 R >>\n"
    return out + end.encode() + f"startxref\n{len(out)}\n%%EOF\n".encode()


def test_links_and_what_would_be_started_are_told() -> None:
    read = Read(
        PdfExtractor(),
        document(
            "<< /S /URI /URI (https://vendor.example/a) >>",
            "<< /S /URI /URI (https://vendor.example/a) >>",
            "<< /S /Launch /F (run.exe) >>",
            "<< /S /GoToR /F (other.pdf) /D [0 /Fit] >>",
        ),
    )
    assert read.notes("pdf:link") == ["https://vendor.example/a"]
    assert read.notes("pdf:launch") == ["run.exe"]
    assert read.notes("pdf:remote-page") == ["other.pdf"]


def test_scripts_are_shown() -> None:
    script = (
        "/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert\\(1\\)) >>] >> >>"
    )
    read = Read(PdfExtractor(), document(catalog=script))
    assert read.notes("pdf:JavaScript") == ["1"]
    assert read.notes("pdf:script") == ["app.alert(1)"]


@pytest.mark.parametrize(
    ("catalog", "key", "value"),
    [
        (
            "/OpenAction << /S /URI /URI (https://x.example/a) >>",
            "on-open",
            "URI https://x.example/a",
        ),
        (
            "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>",
            "on-open",
            "JavaScript app.alert",
        ),
        ("/Open#41ction << /S /Launch /F (run.exe) >>", "on-open", "Launch run.exe"),
        ("/AA << /WC << /S /JavaScript /JS (a) >> >>", "on-event", "JavaScript a"),
        (
            "/X << /S /SubmitForm /F << /FS /URL /F (http://x.example/) >> >>",
            "submit-form",
            "http://x.example/",
        ),
        ("/X << /S /ImportData /F (data.fdf) >>", "import-data", "data.fdf"),
        ("/OpenAction 3 0 R", "on-open", "it does not say what"),
    ],
)
def test_what_is_done_without_being_asked_is_told(catalog: str, key: str, value: str) -> None:
    read = Read(PdfExtractor(), document(catalog=catalog))
    (told,) = read.notes(f"pdf:{key}")
    assert told.startswith(value)


def test_a_page_to_begin_at_is_no_action() -> None:
    assert (
        Read(PdfExtractor(), document(catalog="/OpenAction [3 0 R /Fit]")).notes("pdf:on-open")
        == []
    )


def test_actions_in_packed_objects_are_told() -> None:
    packed = zlib.compress(b"4 0 << /OpenAction << /S /Launch /F (run.exe) >> >>")
    content = b"1 0 obj << /Type /ObjStm /N 1 /First 4 >>\nstream\n" + packed + b"\nendstream"
    notes = list(automatic(io.BytesIO(content)))
    assert ("pdf:on-open", "Launch run.exe") in [(note.key, note.value) for note in notes]


def test_a_file_that_names_actions_without_end_is_told_so_many() -> None:
    content = b"".join(b"/AA << /S /JavaScript /JS (%d) >>" % at for at in range(5_000))
    assert len(list(automatic(io.BytesIO(content * 3)))) == 100
