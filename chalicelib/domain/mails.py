"""The mails that people send us, and those that only machines do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .channels import Channel
from .entries import Entry
from .remarks import LONGEST_AUTHOR, LONGEST_TEXT, LONGEST_TITLE, Remark

# A mail is under way for five days at most, then it is sent back (RFC 5321, section 4.5.4.1). A date before
# that is that of a wrong clock, and must not make a complaint of today an old one.
_LONGEST_WAY = timedelta(days=5)
_NO_WORDS = "(a mail without words)"


class MailKind(StrEnum):
    """Who or what wrote a mail. Only a person's is heard."""

    PERSONAL = "personal"
    OWN_NOTICE = "own notice"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    BULK = "bulk"
    SPAM = "spam"
    VIRUS = "virus"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail was put into this bucket under this key."""

    bucket: str
    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as far as it can be read. `address` is its sender's, where there is one."""

    entry: Entry
    address: str | None
    kind: MailKind

    @property
    def is_readable(self) -> bool:
        """False for what is no mail at all."""
        return bool(self.entry.text or self.entry.title or self.entry.author)


def remark_of(mail: Mail, arrived_at: datetime) -> Remark:
    """What its author said, cut to what is kept of a remark. The clock starts when it was written."""
    entry = mail.entry
    return Remark(
        channel=Channel.EMAIL,
        text=_whole(entry.text)[:LONGEST_TEXT].strip() or _NO_WORDS,
        title=_whole(entry.title)[:LONGEST_TITLE],
        author=_author(mail),
        said_at=_said_at(entry.published_at, arrived_at),
    )


def _author(mail: Mail) -> str | None:
    """The name with the address, to which an answer can go."""
    name, address = _whole(mail.entry.author or ""), mail.address
    if address and address not in name:
        room = LONGEST_AUTHOR - len(address) - 3
        name = f"{name[:room]} <{address}>" if name and room > 0 else address
    return name[:LONGEST_AUTHOR] or None


def _said_at(dated: datetime | None, arrived_at: datetime) -> datetime:
    if dated is None or dated < arrived_at - _LONGEST_WAY:
        return arrived_at
    return min(dated, arrived_at)


def _whole(text: str) -> str:
    """Without halves of characters, which cannot be stored."""
    return text.encode("utf-8", "replace").decode()
