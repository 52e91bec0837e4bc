"""Add a source: a place to listen to joins the polling wheel, and is fetched at once. It can be paused, too.

draft ─▶ add ─┬─▶ new ───────────────────────────▶ stored ─▶ fetched at once
              └─▶ known ─▶ paused or gone: resumed ───┘

A secret address is kept among the keys; what is stored of it is the host.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from ..domain.addresses import is_web_address, site_of
from ..domain.manners import Kind
from ..domain.polling import LADDER, DueSource, minute_of, snapped
from ..domain.sources import Source, SourceStatus, source_id
from ..domain.subscriptions import Subscription
from ..domain.watches import WatchKind
from ..errors import InvalidInput, NotFound, TemporaryError
from .plan import orders_for
from .ports import FetchQueue, KeyRing, SourceStore, WatchStore

log = logging.getLogger(__name__)
_TRIES = 5

Check = Callable[[Source], None]
"""Raises what stands against it."""


def _any(_: Source) -> None:
    """Nothing does."""


class AddSource:
    """Nobody should have to wait for the wheel to come round to see whether it works.

    `declared` says what a kind needs, and raises SourceRefused where there is none of that name.
    """

    def __init__(
        self,
        sources: SourceStore,
        queue: FetchQueue,
        watches: WatchStore,
        keys: KeyRing,
        declared: Callable[[str], Kind],
    ) -> None:
        self._sources = sources
        self._queue = queue
        self._watches = watches
        self._keys = keys
        self._declared = declared

    def draft(
        self,
        kind: str,
        url: str,
        now: datetime,
        least_interval: int | None = None,
        most_interval: int | None = None,
        *,
        watch_id: str | None = None,
        options: Mapping[str, str] | None = None,
        title: str | None = None,
    ) -> Source:
        """The source as it would be added. Intervals are minutes; what is None is as the kind declares.

        An empty `url` means where the kind is at home. Raises InvalidInput, and SourceRefused for a kind that
        there is not.
        """
        declared = self._declared(kind)
        given = _checked_options(declared, options or {})
        address = _checked_address(kind, declared, url)
        watch = self._checked_watch(declared, watch_id)
        least = declared.least_interval if least_interval is None else least_interval
        most = max(declared.most_interval, least) if most_interval is None else most_interval
        return Source(
            id=source_id(kind, address, watch, given),
            kind=kind,
            url=address,
            added_at=now,
            title=title,
            least_interval=least,
            most_interval=most,
            usual_interval=_first_pace(declared, least, most),
            watch_id=watch,
            options=given,
        )

    def __call__(self, draft: Source, now: datetime) -> Source:
        """The source, new or as it was: the same place is added once.

        One that was paused or gone is resumed: whoever adds a place wants to hear it.
        """
        source = draft
        if self._declared(draft.kind).has_secret_address:
            self._keys.replace(secret_of(draft.id), {"address": draft.url})
            source = replace(draft, url=site_of(draft.url))
        if self._sources.save(source):
            log.info("source added", extra={"source": source.id})
        known = self._known(source.id)
        if known.status is not SourceStatus.ACTIVE:
            return self.resume(source.id, now)
        return self._fetched(known, now)

    def resume(self, source_id: str, now: datetime, check: Check = _any) -> Source:
        """Fetch it at once and let the wheel turn for it, whatever kept it: a pause, a 410, or trouble.

        Raises NotFound, and what `check` does of the source as it is just before; TemporaryError when it
        could not be written for all the fetches that write it, too.
        """
        source = self._changed(source_id, _resumed, check)
        log.info("source resumed", extra={"source": source_id})
        return self._fetched(source, now)

    def pause(self, source_id: str, check: Check = _any) -> Source:
        """Fetch it no more until it is resumed; one that is gone stays gone. Raises as `resume` does."""
        source = self._changed(source_id, _paused, check)
        log.info("source paused", extra={"source": source_id, "status": source.status})
        return source

    def remove(self, source_id: str, check: Check = _any) -> bool:
        """Forget it, with its secret address if it has one. False when there is none. Raises what `check`
        does of the source as it is just before, and TemporaryError as `resume` does.
        """
        for _ in range(_TRIES):
            known = self._sources.load([source_id], ())[0].get(source_id)
            if known:
                check(known)
                if not self._sources.remove(source_id, known.version):
                    continue
                log.info("source removed", extra={"source": source_id})
            # Whatever its kind; and where there is no source, what whoever died here left behind.
            self._keys.replace(secret_of(source_id), {})
            return known is not None
        raise TemporaryError(f"source {source_id!r} is changing too fast")

    def _checked_watch(self, declared: Kind, watch_id: str | None) -> str | None:
        """The watch it is to listen for; the only one of ours, where none is named and one is needed."""
        watches = self._watches.all()
        own = [watch.id for watch in watches if watch.kind is WatchKind.OWN]
        if watch_id is None and (declared.searches or declared.speaks_of_watch) and len(own) == 1:
            return own[0]
        known = [watch.id for watch in watches]
        needs_one = declared.searches or declared.speaks_of_watch
        if watch_id in known or (watch_id is None and not needs_one):
            return watch_id
        listed = ", ".join(map(repr, known)) or "none yet"
        raise InvalidInput("watch", f"say which it is to listen for; there are {listed}")

    def _known(self, source_id: str) -> Source:
        known, _ = self._sources.load([source_id], ())
        if source_id not in known:
            raise NotFound("source", source_id)
        return known[source_id]

    def _changed(self, source_id: str, change: Callable[[Source], Source], check: Check) -> Source:
        """The source as it stands after the change, whoever else writes it meanwhile."""
        for _ in range(_TRIES):
            before = self._known(source_id)
            check(before)
            after = change(before)
            if after == before:
                return before
            if self._sources.save(after):
                return replace(after, version=after.version + 1)
        raise TemporaryError(f"source {source_id!r} is changing too fast")

    def _fetched(self, source: Source, now: datetime) -> Source:
        self._queue.send(orders_for([DueSource(source.id, source.host)], minute_of(now)))
        return source


def secret_of(source_id: str) -> str:
    """The name under which a source's secret address lies among the keys."""
    return f"source:{source_id}"


