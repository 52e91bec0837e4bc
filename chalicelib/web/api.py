"""The API's answers: lists of mentions, one with all that is known about it, and the two ways to respond.

Links are relative to the address that was asked: behind a gateway we cannot know how that begins.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urlencode

from chalice.app import Request, Response

from .. import __version__, wiring
from ..domain.history import Deed, Via
from ..domain.mentions import MentionFilter
from ..domain.people import Scope
from ..errors import InvalidInput, NotFound
from .firsts import first_to
from .parameters import ListQuery, list_query
from .refusals import DoneBefore, InvalidRequest
from .representations import dossier_json, mention_json
from .times import iso
from .tokens import admitted

_LONGEST_ID = 64


def index(request: Request) -> Response:
    """What this is, and where to go from here. For everybody."""
    asked = str(request.context["path"])
    root = "" if asked.endswith("/") else f"{asked.rpartition('/')[2]}/"
    links = {"mentions": f"{root}mentions", "mention": f"{root}mentions/{{id}}"}
    return _json({"name": "Earshot", "version": __version__, "links": links})


def list_mentions(request: Request) -> Response:
    """Mentions, newest first, a page at a time."""
    admitted(request, Scope.READ)
    given = request.query_params
    query = list_query({name: given.getlist(name) for name in given} if given else {}, wiring.now())
    _check_watch(query.wanted)
    page = wiring.look().page(query.wanted, query.cursor, query.limit)
    following = f"?{urlencode(_following(query, page.cursor))}" if page.cursor else None
    return _json(
        {"mentions": [mention_json(mention) for mention in page.mentions], "next": following},
        {"Link": f'<{following}>; rel="next"'} if following else {},
    )


def show_mention(request: Request, mention_id: str) -> Response:
    """One mention with everything that is known about it."""
    admitted(request, Scope.READ)
    dossier = wiring.look().dossier(_plausible(mention_id))
    return _json(dossier_json(dossier, wiring.watches().all()))


def acknowledge_mention(request: Request, mention_id: str) -> Response:
    """The token's person has it."""
    return _respond(request, mention_id, Deed.ACKNOWLEDGED)


def resolve_mention(request: Request, mention_id: str) -> Response:
    """The token's person says it is dealt with."""
    return _respond(request, mention_id, Deed.RESOLVED)


def _respond(request: Request, mention_id: str, deed: Deed) -> Response:
    """Doing it again is as good as doing it once; coming after somebody else is refused, and says who."""
    token = admitted(request, Scope.RESPOND)
    _expect_no_fields(request)
    respond = wiring.respond()
    act = respond.acknowledge if deed is Deed.ACKNOWLEDGED else respond.resolve
    taken = act(_plausible(mention_id), token.person_id, Via.API, wiring.now())
    if not taken.is_first:
        dossier = replace(wiring.look().dossier(mention_id), mention=taken.mention)
        first = first_to(deed, dossier)
        if first.person.id != token.person_id:
            raise DoneBefore(first.deed, first.person, first.at)
    return _json({"mention": mention_json(taken.mention), "is_first": taken.is_first})


def _check_watch(wanted: MentionFilter) -> None:
    """An empty list must mean that nothing was said, never that a name was mistyped."""
    if wanted.watch_id is None:
        return
    known = [watch.id for watch in wiring.watches().all()]
    if wanted.watch_id not in known:
        listed = ", ".join(map(repr, known)) or "none yet"
        raise InvalidInput("watch", f"there is no {wanted.watch_id!r}; there are {listed}")


def _following(query: ListQuery, cursor: str) -> dict[str, str]:
    """The same question, from where this page ended. Its times are fixed, so that nothing shifts."""
    wanted = query.wanted
    asked = {
        "watch": wanted.watch_id,
        "verdict": wanted.verdict,
        "status": wanted.status,
        "since": iso(wanted.since),
        "until": iso(wanted.until),
        "limit": str(query.limit),
        "cursor": cursor,
    }
    return {name: str(value) for name, value in asked.items() if value is not None}


def _expect_no_fields(request: Request) -> None:
    """A body may be left out. Fields without a meaning are refused, so that they can get one later."""
    if not request.raw_body:
        return
    try:
        body = json.loads(request.raw_body)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("body", "must be empty or a JSON object") from error
    if not isinstance(body, dict):
        raise InvalidInput("body", "must be empty or a JSON object")
    if body:
        raise InvalidRequest(
            tuple(InvalidInput(str(name), "is unknown; nothing is expected") for name in body)
        )


def _plausible(mention_id: str) -> str:
    """Spares the storage what cannot be an id. Raises NotFound."""
    if not (mention_id.isascii() and mention_id.isalnum() and len(mention_id) <= _LONGEST_ID):
        raise NotFound("mention", mention_id[:_LONGEST_ID])
    return mention_id


def _json(body: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        body=dict(body),
        status_code=HTTPStatus.OK.value,
        headers={"Content-Type": "application/json", **(headers or {})},
    )
