"""What a request's body holds: a JSON object, or nothing; and what it is meant to hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

import msgspec
from chalice.app import Request

from ..domain.texts import TORN
from ..errors import InvalidInput
from .refusals import InvalidRequest

_MOST_BYTES = 64 * 1024
_QUOTED = 100  # characters of a wrong name that are said back

_S = TypeVar("_S", bound=msgspec.Struct)


def fields_of(request: Request) -> dict[str, object]:
    """The fields of the object; none where there is no body. Raises InvalidInput."""
    if len(request.raw_body) > _MOST_BYTES:
        raise InvalidInput("body", f"must be at most {_MOST_BYTES // 1024} KB")
    if not request.raw_body:
        return {}
    try:
        body = json.loads(request.raw_body)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("body", "must be empty or a JSON object") from error
    if not isinstance(body, dict):
        raise InvalidInput("body", "must be empty or a JSON object")
    return body


def body_of(request: Request, shape: type[_S]) -> _S:
    """The body as what it is meant to be. Raises InvalidInput or InvalidRequest, naming every wrong field."""
    return shaped(fields_of(request), shape)


def shaped(fields: Mapping[str, object], shape: type[_S]) -> _S:
    """The fields as what they are meant to be. Raises InvalidInput or InvalidRequest, naming all that are
    wrong.
    """
    try:
        msgspec.json.encode(fields)
    except (UnicodeEncodeError, RecursionError) as error:
        raise InvalidInput("body", "must be text in whole characters, nested a few levels deep") from error
    return converted(fields, shape)


def converted(fields: Mapping[str, object], shape: type[_S]) -> _S:
    """The same of fields of which somebody else sees that their texts are whole. Raises as `shaped` does."""
    try:
        return msgspec.convert(fields, shape)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        first, *others = _faults(fields, shape) or [_told(error, "")]
        raise InvalidRequest((first, *others)) if others else first from error


@contextmanager
def refused(field: str) -> Iterator[None]:
    """What the domain will not have (ValueError) is what is wrong with this field. Raises InvalidInput."""
    try:
        yield
    except OverflowError as error:
        raise InvalidInput(field, "lies too far off: correct its times") from error
    except ValueError as error:
        raise InvalidInput(field, str(error)) from error


def _faults(fields: Mapping[str, object], shape: type[msgspec.Struct]) -> list[InvalidInput]:
    """What is wrong with each field. Of all of them msgspec tells the first that is; so it still does within
    lists and objects.
    """
    known = {each.encode_name: each for each in msgspec.structs.fields(shape)}
    faults = []
    if shape.__struct_config__.forbid_unknown_fields:
        faults = [InvalidInput(name[:_QUOTED], "is unknown") for name in fields if name not in known]
    for name, each in known.items():
        if name in fields:
            try:
                msgspec.convert(fields[name], each.type)
            except (msgspec.ValidationError, UnicodeEncodeError) as error:
                faults.append(_told(error, name))
        elif each.required:
            faults.append(InvalidInput(name, "is needed"))
    return faults


def _told(error: msgspec.ValidationError | UnicodeEncodeError, within: str) -> InvalidInput:
    """Its words are readable: "Expected `str`, got `int` - at `$.note`"."""
    if isinstance(error, UnicodeEncodeError):
        return InvalidInput(within or "body", TORN)
    reason, _, at = str(error).partition(" - at `$")
    place = f"{within}{at.rstrip('`')}".removeprefix(".")
    named = reason.split("`")[1] if "`" in reason else ""
    if "unknown field" in reason:
        return InvalidInput(_below(place, named)[:_QUOTED], "is unknown")
    if "required field" in reason:
        return InvalidInput(_below(place, named), "is needed")
    return InvalidInput(place or "body", reason[:1].lower() + reason[1:])


def _below(place: str, field: str) -> str:
    return f"{place}.{field}" if place else field
