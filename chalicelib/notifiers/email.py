"""Tells a person by e-mail through Amazon SES: one mail in text and HTML, readable on a phone."""

from __future__ import annotations

import hashlib
import logging
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any, Protocol

from ..domain.feedback import labels_of
from ..domain.notices import Notice
from ..errors import PermanentError
from . import aws, mailing
from .untrusted import cut, shown
from .ways import Way
from .wording import URGENT, Wording, worded

log = logging.getLogger(__name__)

WAY = Way(
    written="email:ann",
    tells="the person `ann`, by mail through SES, with a link that acknowledges",
    twice="has the same `X-Earshot-Notice` header",
)
SUBJECT_CHARS = 90
_ABOUT_CHARS = 25
_PLACE_CHARS = 35


class Needs(Protocol):
    """The settings that this notifier reads."""

    @property
    def mail_from(self) -> str: ...
    @property
    def mail_feedback_set(self) -> str: ...


def build(settings: Needs) -> EmailNotifier:
    """The notifier of this deployment."""
    return EmailNotifier(aws.client("sesv2"), settings.mail_from, settings.mail_feedback_set)


class EmailNotifier:
    """Sends notices as mail. `mail_from` is an address or `Name <address>`, else PermanentError. By the
    configuration set `feedback_set` SES says what becomes of them; nothing where it is empty.
    """

    def __init__(self, client: Any, mail_from: str, feedback_set: str = "") -> None:
        self._client = client
        self._feedback_set = feedback_set
        self._sender = mailing.sender_of(mail_from)

    def send(self, notice: Notice) -> None:
        """Mail the notice to its person. Raises TemporaryError, or PermanentError if there is no address."""
        labels = labels_of(notice.mention.id, notice.delivery_id)
        message = mail(notice, self._sender)
        ses_message = mailing.hand_over(self._client, message, self._feedback_set, labels)
        person = notice.person.id if notice.person else None
        ids = {"mention": notice.mention.id, "person": person, "ses_message": ses_message}
        log.info("mail handed over", extra=ids)


def mail(notice: Notice, sender: Address) -> EmailMessage:
    """The mail, the same to the byte whenever it is built.

    SES gives what it delivers a Message-ID of its own, so `X-Earshot-Notice` repeats ours, and the steps of
    one mention hang together by a common `References`, not by each other's ids.
    """
    words = worded(notice)
    thread = f"<{_digest(notice.mention.id)}@{sender.domain}>"
    this = _digest(notice.delivery_id, notice.person.id if notice.person else "")
    message = mailing.begun(sender, _receiver(notice), subject(words), this)
    message["In-Reply-To"] = thread
    message["References"] = thread
    message["X-Earshot-Notice"] = this
    person = notice.person
    name = shown(person.name, mailing.NAME_CHARS) if person else ""
    mention_id = shown(notice.mention.id, mailing.NAME_CHARS)
    mailing.fill(message, "notice", this, words=words, name=name, mention_id=mention_id)
    return message


def subject(words: Wording) -> str:
    """Who is meant, the first words, and where: the same for every step, so that they stand together, but for
    what has become urgent since.
    """
    start = f"{URGENT if words.is_urgent else ''}{cut(words.about, _ABOUT_CHARS)}: "
    end = f" {words.on}{cut(words.place, _PLACE_CHARS)}" if words.place else ""
    said = cut(words.title or words.text or "…", SUBJECT_CHARS - len(start) - len(end) - 2)
    return f'{start}"{said}"{end}'


def _receiver(notice: Notice) -> Address:
    person = notice.person
    if person is None:
        raise PermanentError("mail goes to a person, and this destination names none we know")
    return mailing.receiver_of(person)


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
