"""What SES says became of our mails, as its topic puts it into the queue of deliveries.

https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal, TypeVar

import msgspec

from .domain.feedback import Feedback, Outcome
from .errors import InvalidInput

# What SES says once, in plain text, when it is given a topic, to see whether it may:
# https://github.com/ope-tech/laravel-ses/issues/10
_GREETING = "Successfully validated SNS topic"
_CODE = re.compile(r"[A-Za-z0-9.-]{1,40}")
# https://www.iana.org/assignments/marf-parameters/marf-parameters.xhtml
_NO_COMPLAINT = "not-spam"
_OWN_TAGS = "ses:"

_S = TypeVar("_S", bound=msgspec.Struct)


class _Mail(msgspec.Struct):
    destination: list[str]
    tags: dict[str, list[str]] = {}


class _Event(msgspec.Struct, rename="camel"):
    event_type: str
    mail: _Mail


class _Receiver(msgspec.Struct):
    status: str | None = None


class _Bounce(msgspec.Struct, rename="camel"):
    bounce_type: Literal["Permanent", "Transient", "Undetermined"]
    bounce_sub_type: str
    bounced_recipients: list[_Receiver]


class _Bounced(msgspec.Struct):
    bounce: _Bounce


class _Complaint(msgspec.Struct, rename="camel"):
    complaint_feedback_type: str | None = None


class _Complained(msgspec.Struct):
    complaint: _Complaint


def is_from_ses(body: str) -> bool:
    """Whether a message of the queue of deliveries is SES's, and asks for no delivery."""
    return body.startswith(_GREETING) or '"eventType"' in body


def parse_feedback(body: str) -> Feedback | None:
    """What a message of SES's says of a mail; None where that is nothing to heed. Raises InvalidInput.

    Whom the mail was sent to counts, not who sent it back: that may be where it was forwarded to.
    """
    if body.startswith(_GREETING):
        return None
    event = _decoded(body, _Event)
    outcome: Outcome | None = None
    codes: list[str | None] = []
    if event.event_type == "Bounce":
        bounce = _decoded(body, _Bounced).bounce
        outcome = Outcome.BOUNCED if bounce.bounce_type == "Permanent" else Outcome.NOT_TAKEN
        codes = [bounce.bounce_sub_type, *(each.status for each in bounce.bounced_recipients[:1])]
    elif event.event_type == "Complaint":
        kind = _decoded(body, _Complained).complaint.complaint_feedback_type
        outcome = Outcome.CALLED_SPAM if kind != _NO_COMPLAINT else None
        codes = [kind]
    if outcome is None:
        return None
    return Feedback(outcome, tuple(event.mail.destination), _told(codes), _labels(event.mail.tags))


def _decoded(body: str, shape: type[_S]) -> _S:
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise InvalidInput("message", "is no event of SES's") from error


def _told(codes: Iterable[str | None]) -> str:
    return ", ".join(code for code in codes if code and _CODE.fullmatch(code)) or "it is not said why"


def _labels(tags: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: texts[0] for name, texts in tags.items() if texts and not name.startswith(_OWN_TAGS)}
