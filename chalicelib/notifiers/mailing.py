"""What every mail has in common: addresses that SES delivers to, headers that hold, and the way out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..domain.people import Person
from ..errors import PermanentError
from . import aws
from .untrusted import shown

if TYPE_CHECKING:
    from jinja2 import Environment

NAME_CHARS = 60
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
    "AccessDenied": "allow ses:SendEmail and ses:SendRawEmail for the sender and the configuration set",
}


def begun(sender: Address, receiver: Address, subject: str, message_id: str) -> EmailMessage:
    """A mail with the headers that all have. SES writes Date and its own Message-ID into what it delivers."""
    message = EmailMessage(_POLICY)
    message["From"] = sender
    message["To"] = receiver
    message.set_raw("Subject", _encoded(subject))
    message["Message-ID"] = f"<{message_id}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    return message


def fill(message: EmailMessage, template: str, boundary: str, **values: object) -> None:
    """Give it the two templates of this name, as text and HTML."""
    html = rendered(f"{template}.html", **values)
    message.set_content(rendered(f"{template}.txt", **values), cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{boundary}")


def rendered(template: str, **values: object) -> str:
    """The template with these values, escaped where it is HTML."""
    return _templates().get_template(template).render(values)


def hand_over(
    client: Any, message: EmailMessage, feedback_set: str = "", labels: Mapping[str, str] | None = None
) -> str | None:
    """Send it, and say what SES calls it. `client` is boto3's `sesv2`. Raises TemporaryError or
    PermanentError.

    What becomes of it is told by way of the configuration set `feedback_set`, with the labels: letters,
    digits, `-` and `_` (https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html).
    """
    tags = [{"Name": name, "Value": text} for name, text in (labels or {}).items()]
    feedback = {"ConfigurationSetName": feedback_set, "EmailTags": tags} if feedback_set else {}
    with aws.refusals("ses", _ADVICE):
        answer = client.send_email(
            FromEmailAddress=message["From"].addresses[0].addr_spec,
            Destination={"ToAddresses": [message["To"].addresses[0].addr_spec]},
            Content={"Raw": {"Data": message.as_bytes()}},
            **feedback,
        )
    ses_message: str | None = answer.get("MessageId")
    return ses_message


def sender_of(mail_from: str) -> Address:
    """Raises PermanentError."""
    name, address = parseaddr(mail_from)
    return address_of(
        shown(name, NAME_CHARS) or "Earshot", address, "the sender has no usable e-mail address"
    )


def receiver_of(person: Person) -> Address:
    """Where their mail goes. Raises PermanentError where none does any more."""
    if person.unreachable:
        advice = "mend the address, and save them anew"
        raise PermanentError(f"person {person.id!r} is unreachable: {person.unreachable}; {advice}")
    return address_of("", person.email.strip(), f"person {person.id!r} has no usable e-mail address")


def address_of(name: str, address: str, otherwise: str) -> Address:
    """The address as a header carries it. Raises PermanentError, saying `otherwise`."""
    local, _, host = address.rpartition("@")
    try:
        domain = host.encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    if not (_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        raise PermanentError(otherwise)
    return Address(name, local, domain)


def _encoded(line: str) -> str:
    """The line as a Subject carries it, in words of RFC 2047 unless it is plain ASCII.

    What looks like such a word already is encoded once more, or it would be decoded into what was kept out.
    Not left to `EmailMessage`, which loses the spaces between such words, so that some hosts refuse the mail:
    https://github.com/python/cpython/issues/144156
    """
    is_plain = line.isascii() and "=?" not in line
    charset = "us-ascii" if is_plain else "utf-8"
    return Header(line, charset, maxlinelen=_LINE_CHARS, header_name="Subject").encode()


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
