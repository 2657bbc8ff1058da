"""What a PDF would do when opened or clicked: told as notes, never done."""

from __future__ import annotations

from tests.extracted import Read

from heliograph.extractors.pdf import PdfExtractor


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
