"""Reads a mail that somebody sent us (RFC 5322, MIME), whatever is wrong with it, in bounded time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import Compat32
from itertools import islice
from typing import Any

from ...domain.entries import Entry
from ...domain.mails import Mail, MailKind
from ..characters import decoded
from ..feed_dates import parse_date
from ..feed_entries import identity
from ..visible_text import single_spaced, visible_text
from .mail_quotes import own_visible_text, own_words

# Texts stand before attachments. The parser's time grows with lines times nested parts.
_MOST_BYTES = 2 * 1024 * 1024
_MOST_LINES = 50_000
_MOST_NESTED = 30
_MOST_PARTS = 100
_LONGEST_HEADER = 2_000
_LONGEST_MARKUP = 400_000
_LONGEST_TEXT = 20_000
_LONGEST_TITLE = 1_000
_LONGEST_AUTHOR = 200
_NESTS = re.compile(rb"boundary\s*[=*]|message/", re.IGNORECASE)
_STUMBLING = re.compile(r"[^ -~]|\*")
_LINE = re.compile(rb"\n")
_FORWARDED = re.compile(r"\s*(?:fwd?|wg|tr|rv|enc|vl|pd)\s*:", re.IGNORECASE)
_COMMENT = re.compile(r"[^()]*\(([^()]*)\)\s*")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]{1,64}@[^\s<>()\[\],;:\"@]{1,253}")
_BULK = frozenset({"bulk", "list", "junk"})


class _Bounded(Compat32):
    """Headers as they came, cut off, and without what the standard library stumbles over.

    In a Content-Type, that is what is not ASCII, and `*`: of pieces of a parameter, all must be numbered.
    """

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        name, _, first = sourcelines[0].partition(":")
        value = " ".join("".join([first, *sourcelines[1:]])[:_LONGEST_HEADER].split())
        return name, _STUMBLING.sub("_", value) if name.lower() == "content-type" else value

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return value


def read_mail(raw: bytes) -> Entry:
    """The mail as an entry: subject, what its author wrote now, the author's name or else address.

    `id` is the Message-ID as it stands. Mails this one answers, and signatures, are left out where that is
    safe; what is forwarded stays. Never raises: of what is no mail, nothing or little is read.
    """
    message = message_from_bytes(_bounded(raw), policy=_Bounded())
    title = single_spaced(_words(_header(message, "subject")))
    text = _text(message, is_forwarded=bool(_FORWARDED.match(title)))
    return Entry(
        id=identity(_header(message, "message-id")),
        title=title[:_LONGEST_TITLE],
        text=text[:_LONGEST_TEXT].rstrip(),
        author=_sender(_header(message, "from")),
        published_at=parse_date(_header(message, "date")),
    )


def read_received(raw: bytes) -> Mail:
    """The mail as SES received it: with its sender's address, and whether a person wrote it. Never raises."""
    head = BytesHeaderParser(policy=_Bounded()).parsebytes(_bounded(raw))
    addresses = _ADDRESS.findall(_header(head, "from"))
    return Mail(read_mail(raw), addresses[-1] if addresses else None, _kind(head))


def _kind(head: Message) -> MailKind:
    """Who wrote it. Of a header that stands there twice the first counts: what SES adds, it puts on top.

    Verdicts: https://docs.aws.amazon.com/ses/latest/dg/receiving-email-concepts.html; automatic answers:
    RFC 3834, section 5; the empty return path of those that must not be answered: RFC 5321, section 4.5.5.
    """
    if _first_word(head, "x-ses-virus-verdict") == "fail":
        return MailKind.VIRUS
    if _first_word(head, "x-ses-spam-verdict") == "fail":
        return MailKind.SPAM
    if _first_word(head, "x-earshot-notice"):
        return MailKind.OWN_NOTICE
    if _first_word(head, "return-path") == "<>":
        return MailKind.BOUNCE
    if _first_word(head, "auto-submitted") not in ("", "no"):
        return MailKind.AUTOMATIC
    return MailKind.BULK if _first_word(head, "precedence") in _BULK else MailKind.PERSONAL


def _first_word(head: Message, name: str) -> str:
    return _header(head, name).lower().replace(";", " ").strip().partition(" ")[0]


def _bounded(raw: bytes) -> bytes:
    """As much of the mail as can be parsed in a second, whoever wrote it."""
    raw = raw[:_MOST_BYTES]
    for pattern, most in ((_LINE, _MOST_LINES), (_NESTS, _MOST_NESTED)):
        surplus = next(islice(pattern.finditer(raw), most, None), None)
        raw = raw[: surplus.start()] if surplus else raw
    return raw


def _header(message: Message, name: str) -> str:
    value = message.get(name)
    return value if isinstance(value, str) else ""


def _text(message: Message, is_forwarded: bool) -> str:
    """The plain text, or else the HTML; of a mail that only carries another one, that one's."""
    for parts in (list(_parts(message)), list(islice(message.walk(), _MOST_PARTS))):
        plain = "\n".join(_contents(parts, "text/plain"))
        if plain.strip():
            return single_spaced(plain) if is_forwarded else own_words(plain)
        html = "\n".join(_contents(parts, "text/html"))
        if html.strip():
            return visible_text(html) if is_forwarded else own_visible_text(html)
    return ""


def _parts(message: Message) -> Iterator[Message]:
    """What the mail consists of, without going into mails attached to it."""
    if not message.is_multipart():
        yield message
    elif message.get_content_maintype() == "multipart":
        for part in islice(message.get_payload(), _MOST_PARTS):
            if isinstance(part, Message):
                yield from _parts(part)


def _contents(parts: Sequence[Message], content_type: str) -> Iterator[str]:
    """The characters of all parts of this type that are no attachments."""
    for part in parts[:_MOST_PARTS]:
        disposition = _header(part, "content-disposition").lower()
        is_attached = "attachment" in disposition or "filename" in disposition
        payload = part.get_payload(decode=True)
        if _type(part) == content_type and not is_attached and isinstance(payload, bytes):
            yield decoded(payload, _header(part, "content-type"))[0][:_LONGEST_MARKUP]


def _type(part: Message) -> str:
    """What it is; text where it says to have parts but has none."""
    is_text = part.get_content_maintype() == "multipart" and not part.is_multipart()
    return "text/plain" if is_text else part.get_content_type()


def _words(header: str) -> str:
    """A header's words, be they encoded (RFC 2047) or, against the rules, bytes beyond ASCII."""
    text = decoded(header.encode("utf-8", "surrogateescape"), None)[0]
    try:
        pieces = decode_header(text)
    except HeaderParseError:
        return text
    return "".join(_piece(piece, charset) for piece, charset in pieces)


def _piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    if charset is None:  # what stands between encoded words
        return piece.decode("raw-unicode-escape", "replace")
    return decoded(piece, f"charset={charset}")[0]


def _sender(header: str) -> str | None:
    """`Ann Other <ann@example.com>`, `ann@example.com (Ann Other)`, or the address alone."""
    name, _, address = header.rpartition("<")
    comment = None if name else _COMMENT.fullmatch(address)
    named = _words(comment[1] if comment else name).replace("\\", "")
    author = single_spaced(named).strip("\"' ") or single_spaced(_words(address)).strip("> ")
    return author[:_LONGEST_AUTHOR] or None
