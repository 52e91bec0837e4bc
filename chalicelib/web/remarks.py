"""From a request's body to the remark it holds. What cannot be used is refused by name, all of it at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from chalice.app import Request

from ..domain.channels import Channel
from ..domain.remarks import Remark, faults, key_faults
from ..errors import InvalidInput
from .bodies import fields_of
from .parameters import listed, moment, one_of
from .refusals import InvalidRequest

_QUOTED = 100  # characters of a wrong value that are said back


def remark_in(request: Request, now: datetime) -> tuple[Remark, str | None]:
    """The remark, and the key by which its sender knows it. Raises InvalidInput or InvalidRequest."""
    read, errors = _read_all(fields_of(request))
    key = request.headers.get("idempotency-key")
    remark = Remark(
        channel=read.get("channel", Channel.OTHER),
        text=read.get("text", ""),
        title=read.get("title", ""),
        author=read.get("author") or None,
        said_at=read.get("said_at"),
        watch_id=read.get("watch"),
        url=read.get("url"),
    )
    known = {error.field for error in errors}
    errors += [fault for fault in faults(remark, now) if fault.field not in known]
    if key is not None:
        errors += key_faults(key)
    if errors:
        raise InvalidRequest(tuple(errors))
    return remark, key


def _read_all(given: Mapping[str, object]) -> tuple[dict[str, Any], list[InvalidInput]]:
    """The fields that can be read, and why the others cannot. `null` is as good as leaving a field out."""
    read: dict[str, Any] = {}
    errors: list[InvalidInput] = []
    for name, value in given.items():
        try:
            if value is not None:
                read[name] = _read(name, value)
        except InvalidInput as error:
            errors.append(error)
    if given.get("channel") is None:
        errors.append(InvalidInput("channel", f"is needed: one of {listed(Channel)}"))
    return read, errors


def _read(name: str, value: object) -> object:
    if name not in _READERS:
        raise InvalidInput(name[:_QUOTED], f"is unknown; there are {listed(_READERS)}")
    if not isinstance(value, str):
        raise InvalidInput(name, "must be a text in quotes")
    return _READERS[name](name, value)


def _text(name: str, value: str) -> str:
    return value.strip()


def _channel(name: str, value: str) -> Channel:
    return one_of(Channel)(name, value[:_QUOTED])


def _said_at(name: str, value: str) -> datetime:
    return moment(name, value[:_QUOTED])


_READERS: dict[str, Callable[[str, str], object]] = {
    "channel": _channel,
    "text": _text,
    "title": _text,
    "author": _text,
    "said_at": _said_at,
    "watch": _text,
    "url": _text,
}
