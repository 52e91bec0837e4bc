"""How single values are written in DynamoDB: times, closed sets, whole numbers, lists of texts.

What a newer version of Earshot wrote and this one cannot read ends in a PermanentError that says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from pynamodb.attributes import Attribute
from pynamodb.constants import LIST, MAP, NUMBER, STRING

from ..errors import PermanentError

_Set = TypeVar("_Set", bound=StrEnum)


def text_of(at: datetime) -> str:
    """The time in UTC, always to the microsecond, so that texts sort as their times do."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def time_of(text: str) -> datetime:
    """The inverse of `text_of`. Raises ValueError."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text!r} does not say its zone")
    return at.astimezone(UTC)


class TimeAttribute(Attribute[datetime]):
    """An aware time, as sortable text."""

    attr_type = STRING

    def serialize(self, value: datetime) -> str:
        return text_of(value)

    def deserialize(self, value: str) -> datetime:
        try:
            return time_of(value)
        except ValueError as error:
            raise PermanentError(f"stored {self.attr_name!r} is no time: {value!r}") from error


class IntegerAttribute(Attribute[int]):
    """A whole number."""

    attr_type = NUMBER

    def serialize(self, value: int) -> str:
        return str(int(value))

    def deserialize(self, value: str) -> int:
        try:
            return int(value)
        except ValueError as error:
            raise PermanentError(f"stored {self.attr_name!r} is no whole number: {value!r}") from error


class MemberAttribute(Attribute[_Set]):
    """A member of a closed set."""

    attr_type = STRING

    def __init__(self, members: type[_Set], **options: Any) -> None:
        super().__init__(**options)
        self._members = members

    def serialize(self, value: _Set) -> str:
        return value.value

    def deserialize(self, value: str) -> _Set:
        try:
            return self._members(value)
        except ValueError as error:
            raise PermanentError(
                f"stored {self._members.__name__} {value!r} is unknown here: a newer version wrote it"
            ) from error


class MembersAttribute(Attribute[Sequence[_Set]]):
    """Members of a closed set, in their order. None and empty are the same: nothing is stored."""

    attr_type = LIST

    def __init__(self, members: type[_Set], **options: Any) -> None:
        super().__init__(**options)
        self._member = MemberAttribute(members)

    def serialize(self, value: Sequence[_Set]) -> list[dict[str, str]] | None:
        return [{STRING: self._member.serialize(member)} for member in value] or None

    def deserialize(self, value: list[dict[str, str]]) -> tuple[_Set, ...]:
        return tuple(self._member.deserialize(item[STRING]) for item in value)


class TextsAttribute(Attribute[Sequence[str]]):
    """Texts in their order. None and empty are the same: nothing is stored."""

    attr_type = LIST

    def serialize(self, value: Sequence[str]) -> list[dict[str, str]] | None:
        return [{STRING: text} for text in value] or None

    def deserialize(self, value: list[dict[str, str]]) -> tuple[str, ...]:
        try:
            return tuple(item[STRING] for item in value)
        except KeyError as error:
            raise PermanentError(f"stored {self.attr_name!r} holds something else than text") from error


class NamedTextsAttribute(Attribute[Mapping[str, str]]):
    """Texts by name. None and empty are the same: nothing is stored."""

    attr_type = MAP

    def serialize(self, value: Mapping[str, str]) -> dict[str, dict[str, str]] | None:
        return {name: {STRING: text} for name, text in value.items()} or None

    def deserialize(self, value: dict[str, dict[str, str]]) -> dict[str, str]:
        try:
            return {name: item[STRING] for name, item in value.items()}
        except KeyError as error:
            raise PermanentError(f"stored {self.attr_name!r} holds something else than text") from error
