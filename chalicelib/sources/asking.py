"""How a kind of source is asked: one request after another, at the kind's pace and within its budget, each
answer read or explained, and pages walked until nothing new stands on them.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol, TypeVar
from urllib.parse import urlencode, urljoin

from ..domain.manners import Kind
from ..domain.sources import WAITS, Document, Failure, FailureKind, Source
from ..domain.watches import Watch
from ..errors import SourceRefused, SourceUnavailable
from .failures import rest_asked
from .fetching import Request, Response
from .found import Found
from .walls import is_challenge, is_page

Read = Callable[[bytes, str | None, str], Document]
Get = Callable[[Request], Awaitable[Response]]
# From a page to the request for the one after it; None where there is none.
Turn = Callable[[Response, Document], Request | None]

_T = TypeVar("_T")

MOST_PAGES = 10
FIRST_PAGES = 3  # nothing is owed yet of what was said before we listened
TURN = "turn:"  # in positions: which list is to be asked for first; no hashtag has that name
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"


class Keys(Protocol):
    """What sources are let in with, by the name of the key: its fields, or nothing."""

    def get(self, name: str) -> Mapping[str, str]: ...

    def fresh(self, name: str) -> Mapping[str, str]:
        """Like `get`, of a key that may have been set just now."""

    def keep(self, name: str, fields: Mapping[str, str]) -> None:
        """Remember these fields of the key, beside those it has. For what the service itself hands out."""


class Budgets(Protocol):
    """What was spent of each account's budget."""

    def spend(self, account: str, period: str, units: int, most: int) -> bool:
        """Put these units down as spent, unless that would make more than `most` in this period."""

    def give_back(self, account: str, period: str, units: int) -> None:
        """Put down that these units of what was spent in this period were not: once, or else not at all."""

    def spent(self, account: str, period: str) -> int: ...


