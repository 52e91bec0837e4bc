"""Writes feeds of any kind by chance: well-formed, with everything in them that feeds have, in odd places."""

from __future__ import annotations

from html import escape
from random import Random

_SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "x": "https://other.example/ns",
}
_ROOTS = {
    "rss": ('<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" ', "item"),
    "rdf:RDF": (
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:atom="http://www.w3.org/2005/Atom" ',
        "item",
    ),
    "feed": ('<feed xmlns="http://www.w3.org/2005/Atom" xmlns:atom="http://www.w3.org/2005/Atom" ', "entry"),
    "feed 0.3": (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#" xmlns:atom="http://purl.org/atom/ns#" ',
        "entry",
    ),
}
_COMMON = """
    title link description guid id pubDate author published updated summary content content:encoded category
    dc:creator dc:date media:group media:content media:title media:description comments source
""".split()
_RARE = """
    issued modified created image textInput contributor rights copyright subtitle info name email url
    generator language lastBuildDate managingEditor dc:title dc:description dc:subject dc:contributor
    dc:author dcterms:issued dcterms:created media:thumbnail media:credit itunes:author itunes:summary
    itunes:subtitle itunes:owner itunes:name itunes:image atom:link atom:title atom:id atom:author
    atom:summary atom:content x:foo x:title slash:comments foo date logo abstract svg
""".split()
_WORDS = (
    *(
        "",
        "  ",
        "Hello",
        "A & B",
        "<b>bold</b> text",
        "<p>one</p><p>two</p>",
        "a<br/>b",
        "a &lt; b",
        "&amp;amp;",
    ),
    *(
        "café",
        "Gr\xc3\xb6\xc3\x9fe",
        "it\x92s",
        "‘quoted’",
        "日本語",
        "\xa0x\xa0",
        "\x85end",
        "&nbsp;x",
        "<![x",
    ),
    *("Ann", "ann@mail.example (Ann)", "<ann@mail.example>", "true", "urn:x:1", "tag:e.example,2026:1"),
    *("https://e.example/1", "https://e.example/a?b=1&c=2", "https://e.example/?b&amp;c", "/rel", "?q"),
    *(
        "https:////e.example/",
        "javascript:x",
        "2026",
        "Mon, 02 Mar 2026 10:00:00 +0100",
        "2026-03-02T10:00:00Z",
    ),
)
_ANYWHERE = (
    *('xml:lang="en"', 'foo="bar"', 'x:a="1"', 'x:type="html"', 'HREF="/up"', 'base="https://q.example/"'),
    *('xml:base="https://base.example/d/"', 'xml:base="/rel/"', 'xml:base=""'),
)
_OF_A_LINK = (
    ("", 'href="/1"', 'href="https://e.example/2?a=1&amp;b=2"', 'href="?x"', 'href=""'),
    ("", 'rel="alternate"', 'rel="self"', 'rel="hub"', 'rel="related"', 'rel="enclosure"'),
    ("", 'type="text/html"', 'type="Text/Plain"', 'type="application/xhtml+xml"', 'type="image/png"'),
)
_TYPES = (
    *('type="text"', 'type="html"', 'type="xhtml"', 'type="TEXT/HTML"', 'type="application/xhtml+xml"'),
    *('type="image/png"', 'mode="escaped"', 'mode="base64"'),
)
_TYPED = ("title", "summary", "content", "description", "rights", "subtitle")
_XHTML = '<div xmlns="http://www.w3.org/1999/xhtml">'


def written_feed(chance: Random) -> str:
    """A feed as `chance` has it."""
    root, entry = _ROOTS[chance.choice(sorted(_ROOTS))]
    names = _COMMON + chance.sample(_RARE, chance.randint(0, 6))
    spaces = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in _SPACES.items())
    entries = "".join(f"<{entry}>{_some(chance, names, 8)}</{entry}>" for _ in range(chance.randint(1, 3)))
    inside = _some(chance, names, 6) + entries + _some(chance, names, 1)
    if entry == "item":
        inside = f"<channel>{inside}</channel>{entries if chance.random() < 0.2 else ''}"
    return f"{root}{spaces}>{inside}</{root[1:].split()[0]}>"


def _some(chance: Random, names: list[str], most: int, depth: int = 0) -> str:
    return "".join(_element(chance, names, depth) for _ in range(chance.randint(0, most)))


def _element(chance: Random, names: list[str], depth: int) -> str:
    name = chance.choice(names)
    local = name.rpartition(":")[2]
    said = _attributes(chance, local)
    inside = _text(chance)
    if local in ("author", "contributor", "owner") and chance.random() < 0.7:
        parts = chance.sample(("name", "email", "uri", "x:foo", "itunes:name"), 2)
        inside = "".join(f"<{part}>{_text(chance)}</{part}>" for part in parts)
    elif 'xhtml"' in said or "xhtml+" in said:
        words = f"{_text(chance)}<p class='a'>{_text(chance)}</p>{_text(chance)}"
        inside = chance.choice(
            (f" {_XHTML}{words}</div>\n", f"{_XHTML}{words}</div>{_XHTML}</div>", _text(chance))
        )
    elif depth < 3 and chance.random() < (0.8 if name in ("media:group", "source", "image") else 0.02):
        inside = _some(chance, names, 4, depth + 1)
    return f"<{name}{said}>{inside}</{name}>"


def _attributes(chance: Random, local: str) -> str:
    found = [chance.choice(_ANYWHERE)] if chance.random() < 0.03 else []
    if local == "link" and chance.random() < 0.6:
        found += [chance.choice(choices) for choices in _OF_A_LINK]
    if local in _TYPED and chance.random() < 0.4:
        found.append(chance.choice(_TYPES))
    if local == "guid" and chance.random() < 0.5:
        found.append(f'isPermaLink="{chance.choice(("true", "false", "True"))}"')
    return "".join(f" {each}" for each in found if each)


def _text(chance: Random) -> str:
    words = chance.choice(_WORDS)
    if chance.random() < 0.15:
        return f"<![CDATA[{words}]]>"
    reference = chance.choice(("&#233;", "&#x1F4A1;", "&#38;", "&#x3C;")) if chance.random() < 0.1 else ""
    return escape(words, quote=False) + reference
