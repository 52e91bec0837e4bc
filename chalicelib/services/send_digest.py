"""Send digest: tells one person, once a day or a week, what may wait.

    due? ─┬─▶ mails do not reach them: due again, and a later one tells it, too
          └─▶ read what was found since ─┬─▶ nothing: due again
                                         └─▶ claim ─▶ mail ─┬─▶ sent ──────▶ record up to when
                                                            ├─▶ not now ───▶ again after a pause
                                                            └─▶ not at all ▶ the next one tells it, too

Reads before it claims: whoever dies while reading is made up for within minutes, and two who read at once
send once. What is read is bounded.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from ..domain import subscribers
from ..domain.digests import COUNTED_BACK, Digest, Edition, digest_of
from ..domain.history import Deed
from ..domain.links import digest_link_for, link_for
from ..domain.mentions import OPEN, Mention, MentionFilter
from ..domain.people import Person
from ..domain.subscribers import Subscriber
from ..errors import EarshotError, NotFound, TemporaryError
from .ports import (
    DigestMailer,
    LinkSigner,
    MentionStore,
    PersonStore,
    SourceStore,
    SubscriberStore,
    WatchStore,
)

log = logging.getLogger(__name__)

_MOST_READ = 2_000  # mentions, the newest: of what was found, and of what reached people
_A_PAGE = 200
_TRIES = 5
_DAY = timedelta(days=1)


class SendDigest:
    """Makes digests. `mailer` gives what mails them, once one is to be mailed."""

    def __init__(
        self,
        subscribers: SubscriberStore,
        people: PersonStore,
        mentions: MentionStore,
        watches: WatchStore,
        sources: SourceStore,
        signer: LinkSigner,
        mailer: Callable[[], DigestMailer],
        api_url: str,
    ) -> None:
        self._subscribers = subscribers
        self._people = people
        self._mentions = mentions
        self._watches = watches
        self._sources = sources
        self._signer = signer
        self._mailer = mailer
        self._api_url = api_url

    def __call__(self, person_id: str, now: datetime) -> None:
        """Mail this person's digest, unless it was, or nothing is to be told."""
        subscriber = self._subscribers.get(person_id)
        if subscriber is None or not subscribers.is_due(subscriber, now):
            log.info("no digest due", extra={"person": person_id})
            return
        person = self._people.get(person_id)
        if person is None or person.unreachable:
            why = (person and person.unreachable) or "there is nobody to mail"
            self._subscribers.save(subscribers.withheld(subscriber, why, now))
            log.info("digest withheld", extra={"person": person_id})
            return
        since, until = subscribers.window(subscriber, now)
        edition = self._edition(subscriber, person, since, until, now)
        if edition is None:
            self._subscribers.save(subscribers.passed(subscriber, until, now))
            log.info("no digest to tell", extra={"person": person_id})
            return
        claim = subscribers.claimed(subscriber, now)
        if not self._subscribers.save(claim):
            log.info("digest claimed by another worker", extra={"person": person_id})
            return
        self._send(edition, claim, now)

    def preview(self, person_id: str, since: datetime | None, now: datetime) -> Edition:
        """What the person would be told now, of what was found since then, or since they were last told.
        Nothing is sent or changed, and there are no links in it. Raises NotFound.
        """
        person = self._people.get(person_id)
        if person is None:
            raise NotFound("person", person_id)
        if since is None:
            subscriber = self._subscribers.get(person_id)
            since = subscribers.window(subscriber, now)[0] if subscriber and subscriber.due_at else now - _DAY
        digest = self._digest(since, now, now)
        return Edition(digest, person, self._titles(digest.shown), self._api_url)

    def _send(self, edition: Edition, claim: Subscriber, now: datetime) -> None:
        extra = {"person": claim.person_id, "shown": len(edition.digest.shown)}
        try:
            self._mailer().send(edition)
        except EarshotError as error:
            # The template counts these lines, and alarms the operator.
            log.warning("notice not delivered", extra={**extra, "digest": True}, exc_info=True)
            self._subscribers.save(_after_failure(claim, error, now))
            return
        log.info("digest delivered", extra=extra)
        self._record(claim.person_id, edition.digest.until, now)

    def _record(self, person_id: str, until: datetime, now: datetime) -> None:
        """Put on record that it was sent, whatever they have changed about it meanwhile."""
        for _ in range(_TRIES):
            subscriber = self._subscribers.get(person_id)
            if subscriber is None or self._subscribers.save(subscribers.told(subscriber, until, now)):
                return
        raise TemporaryError(f"the digest of {person_id!r} is changing too fast")

    def _edition(
        self, subscriber: Subscriber, person: Person, since: datetime, until: datetime, now: datetime
    ) -> Edition | None:
        """What the subscriber, who is that person, is told; None where there is nothing."""
        digest = self._digest(since, until, now)
        if digest.is_empty:
            return None
        leave = self._signer.seal_digest(digest_link_for(subscriber.key, now))
        return Edition(
            digest,
            person,
            self._titles(digest.shown),
            self._api_url,
            take_urls=dict(self._take_urls(digest, person, now)),
            leave_url=f"{self._api_url}/digest/{leave}",
        )

    def _digest(self, since: datetime, until: datetime, now: datetime) -> Digest:
        found = list(islice(self._found(since, until), _MOST_READ + 1))
        reached = list(islice(self._mentions.reached(now - COUNTED_BACK, now), _MOST_READ))
        ids = sorted({mention.about for mention in (*found, *reached)})
        watches = {watch.id: watch for watch in map(self._watches.get, ids) if watch}
        return digest_of(found[:_MOST_READ], reached, watches, since, until, len(found) <= _MOST_READ)

    def _found(self, since: datetime, until: datetime) -> Iterator[Mention]:
        """What was found in that time, newest first."""
        wanted, cursor = MentionFilter(since, until), None
        while True:
            page = self._mentions.page(wanted, cursor, _A_PAGE)
            yield from page.mentions
            cursor = page.cursor
            if cursor is None:
                return

    def _take_urls(self, digest: Digest, person: Person, now: datetime) -> Iterator[tuple[str, str]]:
        """Links for what is shown of our own and nobody has yet."""
        for mention in (each for chapter in digest.ours for pile in chapter.piles for each in pile.shown):
            if mention.status in OPEN:
                link = link_for(mention, person.id, Deed.ACKNOWLEDGED, now)
                yield mention.id, f"{self._api_url}/a/{self._signer.seal(link)}"

    def _titles(self, mentions: Sequence[Mention]) -> dict[str, str]:
        ids = sorted({mention.sightings[0].source_id for mention in mentions})
        found, _ = self._sources.load(ids, ())
        return {source.id: source.title or source.host for source in found.values()}


def _after_failure(claim: Subscriber, error: EarshotError, now: datetime) -> Subscriber:
    if isinstance(error, TemporaryError):
        return subscribers.postponed(claim, str(error), now, timedelta(seconds=error.retry_after_s or 0))
    return subscribers.failed(claim, str(error))
