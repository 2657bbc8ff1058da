"""The addresses that feeds and site maps list."""

from __future__ import annotations

import io

import pytest

from heliograph.extractors.xml import XmlExtractor
from heliograph.records import Note
from heliograph.seams import Limits

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Notices</title>
<link>https://a.example/</link>
<item><title>二</title><link>https://a.example/2.html</link>
  <enclosure url="https://a.example/2.pdf" type="application/pdf"/></item>
<item><title>一</title><link> https://a.example/1.html </link></item>
<item><link>https://a.example/2.html</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.example/x/">
<link href="https://b.example/"/><entry><title>t</title><link href="n/1"/>
<link rel="edit" href="https://b.example/edit"/>
<link rel="enclosure" href="a.zip"/></entry></feed>"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://c.example/a?x=1&amp;y=2</loc><lastmod>2026-01-01</lastmod></url>
<url><loc>https://c.example/b</loc></url></urlset>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/"><channel/><item><link>https://d.example/1</link></item></rdf:RDF>"""
OTHER = "<config><item><link>https://e.example/not-a-feed</link></item></config>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (RSS, ["https://a.example/2.html", "https://a.example/2.pdf", "https://a.example/1.html"]),
        (ATOM, ["https://b.example/x/n/1", "https://b.example/x/a.zip"]),
        (SITEMAP, ["https://c.example/a?x=1&y=2", "https://c.example/b"]),
        (RDF, ["https://d.example/1"]),
        (OTHER, []),
    ],
    ids=["rss", "atom", "sitemap", "rdf", "other"],
)
def test_a_feed_tells_the_addresses_of_its_items_once_and_in_order(text, expected):
    read = XmlExtractor().read(io.BytesIO(text.encode()), "application/xml", Limits())
    notes = [one.value for one in read if isinstance(one, Note) and one.key == "link"]
    assert notes == expected
