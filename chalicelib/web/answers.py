"""What the API answers: a shape as JSON, an item with its ETag, a page of a list, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlencode

import msgspec
from chalice.app import Request, Response

from .conditions import tag_of

Shape = msgspec.Struct


def shown(
    body: Shape, headers: Mapping[str, str] | None = None, status: HTTPStatus = HTTPStatus.OK
) -> Response:
    """The shape as JSON."""
    return Response(
        body=msgspec.to_builtins(body),
        status_code=status.value,
        headers={"Content-Type": "application/json", **(headers or {})},
    )


def item(
    body: Shape, headers: Mapping[str, str] | None = None, status: HTTPStatus = HTTPStatus.OK
) -> Response:
    """One thing, with the tag by which a later change says that it has seen this."""
    return shown(body, {"ETag": tag_of(body), **(headers or {})}, status)


def stored(body: Shape, was_there: bool) -> Response:
    """What was put: new, or in the place of what was there."""
    return item(body, status=HTTPStatus.OK if was_there else HTTPStatus.CREATED)


def nothing() -> Response:
    """It is done, and there is nothing to say of it."""
    return Response(body="", status_code=HTTPStatus.NO_CONTENT.value)


def below(request: Request) -> str:
    """What leads from the address that was asked to one below it, whether it ended with a slash or not."""
    asked = str(request.context["path"])
    return "" if asked.endswith("/") else f"{asked.rpartition('/')[2]}/"


def given(request: Request) -> dict[str, list[str]]:
    """What stands in the address after the question mark."""
    asked = request.query_params
    return {name: asked.getlist(name) for name in asked} if asked else {}


def paged(page: Shape, asked: Mapping[str, object], cursor: str | None) -> Response:
    """A page of a list; `asked` is the question that gets the next one with this cursor.

    Links are relative to the address that was asked: behind a gateway we cannot know how that begins.
    """
    if cursor is None:
        return shown(page)
    present = {name: str(value) for name, value in asked.items() if value is not None}
    link = f"?{urlencode({**present, 'cursor': cursor})}"
    return shown(msgspec.structs.replace(page, next=link), {"Link": f'<{link}>; rel="next"'})
