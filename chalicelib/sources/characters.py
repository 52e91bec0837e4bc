"""The bytes of a document as characters, whatever it, or its server, says about its encoding."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# How the first character, always ASCII, looks where characters take two or four bytes.
_WIDE = (
    (re.compile(rb"[^\0]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[^\0]"), "utf-32-be"),
    (re.compile(rb"[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\0[^\0]"), "utf-16-be"),
)
_XML_DECLARATION = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
# Supersets stand in for what is declared, as in browsers (https://encoding.spec.whatwg.org/#names-and-labels).
_IN_PLACE_OF = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
}
# All of these write other scripts in plain ASCII bytes, which UTF-8 would read as such.
_SEVEN_BITS = ("iso2022_", "hz")
# The rest of what Python decodes is no character set of the web, and some of it takes quadratic time.
_OF_THE_WEB = re.compile(
    r"utf-(?:8|16|32)|iso8859|cp\d|koi8|mac|gb|big5|euc|shift|johab|tis|iso2022|hz|ascii|ptcp"
)

# The characters of cp1252 beyond Latin-1, and the byte that each stands for.
_CP1252_BYTES = {
    ord(char): code for code in range(0x80, 0xA0) if (char := bytes([code]).decode("cp1252", "ignore"))
}
# Bytes that are not UTF-8, as "surrogateescape" keeps them, and their characters in cp1252.
_STREWN_IN = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[^\0-\x7f]")
_AS_CP1252 = {0xDC00 + code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0x100)}
# How the first two bytes of a character beyond ASCII look when UTF-8 is taken for cp1252: `é` is `Ã©` then.
_DOUBLED = re.compile(f"[\xc2-\xf4][\x80-\xbf{''.join(map(chr, _CP1252_BYTES))}]")
# The same in UTF-8, where it is soon seen that there is none: from U+00C2 to U+00F4, and what may follow.
_PERHAPS_DOUBLED = re.compile(rb"\xc3[\x82-\xb4][\xc2\xc5\xc6\xcb\xe2]")


def decoded(body: bytes, content_type: str | None) -> tuple[str, str | None]:
    """The characters, and a note when they are not encoded as declared. Never raises.

    What is valid UTF-8, or mostly so, is UTF-8: text in other encodings practically never is. Otherwise the
    document's own word counts before its server's, which is often a default that nobody chose.
    """
    if wide := _wide(body):
        return body.decode(wide, "replace"), None
    declared = list(_declared(body, content_type))
    seven_bit = [name for name in declared if name.startswith(_SEVEN_BITS)]
    for name in (*seven_bit, "utf-8"):
        text = _strictly(body, name)
        if text is not None:
            return text.removeprefix("\ufeff"), _note(body, declared, name)
    if mostly := _mostly_utf8(body):
        return mostly, "some characters are not encoded as utf-8, the others are"
    for name in declared:
        text = _strictly(body, name)
        if text is not None:
            return text, _note(body, declared, name)
    return body.decode("cp1252", "replace"), "no encoding fits; read as cp1252"


def _wide(body: bytes) -> str | None:
    """The encoding of two or four bytes a character, told by its byte order mark or the first character."""
    for mark, name in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return name
    return next((name for first, name in _WIDE if first.match(body)), None)


def _mostly_utf8(body: bytes) -> str | None:
    """UTF-8 with strewn-in characters of cp1252, if more of what is not ASCII is the former.

    In texts of other scripts' encodings, at most a third as much looks like UTF-8 as does not (measured for
    GB 18030, Big5, Shift JIS, EUC and the Windows code pages).
    """
    text = body.decode("utf-8", "surrogateescape")
    strewn = len(_STREWN_IN.findall(text))
    if len(_BEYOND_ASCII.findall(text)) <= 2 * strewn:
        return None
    return text.translate(_AS_CP1252)


def _declared(body: bytes, content_type: str | None) -> Iterator[str]:
    """The codecs that the document and then its server name; an unknown name as it stands."""
    found = _XML_DECLARATION.search(body[:1024])
    said = _CHARSET.search(content_type or "")
    for label in (found[1].decode() if found else None, said[1] if said else None):
        if label:
            yield _codec(label)


def _codec(label: str) -> str:
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return label
    return _IN_PLACE_OF.get(name, name)


def _strictly(body: bytes, name: str) -> str | None:
    if not _OF_THE_WEB.match(name):
        return None
    try:
        return body.decode(name)
    except (UnicodeError, LookupError):
        return None


def _note(body: bytes, declared: list[str], name: str) -> str | None:
    if not declared or name == declared[0]:
        return None
    if body.isascii() and not declared[0].startswith(("utf-16", "utf-32")):
        return None
    return f"declared to be {declared[0]}, but it is {name}"


def undoubled(text: str) -> str:
    """A text whose UTF-8 was taken for cp1252 and encoded again, as it was meant; any other as it is."""
    if text.isascii() or not _PERHAPS_DOUBLED.search(text.encode(errors="surrogatepass")):
        return text
    if not _DOUBLED.search(text):
        return text
    try:
        return text.translate(_CP1252_BYTES).encode("latin-1").decode()
    except UnicodeError:
        return text
