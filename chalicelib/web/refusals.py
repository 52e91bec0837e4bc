"""What only the web refuses: who asks, what they may do, what they sent, and whether they came in time.

`problems` picks the status code of each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import InvalidInput, PermanentError

if TYPE_CHECKING:
    from datetime import datetime

    from ..domain.history import Deed
    from ..domain.mentions import MentionStatus
    from ..domain.people import Person, Scope


class NotAdmitted(PermanentError):
    """No token was sent, or it is none of ours, or no longer valid. Nobody is told which of the last two."""

    def __init__(self, was_sent: bool) -> None:
        super().__init__("the token is not valid" if was_sent else "a bearer token is needed")
        self.was_sent = was_sent


class ScopeTooSmall(PermanentError):
    """The token is valid, but does not allow this."""

    def __init__(self, needed: Scope) -> None:
        super().__init__(f"this needs a token of scope {str(needed)!r}")
        self.needed = needed


class InvalidRequest(PermanentError):
    """Everything that is wrong with what was sent, so that it can be corrected in one go."""

    def __init__(self, errors: tuple[InvalidInput, ...]) -> None:
        super().__init__("; ".join(map(str, errors)))
        self.errors = errors


class DoneBefore(PermanentError):
    """Somebody else was there before. `at` is None when history does not say it any more."""

    def __init__(self, deed: Deed, person: Person, at: datetime | None) -> None:
        super().__init__(f"{deed} before, by {person.id!r}")
        self.deed = deed
        self.person = person
        self.at = at


class NotNow(PermanentError):
    """It cannot be done to a mention that stands so."""

    def __init__(self, deed: Deed, status: MentionStatus) -> None:
        super().__init__(f"what is {status} cannot be {deed}")
        self.deed = deed
        self.status = status


class TakenBack(PermanentError):
    """Its author has taken it back: there is nothing left to have or to answer."""


class LinkOver(PermanentError):
    """The link is genuine, but no longer works; the message is the reason, in words for its holder."""


class NotListed(LinkOver):
    """The link's person is gone."""

    def __init__(self) -> None:
        super().__init__(
            "The person this link was made for is no longer listed here. Ask whoever runs Earshot to list "
            "them again."
        )


class NotFromSlack(PermanentError):
    """It is not signed by an app of ours in Slack, or was signed too long ago. Nobody is told which."""


class NotSubscribed(PermanentError):
    """There is no subscription, or none any more, for which anything could be pushed here."""
