"""Cases for the reading room, and a plain client that holds its key as a browser would."""

from __future__ import annotations

import http.client
import re
import shutil
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from heliograph.app import Heliograph
from heliograph.web import ReadingRoom

SAYINGS = (
    "本产品支持对维吾尔族人员进行人脸识别并自动报警",
    "平台可对上访人员进行人脸布控，发现后推送至值班室",
    "系统支持步态识别，可按步态检索人员",
    "本系统支持民族识别，识别结果为维吾尔族时自动告警",
)

_CALLS = (
    "<script>alert({n})</script>",
    "<img src=x onerror=alert({n})>",
    "<svg onload=alert({n})>",
    "<svg><script>alert({n})</script></svg>",
    '"><script>alert({n})</script>',
    "'><img src=x onerror=alert({n})>",
    '" onfocus=alert({n}) autofocus x="',
    "' onmouseover=alert({n}) x='",
    "</mark><script>alert({n})</script>",
    "</td></tr></table><script>alert({n})</script>",
    "</title><script>alert({n})</script>",
    "</textarea><script>alert({n})</script>",
    "</option></select><img src=x onerror=alert({n})>",
    "<iframe srcdoc='<script>alert({n})</script>'>",
    "<iframe src=javascript:alert({n})>",
    "<a href=javascript:alert({n}) autofocus>x</a>",
    "<object data=javascript:alert({n})>",
    "<embed src=javascript:alert({n})>",
    "<details open ontoggle=alert({n})>",
    "<video><source onerror=alert({n})></video>",
    "<audio src=x onerror=alert({n})>",
    "<body onload=alert({n})>",
    "<input autofocus onfocus=alert({n})>",
    "<select autofocus onfocus=alert({n})>",
    "<marquee onstart=alert({n})>",
    "<style>@import url(http://192.0.2.1/{n})</style>",
    "<link rel=stylesheet href=http://192.0.2.1/{n}>",
    "<meta http-equiv=refresh content='0;url=http://192.0.2.1/{n}'>",
    "<base href=http://192.0.2.1/{n}/>",
    "<form action=http://192.0.2.1/{n}><button autofocus>x</button></form>",
    "<math><mtext><img src=x onerror=alert({n})></mtext></math>",
    "<template><script>alert({n})</script></template>",
    "<noscript><img src=x onerror=alert({n})></noscript>",
    "{{{{ 7 * 7 }}}}{{% raw %}}<script>alert({n})</script>",
    "{{{{ ''.__class__.__mro__ }}}} {n}",
    "${{alert({n})}}`alert({n})`",
    "%3Cscript%3Ealert({n})%3C/script%3E",
    "&lt;script&gt;alert({n})&lt;/script&gt;",
    "\u202e>tpircs/<)n(trela>tpircs<\u202c{n}",
    "<scr\u0000ipt>alert({n})</scr\u0000ipt>",
    "<a href='data:text/html,<script>alert({n})</script>'>x</a>",
    "<img src='http://192.0.2.1/{n}.png'>",
    "%(num)s %(by)s %s {n}",
    "<!--><script>alert({n})</script>-->",
)
HOSTILE = tuple(one.format(n=n) for n, one in enumerate(_CALLS, start=1))


def plain_case(folder: Path) -> Path:
    """A case with more than a dozen claims in text."""
    texts = folder / "texts"
    (texts / "vendor").mkdir(parents=True)
    for number, place in enumerate(("车站", "学校", "工地", "市场")):
        head = f"产品说明书，用于{place}\n\n"
        said = "\n\n".join(f"在{place}，{words}，并记录到{place}平台。" for words in SAYINGS)
        (texts / "vendor" / f"brochure{number}.txt").write_text(head + said, encoding="utf-8")
    return scanned(folder / "case", texts)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One plain case for all tests of a file, to be copied."""
    return plain_case(tmp_path_factory.mktemp("plain"))


@pytest.fixture
def case(made: Path, tmp_path: Path) -> Path:
    """A plain case that a test may change."""
    shutil.copytree(made, tmp_path / "case")
    return tmp_path / "case"


def hostile_case(folder: Path) -> Path:
    """A case in which every name, title, note and quote tries to run something."""
    texts = folder / "texts"
    texts.mkdir()
    for number, payload in enumerate(HOSTILE):
        safe = payload.replace("/", "\u2215").replace("\0", "")
        escaped = payload.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        said = f"{SAYINGS[number % 4]}，第{number}款{escaped}。"
        html = (
            f'<html><head><title>{escaped}</title><meta name="author" content="{escaped}"></head>'
            f"<body><h1>产品{escaped}</h1><p>{said}</p>"
            f"<table><tr><th>{escaped}</th><th>判定</th></tr><tr><td>{said}</td><td>通过</td></tr>"
            "</table></body></html>"
        )
        (texts / f"{number:02d}{safe[:60]}.html").write_text(html, encoding="utf-8")
        (texts / f"{number:02d}.txt").write_text(
            f"{SAYINGS[number % 4]}，第{number}号{payload}。\n", encoding="utf-8"
        )
    return scanned(folder / "case", texts)


def scanned(case: Path, texts: Path) -> Path:
    with Heliograph.create(case, ask=[texts]) as opened:
        opened.run()
    return case


class Client:
    """Asks a running room, with the cookie that its first address gave."""

    def __init__(self, room: ReadingRoom) -> None:
        self.port = int(room.root.rpartition(":")[2])
        self.root = room.root
        self.cookie = ""
        self.first = room.address.removeprefix(room.root)

    def enter(self) -> Client:
        status, headers, _ = self.ask(self.first)
        assert status == 200
        self.cookie = headers["set-cookie"].partition(";")[0]
        return self

    def ask(
        self, path: str, form: dict[str, str] | None = None, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, str]:
        sent = {"Cookie": self.cookie} if self.cookie else {}
        body = None
        if form is not None:
            sent |= {"Origin": self.root, "Content-Type": "application/x-www-form-urlencoded"}
            body = urlencode(form)
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        path = quote(path, safe="/?&=%#:")
        link.request("GET" if body is None else "POST", path, body, sent)
        answer = link.getresponse()
        content = answer.read().decode("utf-8", "replace")
        link.close()
        return answer.status, answer.headers, content

    def claims(self, query: str = "") -> list[str]:
        """The claims of one page of the queue, by id."""
        _, _, page = self.ask(f"/claims?{query}")
        return re.findall(r'href="/claims/(\w+)\?[^"]*" data-open', page)

    def form_token(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.ask("/claims")[2])
        assert found
        return found[1]

    def review(self, claim: str, **more: str) -> tuple[int, http.client.HTTPMessage, str]:
        return self.ask(f"/claims/{claim}/review", {"csrf": self.form_token(), **more})


def logged_in(room: ReadingRoom, name: str, words: str) -> Client:
    """A client of a case with users, with the cookie of a log-in where that was let in."""
    client = Client(room)
    status, headers, _ = client.ask("/login", {"name": name, "password": words})
    if status == 303:
        client.cookie = headers["set-cookie"].partition(";")[0]
    return client
