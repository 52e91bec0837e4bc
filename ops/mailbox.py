"""The caught mails as files: writes each as it arrives, reads them back. What a mail contains is untrusted
text, and a mail that is broken is still shown as far as it can be read."""

from __future__ import annotations

import email
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from functools import lru_cache
from html import unescape
from pathlib import Path

ENVELOPE_TO = "X-Envelope-To"
_TIME = "%Y%m%dT%H%M%S.%fZ"  # sorts by name as by time
_NAME = re.compile(r"\d{8}T\d{6}\.\d{6}Z-.+\.eml")
_ADDRESS = re.compile(
    r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]"
)  # what ends a sentence does not end an address
_HREF = re.compile(r"""href\s*=\s*["'](https?://[^"']+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mail:
    """One caught mail. `to` are the addresses it was delivered to; `links` the addresses it offers, in
    order."""

    id: str
    sent_at: datetime
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    links: tuple[str, ...]
    path: Path


def mails(directory: Path) -> list[Mail]:
    """The caught mails, newest first."""
    return [
        _read(path) for path in sorted(directory.glob("*.eml"), reverse=True) if _NAME.fullmatch(path.name)
    ]


def mail(directory: Path, name: str) -> Mail | None:
    """The mail of this id. The id is looked for among the files, so it cannot lead outside."""
    return next((each for each in mails(directory) if each.id == name), None)


def keep(directory: Path, content: bytes, to: list[str], arrived_at: datetime) -> Path:
    """Write the mail as a file that appears whole; its name tells when it came and roughly for whom."""
    slug = re.sub(r"[^a-z0-9]+", "-", to[0].lower() if to else "").strip("-")[:40]
    name = f"{arrived_at:{_TIME}}-{slug or 'nobody'}-{secrets.token_hex(2)}"
    recipients = ", ".join(" ".join(each.split()) for each in to)
    draft = directory / f"{name}.draft"
    draft.write_bytes(f"{ENVELOPE_TO}: {recipients}\r\n".encode() + content)
    return draft.rename(directory / f"{name}.eml")


def web_addresses(text: str) -> Iterator[re.Match[str]]:
    """Where web addresses stand in a text."""
    return _ADDRESS.finditer(text)


@lru_cache(maxsize=2_000)
def _read(path: Path) -> Mail:
    """A file never changes once it has its name."""
    message = email.message_from_bytes(path.read_bytes())
    text, html = _part(message, "plain"), _part(message, "html")
    in_text, in_html = (found[0] for found in web_addresses(text)), map(unescape, _HREF.findall(html))
    return Mail(
        id=path.stem,
        sent_at=datetime.strptime(path.name.partition("-")[0], _TIME).replace(tzinfo=UTC),
        to=tuple(each.strip() for each in _header(message, ENVELOPE_TO).split(",") if each.strip()),
        subject=_header(message, "Subject"),
        text=text,
        html=html,
        links=tuple(dict.fromkeys([*in_text, *in_html])),
        path=path,
    )


def _header(message: Message, name: str) -> str:
    """The header in one line; as it came when it cannot be decoded."""
    raw = message.get(name, "")
    try:
        found = str(make_header(decode_header(raw)))
    except (LookupError, ValueError, MessageError):
        found = str(raw)
    return " ".join(found.split())


def _part(message: Message, kind: str) -> str:
    """The first text part of the kind that is not an attachment, in whatever characters it can be read."""
    for part in message.walk():
        if part.get_content_type() == f"text/{kind}" and part.get_filename() is None:
            payload = part.get_payload(decode=True)
            return _decoded(payload if isinstance(payload, bytes) else b"", part.get_content_charset("utf-8"))
    return ""


def _decoded(payload: bytes, charset: str) -> str:
    try:
        return payload.decode(charset, errors="replace")
    except LookupError:  # a charset that nobody knows
        return payload.decode("utf-8", errors="replace")
