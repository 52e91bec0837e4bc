"""Listens to several feeds as one source: each asked for conditionally, page after page where it has any."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ..domain.sources import Document, FailureKind, Source
from ..errors import SourceRefused, SourceUnavailable
from .asking import FIRST_PAGES, MOST_PAGES, Asking, Turn, too_slow
from .feed_listening import is_whole
from .fetching import Request, Response
from .found import Found

_NOT_THERE = frozenset({FailureKind.NOT_FOUND, FailureKind.GONE})


async def listen_to_each(asking: Asking, requests: Iterable[Request], turn: Turn | None = None) -> Document:
    """What all these feeds say, newest first in each: page after page until one shows nothing new.

    A feed that is not there has nothing to say, unless none of them is there; a page after the first that is
    not there ends its feed. What else fails at the first of all is raised, later it breaks off. The position
    holds each feed's validators.
    """
    found = Found()
    position: dict[str, str] = {}
    missing: list[SourceRefused] = []
    has_answered = False
    for request in asking.in_turn(requests):
        if has_answered and asking.is_late:
            return found.document(broke_off=too_slow())
        try:
            position |= await _hear(asking, request, turn, found)
            has_answered = True
        except (SourceUnavailable, SourceRefused) as error:
            if isinstance(error, SourceRefused) and error.failure.kind in _NOT_THERE:
                missing.append(error)
                continue
            if not found.pages:
                raise
            return found.document(broke_off=error.failure)
    if missing and not has_answered:
        raise missing[0]
    if missing:
        found.note(f"feeds that are not there: {len(missing)}")
    return found.document(position) if found.pages else Document(unchanged=True)


async def _hear(asking: Asking, request: Request, turn: Turn | None, found: Found) -> dict[str, str]:
    """Adds what one feed says to what was found. Answers with what to remember for asking it again."""
    feed = _Feed(request, asking.source)
    most = MOST_PAGES if asking.source.first_read_at else FIRST_PAGES
    following: Request | None = feed.request
    for page in range(most):
        assert following is not None
        try:
            response = await asking.ask(following)
        except SourceRefused as error:
            if page and error.failure.kind in _NOT_THERE:
                break
            raise
        if response.status == 304:
            break
        document = asking.read(response.body, response.content_type, response.url)
        found.add(document)
        following = turn(response, document) if feed.takes(response, document) and turn else None
        if following is None:
            break
        if asking.is_late:
            raise SourceUnavailable(too_slow())
        following = replace(following, etag=None, last_modified=None)
    else:
        if asking.source.first_read_at:
            found.note(f"there was more than the {most} pages that are read at once")
    return feed.validators


@dataclass(slots=True)
class _Feed:
    """One of the feeds, and what was read of it.

    `validators` are those to ask with the next time: of the first page, if all pages were whole. What they
    were stays as long as nothing new is said: a server that dresses the same entries in new validators each
    time must not cost a write each time.
    """

    asked: Request
    source: Source
    validators: dict[str, str] = field(init=False)
    _shown: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        kept = ((name, self.source.position.get(name)) for name in self._names)
        self.validators = {name: value for name, value in kept if value}

    @property
    def _names(self) -> tuple[str, str]:
        digest = hashlib.blake2b(self.asked.url.encode(), digest_size=6).hexdigest()
        return f"{digest}.etag", f"{digest}.modified"

    @property
    def request(self) -> Request:
        """For its first page, unless that is as it was."""
        etag, last_modified = map(self.validators.get, self._names)
        return replace(self.asked, etag=etag, last_modified=last_modified)

    def takes(self, response: Response, document: Document) -> bool:
        """One more page. False when those after it hold nothing new: it was all known, or shown before."""
        is_first = not self._shown
        is_known = all(map(self.source.seen.has, document.entries))
        if is_first and not (is_known and self.validators):
            given = zip(self._names, (response.etag, response.last_modified), strict=True)
            self.validators = {name: value for name, value in given if value}
        if not is_whole(response.body):  # what is missing must not be taken for known the next time
            self.validators = {}
        keys = {entry.key for entry in document.entries}
        goes_on = not is_known and not keys <= self._shown
        self._shown |= keys
        return goes_on
