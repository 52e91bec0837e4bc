"""Sources: where it is listened. How well each is heard stands in the coverage ledger.

No address is ever shown: it may hold a token. The host says enough.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal

import msgspec
from chalice.app import Request, Response
from msgspec import Meta

from ... import wiring
from ...domain import sources
from ...domain.people import Scope
from ...domain.sources import SourceStatus
from ...errors import InvalidInput, NotFound, SourceRefused
from ..answers import below, given, item, nothing, paged
from ..bodies import body_of
from ..conditions import check_unchanged
from ..operations import BY_CONTENT, Operation
from ..paging import PAGED
from ..parameters import page_of
from ..tokens import admitted

Minutes = Annotated[int, Meta(ge=1, le=10_080)]


class Source(msgspec.Struct, kw_only=True):
    """One place that is listened to. Its title is what it says of itself."""

    id: str
    kind: str
    host: str
    title: str | None
    status: SourceStatus
    watch_id: str | None
    options: dict[str, str]
    least_interval: int
    most_interval: int
    added_at: datetime


class SourcePage(msgspec.Struct):
    """Some sources; `next` leads on, and is null at the end. A page may be short though more follow."""

    sources: list[Source]
    next: str | None


class NewSource(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A place to listen to. Without a `url` it is where the kind is at home; intervals are minutes."""

    kind: Annotated[str, Meta(min_length=1, max_length=50)] = "feed"
    url: Annotated[str, Meta(max_length=2000)] = ""
    watch: Annotated[str, Meta(max_length=64)] | None = None
    options: dict[str, Annotated[str, Meta(max_length=500)]] = msgspec.field(default_factory=dict)
    title: Annotated[str, Meta(max_length=200)] | None = None
    least_interval: Minutes | None = None
    most_interval: Minutes | None = None


class SourceChange(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Let it rest, or listen again: to what was paused, is gone, or in trouble."""

    status: Literal["active", "paused"]


def list_sources(request: Request) -> Response:
    """Where it is listened, a page at a time, in no particular order. A page may be short though more
    follow.
    """
    admitted(request, Scope.READ)
    cursor, limit = page_of(given(request))
    found, following = wiring.sources().page(cursor, limit)
    return paged(SourcePage(list(map(_shape, found)), None), {"limit": limit}, following)


def show_source(request: Request, source_id: str) -> Response:
    """One source."""
    admitted(request, Scope.READ)
    return item(_shape(_known(source_id)))


def add_source(request: Request) -> Response:
    """Listen at one more place, at once. The same place is added once: again, it is resumed where it rested.
    A `feed` is added by its own address; of a site's, `earshot sources add` finds it.
    """
    admitted(request, Scope.ADMIN)
    body, now = body_of(request, NewSource), wiring.now()
    add = wiring.add_source()
    try:
        draft = add.draft(
            body.kind, body.url.strip(), now, body.least_interval, body.most_interval,
            watch_id=body.watch, options=body.options, title=body.title,
        )  # fmt: skip
    except SourceRefused as error:
        raise InvalidInput("kind", str(error)) from error
    was_there = draft.id in wiring.sources().load([draft.id], ())[0]
    source = add(draft, now)
    status = HTTPStatus.OK if was_there else HTTPStatus.CREATED
    return item(_shape(source), {"Location": f"{below(request)}{source.id}"}, status)


def change_source(request: Request, source_id: str) -> Response:
    """Let it rest, or listen again. What is gone stays gone until it is listened to again."""
    admitted(request, Scope.ADMIN)
    body = body_of(request, SourceChange)
    add, check = wiring.add_source(), _check(request)
    if body.status == "paused":
        return item(_shape(add.pause(source_id, check)))
    return item(_shape(add.resume(source_id, wiring.now(), check)))


def remove_source(request: Request, source_id: str) -> Response:
    """Forget it, with its secret address if it has one. What was found there stays."""
    admitted(request, Scope.ADMIN)
    if not wiring.add_source().remove(source_id, _check(request)):
        raise NotFound("source", source_id)
    return nothing()


def _check(request: Request) -> Callable[[sources.Source], None]:
    """Raises Outdated of a source that is not as the caller has seen it."""
    return lambda source: check_unchanged(request, "source", source.id, _shape(source))


def _known(source_id: str) -> sources.Source:
    found, _ = wiring.sources().load([source_id], ())
    if source_id not in found:
        raise NotFound("source", source_id)
    return found[source_id]


def _shape(source: sources.Source) -> Source:
    return Source(
        id=source.id,
        kind=source.kind,
        host=source.host,
        title=source.title,
        status=source.status,
        watch_id=source.watch_id,
        options=dict(source.options),
        least_interval=source.least_interval,
        most_interval=source.most_interval,
        added_at=source.added_at,
    )


_EXAMPLE = {"kind": "feed", "url": "https://blog.example/feed.xml"}
_ONE = "/sources/{source_id}"

ROUTES = (
    Operation(
        method="GET", path="/sources", view=list_sources, needs=Scope.READ, answer=SourcePage, asks=PAGED
    ),
    Operation(
        method="POST", path="/sources", view=add_source, needs=Scope.ADMIN, body=NewSource, example=_EXAMPLE,
        answer=Source, status=HTTPStatus.CREATED, also=(HTTPStatus.OK,), tagged=True,
    ),
    Operation(method="GET", path=_ONE, view=show_source, needs=Scope.READ, answer=Source, tagged=True),
    Operation(
        method="PATCH", path=_ONE, view=change_source, needs=Scope.ADMIN, body=SourceChange,
        example={"status": "paused"}, answer=Source, tagged=True, conditional=BY_CONTENT,
    ),
    Operation(method="DELETE", path=_ONE, view=remove_source, needs=Scope.ADMIN, conditional=BY_CONTENT),
)  # fmt: skip
