"""The table of who reads which media type: built-ins first, then what is installed beside us."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.metadata import entry_points

from heliograph.errors import MediaTypeClash
from heliograph.extractors import libarchive
from heliograph.extractors.delimited import DelimitedExtractor
from heliograph.extractors.doc import DocExtractor
from heliograph.extractors.docx import DocxExtractor
from heliograph.extractors.empty import EmptyExtractor
from heliograph.extractors.encrypted import EncryptedExtractor
from heliograph.extractors.epub import EpubExtractor
from heliograph.extractors.field_table import FieldTableExtractor
from heliograph.extractors.html import HtmlExtractor
from heliograph.extractors.json_text import JsonExtractor
from heliograph.extractors.mail import MailExtractor
from heliograph.extractors.markdown import MarkdownExtractor
from heliograph.extractors.mbox import MboxExtractor
from heliograph.extractors.mhtml import MhtmlExtractor
from heliograph.extractors.msg import MsgExtractor
from heliograph.extractors.odp import OdpExtractor
from heliograph.extractors.odt import OdtExtractor
from heliograph.extractors.other_archives import OtherArchiveExtractor
from heliograph.extractors.packed import PackedExtractor
from heliograph.extractors.pdf import PdfExtractor
from heliograph.extractors.ppt import PptExtractor
from heliograph.extractors.pptx import PptxExtractor
from heliograph.extractors.program_text import ProgramTextExtractor
from heliograph.extractors.refused import RefusedExtractor
from heliograph.extractors.rtf import RtfExtractor
from heliograph.extractors.source_code import SourceCodeExtractor
from heliograph.extractors.sqlite import SqliteExtractor
from heliograph.extractors.tar_archive import TarExtractor
from heliograph.extractors.text import TextExtractor
from heliograph.extractors.unseen import UnseenExtractor
from heliograph.extractors.wacz import WaczExtractor
from heliograph.extractors.warc import WarcExtractor
from heliograph.extractors.xlsx import XlsxExtractor
from heliograph.extractors.xml import XmlExtractor
from heliograph.extractors.zip_archive import ZipExtractor
from heliograph.media import PICTURES
from heliograph.ocr.models import LANGUAGES, installed
from heliograph.seams import Extractor

GROUP = "heliograph.extractors"
"""Entry-point group by which another package brings an extractor."""

BUILT_IN: tuple[Callable[[], Extractor], ...] = (
    EmptyExtractor,
    PdfExtractor,
    TextExtractor,
    MarkdownExtractor,
    SourceCodeExtractor,
    ProgramTextExtractor,
    FieldTableExtractor,
    DelimitedExtractor,
    JsonExtractor,
    HtmlExtractor,
    XmlExtractor,
    ZipExtractor,
    DocxExtractor,
    DocExtractor,
    PptxExtractor,
    PptExtractor,
    XlsxExtractor,
    OdtExtractor,
    OdpExtractor,
    EpubExtractor,
    RtfExtractor,
    EncryptedExtractor,
    RefusedExtractor,
    UnseenExtractor,
    MailExtractor,
    MsgExtractor,
    PackedExtractor,
    TarExtractor,
    OtherArchiveExtractor,
    WarcExtractor,
    WaczExtractor,
    MboxExtractor,
    MhtmlExtractor,
    SqliteExtractor,
)


def missing_tools() -> tuple[tuple[str, str], ...]:
    """Name what cannot be read on this machine, and what is missing for it."""
    missing = []
    if not libarchive.is_there():
        why = f"{libarchive.LIBRARY} is not installed (Debian: apt install libarchive13)"
        missing.append(("7z, RAR and CAB archives, ISO images", why))
    return (*missing, *_missing_eyes())


def _missing_eyes() -> Iterator[tuple[str, str]]:
    """Name what cannot be read from pictures, and what to install for it."""
    eyes = installed()
    if not eyes.works:
        pictures = "pictures (PNG, JPEG, TIFF, WebP, GIF, BMP) and pages without a text layer"
        yield pictures, eyes.remedy
        return
    there = {one.partition("+")[0] for one in eyes.languages}
    for language in sorted(set(LANGUAGES) - there):
        why = f"needs tesserocr and Debian's tesseract-ocr-{language}"
        yield f"{LANGUAGES[language]} in pictures", why


def readable() -> Sequence[str]:
    """Name the media types that are read on this machine."""
    unseen = frozenset() if installed().works else PICTURES
    refused = RefusedExtractor.media_types | EncryptedExtractor.media_types
    return sorted(set(load_extractors()) - unseen - refused)


def load_extractors() -> Mapping[str, Extractor]:
    """Give media type → extractor. Raises `MediaTypeClash` where two want the same one."""
    return by_media_type(extractor for _, extractor in named_extractors())


def current_readers() -> Mapping[str, str]:
    """Give media type → name and version of its extractor, as readings say by whom they are."""
    return {kind: f"{one.name}/{one.version}" for kind, one in load_extractors().items()}


def named_extractors() -> Iterator[tuple[str, Extractor]]:
    """Yield each extractor with where it comes from."""
    for make in BUILT_IN:
        yield "built in", make()
    for found in entry_points(group=GROUP):
        yield found.value, found.load()()


def by_media_type(extractors: Iterable[Extractor]) -> Mapping[str, Extractor]:
    """Make the table. Raises `MediaTypeClash`: which of two reads a file is no matter of luck."""
    table: dict[str, Extractor] = {}
    for extractor in extractors:
        for media_type in sorted(extractor.media_types):
            holder = table.setdefault(media_type, extractor)
            if holder is not extractor:
                raise MediaTypeClash(one=holder.name, other=extractor.name, media_type=media_type)
    return table
