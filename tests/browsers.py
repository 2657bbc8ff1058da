"""The browser that tests open pages in, and what they measure there."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Relative luminance and contrast as WCAG 2.1 defines them, over what is really painted: the
# nearest opaque background of each element that holds text of its own, but for what is left out.
CONTRASTS = """
(leftOut) => {
  const parse = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const part = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll("body *")]
    .filter((e) => !leftOut || !e.closest(leftOut))
    .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
    .map((e) => {
      const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))];
      return [e.tagName, e.className, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
    })
    .filter((one) => one[2] < 4.5);
}
"""


def arrived(page: Page) -> None:
    """Wait until what was last followed or sent is there, whether gone to or put in place."""
    page.wait_for_load_state()
    expect(page.locator("main[aria-busy]")).to_have_count(0)


def follow(page: Page, address: str) -> None:
    """Have a page put in place of this one, as a link does."""
    page.evaluate(
        "to => { const link = document.createElement('a'); link.href = to;"
        " document.querySelector('main').append(link); link.click(); }",
        address,
    )
    arrived(page)