def _checked_address(kind: str, declared: Kind, url: str) -> str:
    if not url and declared.home is None:
        raise InvalidInput("url", f"{kind} needs the address it is to listen at")
    if url and not is_web_address(url):
        raise InvalidInput("url", f"must be a whole http or https address, not {url!r}")
    return url or declared.home or ""


def _checked_options(declared: Kind, options: Mapping[str, str]) -> dict[str, str]:
    known = ", ".join(map(repr, sorted(declared.options))) or "none"
    for name in options:
        if name not in declared.options:
            raise InvalidInput(f"option {name}", f"is unknown; there are {known}")
    given = {name: text.strip() for name, text in sorted(options.items()) if text.strip()}
    for name, option in declared.options.items():
        if option.is_required and name not in given:
            raise InvalidInput(f"option {name}", f"is needed: {option.meaning}")
    return given


def _first_pace(declared: Kind, least: int, most: int) -> int:
    """The quickest pace of the wheel within these bounds. Raises InvalidInput when there is none.

    The next quicker one would break a promise: nobody is asked more often than every `least` minutes, and a
    service with rules of its own never more often than they allow.
    """
    if not 1 <= least <= most <= LADDER[-1]:
        raise InvalidInput(
            "interval", f"must be minutes from 1 to {LADDER[-1]}, the least not above the most"
        )
    if least < declared.floor:
        raise InvalidInput("interval", f"this kind is asked every {declared.floor} minutes at most")
    pace = snapped(least, least, most)
    if not least <= pace <= most:
        paces = ", ".join(map(str, LADDER))
        raise InvalidInput("interval", f"none of the wheel's lies from {least} to {most}: {paces} minutes")
    return pace


def _resumed(source: Source) -> Source:
    if source.status is SourceStatus.ACTIVE or source.subscription is None:
        return replace(source, status=SourceStatus.ACTIVE, trouble=None)
    # Its hub was told to go (410) when it pushed meanwhile; so it is asked anew.
    anew = Subscription(source.subscription.hub)
    return replace(source, status=SourceStatus.ACTIVE, trouble=None, subscription=anew)


def _paused(source: Source) -> Source:
    return source if source.status is SourceStatus.GONE else replace(source, status=SourceStatus.PAUSED)