class Pace(Protocol):
    """Keeps the gap between two requests to one host."""

    async def wait(self, host: str, gap_s: float) -> None:
        """Raises SourceUnavailable when the host asked for a longer rest than can be waited for."""

    def rest(self, host: str, wait: timedelta) -> None:
        """Ask nothing more of the host for so long."""

    def rest_of(self, host: str) -> timedelta | None:
        """What is left of the rest that the host asked for, if anything is."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One fetch of one source, as its kind sees it. `key` is empty when the kind needs none.

    `address` is the source's whole address, also where it is a secret. `memory` is the worker's own, for what
    can be had again, such as a session; it is shared by the sources that share a key.
    """

    kind: Kind
    source: Source
    watch: Watch | None
    address: str = field(repr=False)
    key: Mapping[str, str] = field(repr=False)
    memory: MutableMapping[str, str] = field(repr=False)
    now: datetime
    read: Read
    get: Get
    keys: Keys = field(repr=False)
    budgets: Budgets
    pace: Pace
    deadline: float  # on the event loop's clock; no further page is asked for after it

    @property
    def is_late(self) -> bool:
        """True when it is time to let others have their turn."""
        return asyncio.get_running_loop().time() >= self.deadline

    def sharing(self, parts: int) -> Asking:
        """The same, with one of so many equal parts of the time that is left."""
        now = asyncio.get_running_loop().time()
        return replace(self, deadline=now + (self.deadline - now) / parts)

    def option(self, name: str) -> str:
        """What the source was told, else the kind's default, else nothing."""
        return self.source.options.get(name) or self.kind.options[name].default or ""

    def options(self, name: str) -> tuple[str, ...]:
        """An option that holds several, with commas between them."""
        return tuple(dict.fromkeys(part.strip() for part in self.option(name).split(",") if part.strip()))

    @property
    def subject(self) -> Watch:
        """The watch that is searched for. Raises SourceRefused when there is none (any more)."""
        if self.watch is None:
            raise SourceRefused(Failure(FailureKind.NOT_CONFIGURED, "the watch it listens for is no more"))
        return self.watch

    def request(
        self,
        path: str = "",
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: str = _JSON,
    ) -> Request:
        """For a path below the source's address; of the query, what is None is left out.

        Headers are for secrets, and for what an answer depends on: a redirect elsewhere is then refused.
        """
        given = {name: value for name, value in (query or {}).items() if value is not None}
        url = urljoin(self.address, path) if path else self.address
        url += f"?{urlencode(given, doseq=True)}" if given else ""
        return Request(url, accept=accept, headers=headers or {}, explains_failures=True)

    def posting(
        self, path: str, content: Mapping[str, object], headers: Mapping[str, str] | None = None
    ) -> Request:
        """A POST of this JSON document."""
        asked = self.request(path, headers={"Content-Type": _JSON, **(headers or {})})
        return replace(asked, content=json.dumps(content).encode())

    def form(self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Request:
        """A POST of these fields, as a web form sends them."""
        asked = self.request(path, headers={"Content-Type": _FORM, **(headers or {})})
        return replace(asked, content=urlencode(fields).encode())

    async def ask(self, request: Request, units: int = 1) -> Response:
        """The answer, whatever its body says; a refusal that explains itself is raised in its own words.

        Raises SourceUnavailable or SourceRefused. `units` of the budget are spent before it is asked.
        """
        await self.spend(units)
        await self.pace.wait(self.source.host, self.kind.gap_s)
        response = await self.get(request)
        if response.failure is not None:
            raise self._explained(response, response.failure)
        if request.accept == _JSON and is_page(response.body):
            self._refuse_page(response)
        if wait := rest_asked(response.headers, self.now):
            self.rest(wait)
        return response

    def _refuse_page(self, response: Response) -> None:
        """A web page where data was due is no answer, also of services that publish feeds besides."""
        from .kinds.json_documents import load

        load(response.body, response.content_type)

    def rest(self, wait: timedelta) -> None:
        """The service asks for this wait before it is asked again, now or at the next fetch."""
        self.pace.rest(self.source.host, wait)

    async def spend(self, units: int) -> None:
        """Raises SourceUnavailable when the budget does not allow that many more."""
        budget = self.kind.budget
        if budget is None or units <= 0:
            return
        most = self.most
        period = budget.period(self.now)
        account = self.source.kind
        if not await asyncio.to_thread(self.budgets.spend, account, period, units, most):
            wait = budget.ends_at(self.now) - self.now
            detail = f"the {budget.per}'s {most:,} {budget.unit} are spent; it goes on when the next begins"
            raise SourceUnavailable(Failure(FailureKind.OUT_OF_BUDGET, detail, wait))

    async def give_back(self, units: int) -> None:
        """So many of the units that were spent turned out not to be needed."""
        if self.kind.budget is not None and units > 0:
            period = self.kind.budget.period(self.now)
            await asyncio.to_thread(self.budgets.give_back, self.source.kind, period, units)

    async def left(self) -> int:
        """What may still be spent in this period; 0 where there is no budget."""
        if self.kind.budget is None:
            return 0
        period = self.kind.budget.period(self.now)
        return max(self.most - await asyncio.to_thread(self.budgets.spent, self.source.kind, period), 0)

    @property
    def most(self) -> int:
        """The budget of a period; 0 where there is none. Raises SourceRefused when the key's is no number."""
        budget = self.kind.budget
        if budget is None:
            return 0
        given = self.key.get(budget.most_key, "") if budget.most_key else ""
        if not given:
            return budget.most
        try:
            return max(int(Decimal(given) * budget.each), 0)
        except (ArithmeticError, ValueError) as error:
            detail = f"the key's {budget.most_key} must be a number, such as {budget.most // budget.each}"
            raise SourceRefused(Failure(FailureKind.NOT_CONFIGURED, detail)) from error

    def _explained(
        self, response: Response, failure: SourceRefused | SourceUnavailable
    ) -> SourceRefused | SourceUnavailable:
        """What the body says went wrong, with the wait that is asked for; else what the status says."""
        if response.status in _WALLED and is_challenge(response.body):
            detail = f"{self.source.host} lets only people in (it wants proof, status {response.status})"
            return SourceRefused(Failure(FailureKind.BOT_WALL, detail))
        try:
            self.read(response.body, response.content_type, response.url)
        except (SourceRefused, SourceUnavailable) as said:
            told = said.failure
            if told.kind in _SAYS_NOTHING:
                return failure
            wait = max(filter(None, (told.retry_after, failure.failure.retry_after)), default=None)
            return type(said)(replace(told, retry_after=wait))
        return failure

    async def page(self, request: Request, units: int = 1) -> tuple[Response, Document]:
        """Ask, and read."""
        response = await self.ask(request, units)
        return response, self.read(response.body, response.content_type, response.url)

    async def pages(
        self,
        requests: Iterable[Request],
        turn: Turn | None = None,
        most: int = MOST_PAGES,
        stops_at_known: bool = True,
    ) -> Document:
        """What all these lists say, newest first in each: page after page until one shows nothing but what
        was seen before, or `most` were read, which a note then says.

        What fails at the first page of all is raised; what fails later breaks off.
        """
        found = Found()
        is_first = self.source.first_read_at is None
        for number, request in enumerate(self.in_turn(requests)):
            if found.pages and self.is_late:
                return self._until_its_turn(found, number)
            at_most = min(most, FIRST_PAGES) if is_first else most
            try:
                is_cut = await self.walk(request, turn, at_most, found, stops_at_known)
            except (SourceUnavailable, SourceRefused) as error:
                if not found.pages:
                    raise
                if error.failure.kind in WAITS and number:
                    return self._until_its_turn(found, number)
                return found.document(broke_off=error.failure)
            if is_cut and not is_first:
                what = "there was time for" if self.is_late else f"the {most} pages that are read at once"
                found.note(f"there was more than {what}")
        return found.document()

    def _until_its_turn(self, found: Found, number: int) -> Document:
        """What was found so far, the list of this number being the first to be asked for the next time."""
        found.note("there is more to ask for than there is time for at once: it takes turns")
        return found.document({**self.source.position, TURN: str(self.turn + number)})

    @property
    def turn(self) -> int:
        """The number of the list whose turn it is to be asked for first."""
        trouble = self.source.trouble
        is_slow = trouble is not None and trouble.failure.kind is FailureKind.TIMED_OUT
        waited = trouble.count if trouble and is_slow else 0
        return int(self.source.position.get(TURN, "0")) + waited

    def with_turn(self, position: Mapping[str, str], told: Mapping[str, str] | None) -> dict[str, str]:
        """The kind's own position, and beside it whose turn it is, as `pages` told it or as it was."""
        known = self.source.position if told is None else told
        return {**position, TURN: known[TURN]} if TURN in known else dict(position)

    def in_turn(self, lists: Iterable[_T]) -> list[_T]:
        """The lists to ask for; where there was no time for all, each time another one is first."""
        listed = list(lists)
        first = self.turn % len(listed) if listed else 0
        return listed[first:] + listed[:first]

    async def walk(
        self, request: Request, turn: Turn | None, most: int, found: Found, stops_at_known: bool = True
    ) -> bool:
        """Walk one list, adding to what was found; True when it goes on after `most` pages."""
        following: Request | None = request
        for _ in range(most):
            assert following is not None
            response, document = await self.page(following)
            found.add(document)
            is_known = document.entries and all(map(self.source.seen.has, document.entries))
            if turn is None or (is_known and stops_at_known):
                return False
            following = turn(response, document)
            if following is None or self.is_late:
                return following is not None
        return True


def too_slow() -> Failure:
    """What breaks off a walk that takes too long."""
    return Failure(FailureKind.TIMED_OUT, "it answers so slowly that not all of it could be read at once")


# A body that cannot be read, any web page, or no words of ours for it, explains nothing.
_SAYS_NOTHING = frozenset({FailureKind.UNREADABLE, FailureKind.UNEXPECTED_STATUS, FailureKind.BOT_WALL})
_WALLED = frozenset({403, 503})  # the statuses under which walls ask for proof
