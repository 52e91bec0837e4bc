"""A watch says what we listen for: our own names, a competitor's, or a theme of the trade."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class WatchKind(StrEnum):
    """Whose name it is. Only what is said about our own is escalated as a complaint."""

    OWN = "own"
    COMPETITOR = "competitor"
    THEME = "theme"


@dataclass(frozen=True, slots=True)
class Watch:
    """`names` are what the subject is called; `terms` are further words that reveal it (products, slogans).

    Either may match. Only `names` stand for the subject itself when an opinion needs a target.
    """

    id: str
    name: str
    kind: WatchKind
    names: tuple[str, ...]
    terms: tuple[str, ...] = ()
    policy_id: str = "default"

    def __post_init__(self) -> None:
        phrases = self.phrases
        if not phrases or any(not phrase.strip() for phrase in phrases):
            raise ValueError(f"watch {self.id!r} needs at least one name or term, none of them empty")

    @property
    def phrases(self) -> tuple[str, ...]:
        """Everything that makes this watch match."""
        return self.names + self.terms
