"""Open mail: what people write to us is noted, unless a machine wrote it.

arrival ─▶ open ─▶ read ─┬─▶ from a person: note what it says
                         └─▶ a notice of ours, an automatic answer, a bounce, bulk, spam: left alone
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from ..domain.history import Via
from ..domain.mails import Arrival, Mail, MailKind, remark_of
from ..errors import InvalidInput
from .note import Note
from .ports import Mailroom

log = logging.getLogger(__name__)


class OpenMail:
    """`read` makes a mail of its bytes."""

    def __init__(self, mailroom: Mailroom, read: Callable[[bytes], Mail], note: Note) -> None:
        self._mailroom = mailroom
        self._read = read
        self._note = note

    def __call__(self, arrival: Arrival, now: datetime) -> None:
        """Safe to repeat. Raises InvalidInput for what is no mail, and what opening and noting it raise."""
        mail = self._read(self._mailroom.open(arrival))
        if mail.kind is not MailKind.PERSONAL:
            log.info("mail ignored", extra={"key": arrival.key, "kind": mail.kind})
            return
        if not mail.is_readable:
            raise InvalidInput("mail", f"nothing can be read of {arrival.key!r}")
        noted = self._note(remark_of(mail, min(arrival.at, now)), "earshot", Via.MAIL, now)
        log.info("mail noted", extra={"key": arrival.key, "mention": noted.mention.id})
