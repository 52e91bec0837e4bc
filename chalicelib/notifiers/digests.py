"""Mails digests, each with a link by which its reader gets no more of them, in its headers too."""

from __future__ import annotations

import hashlib
import logging
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any, Protocol

from ..domain.digests import Edition
from . import aws, mailing
from .digest_wording import DigestWording, worded

log = logging.getLogger(__name__)


class Needs(Protocol):
    """The settings that this mailer reads."""

    @property
    def mail_from(self) -> str: ...

    @property
    def mail_feedback_set(self) -> str: ...


def build(settings: Needs) -> DigestMailer:
    """The mailer of this deployment."""
    return DigestMailer(aws.client("sesv2"), settings.mail_from, settings.mail_feedback_set)


class DigestMailer:
    """Mails editions, by the same road as notices; `mail_from` and `feedback_set` are as they have it."""

    def __init__(self, client: Any, mail_from: str, feedback_set: str = "") -> None:
        self._client = client
        self._feedback_set = feedback_set
        self._sender = mailing.sender_of(mail_from)

    def send(self, edition: Edition) -> None:
        """Mail it to its person. Raises TemporaryError or PermanentError."""
        ses_message = mailing.hand_over(self._client, mail(edition, self._sender), self._feedback_set)
        log.info("digest handed over", extra={"person": edition.person.id, "ses_message": ses_message})


def mail(edition: Edition, sender: Address) -> EmailMessage:
    """The mail; `X-Earshot-Digest` is the same as often as it is tried.

    How to be left alone stands in its headers as RFC 2369 and, for one press in a mail program, RFC 8058
    have it; the latter wants https.
    """
    person, words = edition.person, worded(edition)
    this = _digest(person.id, edition.digest.since.isoformat())
    message = mailing.begun(sender, mailing.receiver_of(person), words.subject, this)
    message["X-Earshot-Digest"] = this
    message["List-Id"] = f"Earshot digest <digest.{sender.domain}>"
    if words.leave:
        # Raw: mail software must find the address whole, and `EmailMessage` may fold or encode long words.
        message.set_raw("List-Unsubscribe", f"<{words.leave.url}>")
        if words.leave.url.startswith("https:"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mailing.fill(message, "digest", this, words=words)
    return message


def as_text(words: DigestWording) -> str:
    """The digest as a mail's text has it."""
    return mailing.rendered("digest.txt", words=words)


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
