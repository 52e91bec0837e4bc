"""The ways in which people speak to us directly. What is said so counts as much as what is said elsewhere."""

from __future__ import annotations

from enum import StrEnum

_HOSTED = "hosted:"


class Channel(StrEnum):
    """How somebody spoke to us."""

    PHONE = "phone"
    CHAT = "chat"
    LETTER = "letter"
    COUNTER = "counter"
    EMAIL = "email"
    OTHER = "other"

    @property
    def source_id(self) -> str:
        """What stands in a sighting where others have a source's id."""
        return f"{_HOSTED}{self}"

    @property
    def words(self) -> str:
        """As people say it: `by phone`."""
        return _WORDS[self]


_WORDS = {
    Channel.PHONE: "by phone",
    Channel.CHAT: "in a chat",
    Channel.LETTER: "by letter",
    Channel.COUNTER: "at the counter",
    Channel.EMAIL: "by e-mail",
    Channel.OTHER: "directly",
}


def channel_of(source_id: str) -> Channel | None:
    """The channel that has this source id; None for a source that is listened to."""
    return next((channel for channel in Channel if channel.source_id == source_id), None)
