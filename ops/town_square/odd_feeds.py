"""The bodies that the odd corner serves: feeds that are fine, odd, broken or far too large."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import cache

FLOOD_BYTES = 200 * 1024 * 1024
_HEAD = "<channel><title>The odd corner</title><link>https://odd.example/</link><description/>"
_FLOOD_ITEM = (
    b"<item><title>Yet another word about Larkfield</title>"
    b"<description>On and on and on about garden lighting.</description></item>\n"
)


def plain() -> bytes:
    """A small, correct feed."""
    return _feed(
        _item("A lamp, oddly served", "My Larkfield Lantern works. It is the server that does not.")
        + _item("Another lamp", "Brightmoor, in contrast, answers at once.")
    )


def dates() -> bytes:
    """Three entries: long before anybody could have said it, long after, and who knows when."""
    return _feed(
        _item("From the past", "Larkfield in 1970", "Thu, 01 Jan 1970 00:00:00 GMT")
        + _item("From the future", "Larkfield in 2090", "Sun, 01 Jan 2090 12:00:00 GMT")
        + _item("From no time at all", "Larkfield, undated")
    )


def bare() -> bytes:
    """One entry that has nothing but its words."""
    words = "Somebody says that Larkfield answers letters by hand."
    return _feed(f"<item><title>Heard it</title><description>{words}</description></item>")


def broken() -> bytes:
    """No parser that follows the rules accepts it; a lenient one finds two entries."""
    return (
        f'<?xml version="1.0"?><rss version="2.0">{_HEAD}'
        "<item><title>Lamps & more</title><link>https://odd.example/b1</link>"
        "<description>Larkfield & sons<br> are here</description></item>"
        "<item><title>Unclosed<link>https://odd.example/b2</link>"
        "<description>Still about Larkfield</description></item>"
        "</channel>"
    ).encode()


def windows_1251() -> bytes:
    """Cyrillic in an old encoding that only the XML declaration gives away."""
    item = _item("Фонарь", "Фонарь Larkfield работает отлично, спасибо!")
    return _feed(item, "windows-1251")


def utf16() -> bytes:
    """Two bytes per letter and a byte order mark."""
    return _feed(_item("Wide", "Larkfield, only wider: größer, élégant, 大きい"), "utf-16")


def billion_laughs() -> bytes:
    """Ten levels of entities, ten references each
    (https://en.wikipedia.org/wiki/Billion_laughs_attack).
    """
    levels = "".join(f'<!ENTITY lol{level} "{f"&lol{level - 1};" * 10}">' for level in range(1, 10))
    return (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY lol0 "lol">{levels}]>'
        f'<rss version="2.0">{_HEAD}<item><title>Larkfield &lol9;</title></item></channel></rss>'
    ).encode()


def flood() -> Iterator[bytes]:
    """Exactly FLOOD_BYTES of feed, in pieces of a few hundred kilobytes."""
    start = f'<?xml version="1.0"?><rss version="2.0">{_HEAD}'.encode()
    block, left = _FLOOD_ITEM * 2000, FLOOD_BYTES
    for piece in _and_on(start, block):
        yield piece[:left]
        left -= len(piece)
        if left <= 0:
            return


@cache
def compressed_flood() -> bytes:
    """The flood, a thousand times smaller. Made when first asked for, which takes about a second."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(piece) for piece in flood()) + packer.flush()


def _and_on(start: bytes, block: bytes) -> Iterator[bytes]:
    yield start
    while True:
        yield block


def _feed(items: str, encoding: str = "utf-8") -> bytes:
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>'
    return f'{declaration}<rss version="2.0">{_HEAD}{items}</channel></rss>'.encode(encoding)


def _item(title: str, words: str, date: str = "") -> str:
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    link = f"https://odd.example/{len(title)}-{len(words)}"
    return (
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>{dated}"
        f"<description>{words}</description></item>"
    )
