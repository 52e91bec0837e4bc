"""Tells a person by e-mail through Amazon SES: one mail in text and HTML, readable on a phone."""

from __future__ import annotations

import hashlib
import logging
import re
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ..domain.notices import Notice
from ..errors import PermanentError
from . import aws
from .untrusted import cut, shown
from .ways import Way
from .wording import URGENT, Wording, worded

if TYPE_CHECKING:
    from jinja2 import Environment

log = logging.getLogger(__name__)

WAY = Way(
    written="email:ann",
    tells="the person `ann`, by mail through SES, with a link that acknowledges",
    twice="has the same `X-Earshot-Notice` header",
)
SUBJECT_CHARS = 90
_ABOUT_CHARS = 25
_PLACE_CHARS = 35
_NAME_CHARS = 60
# What SES delivers to: no SMTPUTF8, so the part before the @ is ASCII; quoted local parts are not worth it.
_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_DOMAIN = re.compile(r"[A-Za-z0-9.-]{1,253}")
_LINE_CHARS = 74  # one encoded word a line, and no such word longer than 75
_POLICY = SMTP.clone(cte_type="7bit", refold_source="none")
_ADVICE = {
    "MessageRejected": "verify the sender's address in SES; while SES is in its sandbox, the receiver's too",
    "MailFromDomainNotVerified": "finish verifying the MAIL FROM domain in SES",
    "AccountSuspended": "SES has suspended this account; the SES console says why",
    "BadRequest": "check the sender's and the receiver's address",
    "AccessDenied": "allow ses:SendEmail and ses:SendRawEmail for the sender's identity",
}


class Needs(Protocol):
    """The settings that this notifier reads."""

    @property
    def mail_from(self) -> str: ...


def build(settings: Needs) -> EmailNotifier:
    """The notifier of this deployment."""
    return EmailNotifier(aws.client("sesv2"), settings.mail_from)


class EmailNotifier:
    """Sends notices as mail. `mail_from` is an address or `Name <address>`, else PermanentError."""

    def __init__(self, client: Any, mail_from: str) -> None:
        self._client = client
        self._sender = _sender(mail_from)

    def send(self, notice: Notice) -> None:
        """Mail the notice to its person. Raises TemporaryError, or PermanentError if there is no address."""
        message = mail(notice, self._sender)
        with aws.refusals("ses", _ADVICE):
            answer = self._client.send_email(
                FromEmailAddress=self._sender.addr_spec,
                Destination={"ToAddresses": [message["To"].addresses[0].addr_spec]},
                Content={"Raw": {"Data": message.as_bytes()}},
            )
        person = notice.person.id if notice.person else None
        ids = {"mention": notice.mention.id, "person": person, "ses_message": answer.get("MessageId")}
        log.info("mail handed over", extra=ids)


def mail(notice: Notice, sender: Address) -> EmailMessage:
    """The mail, the same to the byte whenever it is built.

    SES writes Date and its own Message-ID into what it delivers, so `X-Earshot-Notice` repeats ours, and the
    steps of one mention hang together by a common `References`, not by each other's ids.
    """
    words = worded(notice)
    thread = f"<{_digest(notice.mention.id)}@{sender.domain}>"
    this = _digest(notice.mention.id, str(notice.step), notice.person.id if notice.person else "")
    message = EmailMessage(_POLICY)
    message["From"] = sender
    message["To"] = _receiver(notice)
    message.set_raw("Subject", _encoded(subject(words)))
    message["Message-ID"] = f"<{this}@{sender.domain}>"
    message["In-Reply-To"] = thread
    message["References"] = thread
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["X-Earshot-Notice"] = this
    message.set_content(_rendered("notice.txt", notice, words), cte="quoted-printable")
    message.add_alternative(_rendered("notice.html", notice, words), subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{this}")
    return message


def subject(words: Wording) -> str:
    """Who is meant, the first words, and where: the same for every step, so that they stand together, but for
    what has become urgent since.
    """
    start = f"{URGENT if words.is_urgent else ''}{cut(words.about, _ABOUT_CHARS)}: "
    end = f" {words.on}{cut(words.place, _PLACE_CHARS)}" if words.place else ""
    said = cut(words.title or words.text or "…", SUBJECT_CHARS - len(start) - len(end) - 2)
    return f'{start}"{said}"{end}'


def _encoded(line: str) -> str:
    """The line as a Subject carries it, in words of RFC 2047 unless it is plain ASCII.

    What looks like such a word already is encoded once more, or it would be decoded into what was kept out.
    Not left to `EmailMessage`, which loses the spaces between such words, so that some hosts refuse the mail:
    https://github.com/python/cpython/issues/144156
    """
    is_plain = line.isascii() and "=?" not in line
    charset = "us-ascii" if is_plain else "utf-8"
    return Header(line, charset, maxlinelen=_LINE_CHARS, header_name="Subject").encode()


def _sender(mail_from: str) -> Address:
    name, address = parseaddr(mail_from)
    return _address(shown(name, _NAME_CHARS) or "Earshot", address, "the sender has no usable e-mail address")


def _receiver(notice: Notice) -> Address:
    person = notice.person
    if person is None:
        raise PermanentError("mail goes to a person, and this destination names none we know")
    return _address("", person.email.strip(), f"person {person.id!r} has no usable e-mail address")


def _address(name: str, address: str, otherwise: str) -> Address:
    local, _, host = address.rpartition("@")
    try:
        domain = host.encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    if not (_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        raise PermanentError(otherwise)
    return Address(name, local, domain)


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def _rendered(template: str, notice: Notice, words: Wording) -> str:
    person = notice.person
    name = shown(person.name, _NAME_CHARS) if person else ""
    mention_id = shown(notice.mention.id, _NAME_CHARS)
    return _templates().get_template(template).render(words=words, name=name, mention_id=mention_id)


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
