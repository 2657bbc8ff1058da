"""What stands in a page's place: a puzzle, a log-in, a refusal, a "not found" that says it is fine.

A server that answers 200 with such a page has not shown the document, whatever its status says.
Words alone do not decide, since a real page may speak of CAPTCHAs: the page must also be short, or
have lost most of what it said before.
"""

from __future__ import annotations

import re
from typing import Final, Literal
from urllib.parse import urlsplit

from heliograph.versions.said import Said

Barrier = Literal["captcha", "login", "blocked", "gone", "emptied"]


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


SHORT: Final = 600
"""Characters that such a page has at most, unless it replaced a page that said something else."""
_LOST: Final = 0.9
_EMPTY: Final = 20

_SIGNS: Final[dict[Barrier, re.Pattern[str]]] = {
    "captcha": _any(
        r"captcha", r"验证码", r"驗證碼", r"人机验证", r"人機驗證", r"滑块", r"滑動驗證",
        r"安全验证",
        r"安全驗證", r"not a robot", r"are human", r"unusual traffic", r"checking your browser",
        r"проверка безопасности", r"je ne suis pas un robot", r"no soy un robot",
    ),
    "blocked": _any(
        r"access denied", r"forbidden", r"request blocked", r"访问被拒绝", r"拒绝访问", r"禁止访问",
        r"not available in your (?:country|region)", r"没有访问权限", r"無權訪問", r"当前ip",
        r"访问过于频繁", r"доступ запрещ[её]н", r"acc[eè]s refus[ée]", r"acceso denegado",
    ),
    "login": _any(
        r"(?:log|sign) ?in\b", r"password", r"用户登录", r"用戶登錄", r"请(?:先)?登录", r"請先登錄",
        r"登录密码", r"账号登录", r"统一身份认证", r"mot de passe", r"contrase[ñn]a", r"пароль",
    ),
    "gone": _any(
        r"\b404\b", r"page not found", r"no longer (?:available|exists)", r"does not exist",
        r"has been (?:removed|deleted)", r"页面不存在", r"頁面不存在", r"内容不存在",
        r"找不到(?:该|您|页面|頁面)", r"已(?:被)?(?:删除|刪除|下架|撤销)",
        r"страница не найдена", r"page introuvable", r"p[aá]gina no encontrada",
    ),
}  # fmt: skip
"""In this order: a page that asks for a puzzle and a password is a puzzle."""

_LOGIN_ADDRESS: Final = re.compile(
    r"/(?:[\w-]*login|signin|sign-in|passport|sso|cas|oauth|auth)\b", re.IGNORECASE
)


_HOME: Final = re.compile(
    r"/?(?:(?:index|home|default|main|404|error|not-?found)\w*(?:\.\w{2,5})?/?)?", re.IGNORECASE
)


def sent_home(asked: str, led_to: str, listing: str) -> bool:
    """Whether who asked for a document was sent to the site's first page, its page of errors, or
    the list on which the document stood: how many sites say "not found".
    """
    if led_to in ("", asked):
        return False
    if led_to == listing:
        return True
    here, there = urlsplit(asked), urlsplit(led_to)
    return not _HOME.fullmatch(here.path) and bool(_HOME.fullmatch(there.path))


def barrier_of(
    words: str,
    title: str,
    led_to: str,
    before: Said,
    now: Said,
    *,
    is_home: bool = False,
) -> Barrier | None:
    """Say what stands in the page's place; None where it is a page.

    `words` is its text as it stands, `led_to` the address that answered where it is another one,
    `before` what was said there at the last look that showed a page, empty at the first;
    `is_home`, whether that address is the first page of the site.
    """
    lost = not before or len(before & now) <= (1 - _LOST) * len(before)
    if not lost:
        return None
    if led_to and _LOGIN_ADDRESS.search(led_to):
        return "login"
    if before and is_home:
        return "gone"
    text = " ".join(words.split())
    if len(text) <= SHORT:
        signs = (kind for kind, sign in _SIGNS.items() if sign.search(f"{title} {text}"))
        found = next(signs, None)
        if found is not None:
            return found
    if before and len(text) <= _EMPTY:
        return "emptied"
    return None
