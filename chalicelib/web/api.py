"""The API's answers: lists of mentions, one with all that is known about it, the ways to respond, and the
coverage ledger.

Links are relative to the address that was asked: behind a gateway we cannot know how that begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urlencode

from chalice.app import Request, Response

from .. import __version__, wiring
from ..domain.history import Deed, Via
from ..domain.mentions import MentionStatus
from ..domain.people import Scope
from ..domain.rulings import Ruling
from ..errors import InvalidInput, NotFound
from .bodies import fields_of
from .firsts import first_to
from .parameters import ListQuery, coverage_query, list_query
from .refusals import DoneBefore, InvalidRequest, TakenBack
from .remarks import remark_in
from .representations import Json, coverage_json, dossier_json, mention_json
from .rulings import ruling_in
from .times import iso
from .tokens import admitted

_LONGEST_ID = 64


def index(request: Request) -> Response:
    """What this is, and where to go from here. For everybody."""
    root = _below(request)
    links = {
        "mentions": f"{root}mentions",
        "mention": f"{root}mentions/{{id}}",
        "coverage": f"{root}coverage",
    }
    return _json({"name": "Earshot", "version": __version__, "links": links})


def list_mentions(request: Request) -> Response:
    """Mentions, newest first, a page at a time."""
    admitted(request, Scope.READ)
    query = list_query(_given(request), wiring.now())
    _check_watch(query.wanted.watch_id)
    page = wiring.look().page(query.wanted, query.cursor, query.limit)
    following = _following(query, page.cursor) if page.cursor else None
    return _page("mentions", [mention_json(mention) for mention in page.mentions], following)


def list_coverage(request: Request) -> Response:
    """How well each source is heard, a page at a time. A page may be short, or empty, though more follow."""
    admitted(request, Scope.READ)
    query = coverage_query(_given(request))
    _check_watch(query.wanted.watch_id)
    page = wiring.cover()(query.wanted, query.cursor, query.limit, wiring.now())
    asked = {"watch": query.wanted.watch_id, "state": query.wanted.state, "limit": query.limit}
    following = _present({**asked, "cursor": page.cursor}) if page.cursor else None
    return _page("coverage", [coverage_json(line) for line in page.lines], following)


def note_mention(request: Request) -> Response:
    """What somebody said to us is written down by the token's person; doing it again changes nothing."""
    token = admitted(request, Scope.RESPOND)
    now = wiring.now()
    remark, key = remark_in(request, now)
    noted = wiring.note()(remark, token.person_id, Via.API, now, key)
    return _json(
        {"mention": mention_json(noted.mention), "is_first": noted.is_first},
        {"Location": f"{_below(request)}{noted.mention.id}"},
        HTTPStatus.CREATED if noted.is_first else HTTPStatus.OK,
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


def judge_mention(request: Request, mention_id: str) -> Response:
    """The token's person says what it is; saying the same again changes nothing."""
    token = admitted(request, Scope.RESPOND)
    verdict, note = ruling_in(request)
    ruling = Ruling(verdict, token.person_id, wiring.now())
    taken = wiring.override()(_plausible(mention_id), ruling, Via.API, note)
    return _json({"mention": mention_json(taken.mention), "is_first": taken.is_first})


def _respond(request: Request, mention_id: str, deed: Deed) -> Response:
    """Doing it again is as good as doing it once; coming after somebody else is refused, and says who. So is
    answering what its author has taken back.
    """
    token = admitted(request, Scope.RESPOND)
    _expect_no_fields(request)
    respond = wiring.respond()
    act = respond.acknowledge if deed is Deed.ACKNOWLEDGED else respond.resolve
    taken = act(_plausible(mention_id), token.person_id, Via.API, wiring.now())
    if taken.mention.status is MentionStatus.DELETED:
        raise TakenBack
    if not taken.is_first:
        dossier = replace(wiring.look().dossier(mention_id), mention=taken.mention)
        first = first_to(deed, dossier)
        if first.person.id != token.person_id:
            raise DoneBefore(first.deed, first.person, first.at)
    return _json({"mention": mention_json(taken.mention), "is_first": taken.is_first})


def _below(request: Request) -> str:
    """What leads from the address that was asked to one below it, whether it ended with a slash or not."""
    asked = str(request.context["path"])
    return "" if asked.endswith("/") else f"{asked.rpartition('/')[2]}/"


def _given(request: Request) -> dict[str, list[str]]:
    given = request.query_params
    return {name: given.getlist(name) for name in given} if given else {}


def _page(name: str, items: list[Json], following: Mapping[str, str] | None) -> Response:
    """Items of a list; `following` is the question that gets the next ones."""
    link = f"?{urlencode(following)}" if following else None
    return _json({name: items, "next": link}, {"Link": f'<{link}>; rel="next"'} if link else {})


def _check_watch(watch_id: str | None) -> None:
    """An empty list must mean that nothing was said, never that a name was mistyped."""
    if watch_id is None:
        return
    known = [watch.id for watch in wiring.watches().all()]
    if watch_id not in known:
        listed = ", ".join(map(repr, known)) or "none yet"
        raise InvalidInput("watch", f"there is no {watch_id!r}; there are {listed}")


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
    return _present(asked)


def _present(asked: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in asked.items() if value is not None}


def _expect_no_fields(request: Request) -> None:
    """A body may be left out. Fields without a meaning are refused, so that they can get one later."""
    if fields := fields_of(request):
        raise InvalidRequest(tuple(InvalidInput(name, "is unknown; nothing is expected") for name in fields))


def _plausible(mention_id: str) -> str:
    """Spares the storage what cannot be an id. Raises NotFound."""
    if not (mention_id.isascii() and mention_id.isalnum() and len(mention_id) <= _LONGEST_ID):
        raise NotFound("mention", mention_id[:_LONGEST_ID])
    return mention_id


def _json(
    body: Mapping[str, object],
    headers: Mapping[str, str] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    return Response(
        body=dict(body),
        status_code=status.value,
        headers={"Content-Type": "application/json", **(headers or {})},
    )
