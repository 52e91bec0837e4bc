"""What mail providers say of a mail of ours: it could not be delivered, or its reader called it spam."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .people import Person


class Outcome(StrEnum):
    """What became of a mail."""

    BOUNCED = "bounced"  # nothing will ever arrive at this address
    NOT_TAKEN = "not taken"  # this one did not arrive, as at a full mailbox; the next may
    CALLED_SPAM = "called spam"  # it arrived, and its reader wants no more of them


@dataclass(frozen=True, slots=True)
class Feedback:
    """`addresses` are those that the mail was sent to; `detail` is the provider's reason, in codes and never
    in its own words, which may hold an address. `labels` are those that the mail was sent with.
    """

    outcome: Outcome
    addresses: tuple[str, ...]
    detail: str
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def mention_id(self) -> str | None:
        """The mention that the mail was about; None where it was about none, or about several."""
        return self.labels.get(_MENTION)


def labels_of(mention_id: str, notice_id: str) -> dict[str, str]:
    """What a notice's mail is labelled with, so that it is known again; it says nothing of anybody."""
    digest = hashlib.blake2b(notice_id.encode(), digest_size=16).hexdigest()
    return {_MENTION: mention_id, "notice": digest}


def reason_of(feedback: Feedback, now: datetime) -> str:
    """Why no mail goes to that address any more."""
    what = "mail bounced" if feedback.outcome is Outcome.BOUNCED else "a mail was called spam"
    return f"{what} on {now:%Y-%m-%d} ({feedback.detail})"


def alarm_of(person: Person) -> tuple[str, str]:
    """What the operator is told of somebody who has just become unreachable: subject and text."""
    return (
        f"Earshot: mail no longer reaches {person.id}",
        f"No mail goes to {person.id} any more: {person.unreachable}.\n"
        "Steps that mail them reach nobody; the next step is then taken at once.\n"
        "Mend the address, or see that they want the mails. If SES suppresses it, take it off\n"
        f"that list. Then save them anew: earshot people add {person.id} NAME EMAIL.",
    )


_MENTION = "mention"
