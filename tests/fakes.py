"""In-memory stand-ins for everything the use cases need from outside.

They keep the contracts that tests/storage and tests/test_queues.py put to them and to the real parts alike.
`fail_at` makes any of them fail, or its worker die, at a call of the test's choosing.
"""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.domain.calibration import Calibration
from chalicelib.domain.changes import Change
from chalicelib.domain.dead_letters import DeadLetter
from chalicelib.domain.deliveries import Delivery
from chalicelib.domain.digests import Edition
from chalicelib.domain.escalations import Escalation
from chalicelib.domain.history import Deed, HistoryLine
from chalicelib.domain.hosts import Host
from chalicelib.domain.likeness import Trace
from chalicelib.domain.links import DigestLink, Link
from chalicelib.domain.mails import Arrival
from chalicelib.domain.mentions import Mention, MentionFilter, Page
from chalicelib.domain.notices import Notice, Sequel
from chalicelib.domain.people import Person, Token
from chalicelib.domain.policies import Policy
from chalicelib.domain.polling import DueSource, FetchOrder
from chalicelib.domain.pushes import Push
from chalicelib.domain.rechecks import Answer
from chalicelib.domain.rotas import Rota
from chalicelib.domain.sources import Document, Failure, Source
from chalicelib.domain.storms import Pulse
from chalicelib.domain.subscribers import Subscriber
from chalicelib.domain.subscriptions import Hub
from chalicelib.domain.verdicts import Judgement, Verdict
from chalicelib.domain.viewers import Viewer
from chalicelib.domain.watches import Watch
from chalicelib.errors import InvalidInput, InvalidLink, TemporaryError


class Killed(BaseException):
    """The worker died here. Not an Exception: no use case may survive it."""


def fail_at(
    fake: object, method: str, call: int = 1, error: BaseException | None = None, after: bool = False
) -> None:
    """Make the fake's method raise `error`, by default Killed, at this call, counted from 1, and only there.

    With `after`, what the call does is done first: the worker dies before it hears of it.
    """
    original: Callable[..., Any] = getattr(fake, method)
    calls = 0

    def failing(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call and not after:
            raise error or Killed(method)
        result = original(*args, **kwargs)
        if calls == call:
            raise error or Killed(method)
        return result

    setattr(fake, method, failing)


class FakeWatchStore:
    def __init__(self, *watches: Watch) -> None:
        self.watches = {watch.id: watch for watch in watches}

    def get(self, watch_id: str) -> Watch | None:
        return self.watches.get(watch_id)

    def all(self) -> tuple[Watch, ...]:
        return tuple(self.watches[key] for key in sorted(self.watches))

    def put(self, watch: Watch) -> None:
        self.watches[watch.id] = watch

    def replace(self, before: Watch | None, after: Watch) -> bool:
        if self.watches.get(after.id) != before:
            return False
        self.put(after)
        return True

    def remove(self, watch_id: str, before: Watch | None = None) -> bool:
        if before not in (None, self.watches.get(watch_id)):
            return False
        return self.watches.pop(watch_id, None) is not None


class FakePolicyStore:
    def __init__(self, *policies: Policy) -> None:
        self.policies = {policy.id: policy for policy in policies}

    def get(self, policy_id: str) -> Policy | None:
        return self.policies.get(policy_id)

    def all(self) -> tuple[Policy, ...]:
        return tuple(self.policies[key] for key in sorted(self.policies))

    def put(self, policy: Policy) -> None:
        self.policies[policy.id] = policy

    def replace(self, before: Policy | None, after: Policy) -> bool:
        if self.policies.get(after.id) != before:
            return False
        self.put(after)
        return True

    def remove(self, policy_id: str, before: Policy | None = None) -> bool:
        if before not in (None, self.policies.get(policy_id)):
            return False
        return self.policies.pop(policy_id, None) is not None


class FakeRotaStore:
    def __init__(self, *rotas: Rota) -> None:
        self.rotas = {rota.id: rota for rota in rotas}

    def get(self, rota_id: str) -> Rota | None:
        return self.rotas.get(rota_id)

    def all(self) -> tuple[Rota, ...]:
        return tuple(self.rotas[key] for key in sorted(self.rotas))

    def put(self, rota: Rota) -> None:
        self.rotas[rota.id] = rota

    def replace(self, before: Rota | None, after: Rota) -> bool:
        if self.rotas.get(after.id) != before:
            return False
        self.put(after)
        return True

    def remove(self, rota_id: str, before: Rota | None = None) -> bool:
        if before not in (None, self.rotas.get(rota_id)):
            return False
        return self.rotas.pop(rota_id, None) is not None


class FakePersonStore:
    def __init__(self, *people: Person) -> None:
        self.people = {person.id: person for person in people}

    def get(self, person_id: str) -> Person | None:
        return self.people.get(person_id)

    def all(self) -> tuple[Person, ...]:
        return tuple(self.people[key] for key in sorted(self.people))

    def put(self, person: Person) -> None:
        self.people[person.id] = person

    def replace(self, before: Person | None, after: Person) -> bool:
        if self.people.get(after.id) != before:
            return False
        self.put(after)
        return True

    def remove(self, person_id: str, before: Person | None = None) -> bool:
        if before not in (None, self.people.get(person_id)):
            return False
        return self.people.pop(person_id, None) is not None


class FakeSubscriberStore:
    def __init__(self, *subscribers: Subscriber) -> None:
        self.subscribers = {subscriber.person_id: subscriber for subscriber in subscribers}

    def get(self, person_id: str) -> Subscriber | None:
        return self.subscribers.get(person_id)

    def all(self) -> tuple[Subscriber, ...]:
        return tuple(self.subscribers[key] for key in sorted(self.subscribers))

    def save(self, subscriber: Subscriber) -> bool:
        stored = self.subscribers.get(subscriber.person_id)
        if subscriber.version != (stored.version + 1 if stored else 1):
            return False
        self.subscribers[subscriber.person_id] = subscriber
        return True

    def remove(self, person_id: str) -> bool:
        return self.subscribers.pop(person_id, None) is not None

    def due(self, now: datetime) -> tuple[str, ...]:
        awaited = [(due_at, each.person_id) for each in self.subscribers.values() if (due_at := each.due_at)]
        return tuple(person_id for due_at, person_id in sorted(awaited) if due_at <= now)


class FakeTokenStore:
    def __init__(self, *tokens: Token) -> None:
        self.tokens = {token.id: token for token in tokens}

    def get(self, token_id: str) -> Token | None:
        return self.tokens.get(token_id)

    def all(self) -> tuple[Token, ...]:
        return tuple(self.tokens[key] for key in sorted(self.tokens))

    def put(self, token: Token) -> None:
        self.tokens[token.id] = token

    def add(self, token: Token) -> bool:
        return self.tokens.setdefault(token.id, token) is token

    def mark_used(self, token_id: str, day: date) -> None:
        token = self.tokens.get(token_id)
        if token and (token.last_used_on is None or token.last_used_on < day):
            self.tokens[token_id] = replace(token, last_used_on=day)

    def remove(self, token_id: str) -> bool:
        return self.tokens.pop(token_id, None) is not None


class FakeSourceStore:
    """What it starts with counts as stored: it has version 1 at least."""

    def __init__(self, *sources: Source) -> None:
        self.sources = {s.id: replace(s, version=max(s.version, 1)) for s in sources}
        self.hosts: dict[str, Host] = {}
        self.minute: int | None = None

    def due(self, slots: Iterable[str]) -> tuple[DueSource, ...]:
        wanted = set(slots)
        return tuple(DueSource(s.id, s.host) for s in self.sources.values() if s.slot in wanted)

    def load(
        self, source_ids: Sequence[str], hosts: Iterable[str]
    ) -> tuple[dict[str, Source], dict[str, Host]]:
        found = {key: self.sources[key] for key in source_ids if key in self.sources}
        return found, {name: self.hosts[name] for name in hosts if name in self.hosts}

    load_to_fetch = load

    def all(self) -> tuple[Source, ...]:
        return tuple(self.sources[key] for key in sorted(self.sources))

    def page(self, cursor: str | None, limit: int) -> tuple[tuple[Source, ...], str | None]:
        if cursor is not None and not cursor.startswith("after "):
            raise InvalidInput("cursor", "is none of ours")
        keys = sorted(key for key in self.sources if cursor is None or key > cursor.removeprefix("after "))
        found = tuple(self.sources[key] for key in keys[:limit])
        return found, f"after {keys[limit - 1]}" if len(keys) > limit else None

    def save(self, source: Source) -> bool:
        stored = self.sources.get(source.id)
        if source.version != (stored.version if stored else 0):
            return False
        self.sources[source.id] = replace(source, version=source.version + 1)
        return True

    def remove(self, source_id: str, version: int | None = None) -> bool:
        stored = self.sources.get(source_id)
        if stored is None or version not in (None, stored.version):
            return False
        del self.sources[source_id]
        return True

    def save_host(self, host: Host) -> None:
        self.hosts[host.name] = host

    def planned(self) -> int | None:
        return self.minute

    def mark_planned(self, minute: int) -> None:
        self.minute = max(minute, self.minute or minute)


class FakeMentionStore:
    """`commits` holds every change that was written, in order."""

    def __init__(self, *mentions: Mention) -> None:
        self.mentions = {mention.id: mention for mention in mentions}
        self.escalations: dict[str, Escalation] = {}
        self.queued: dict[tuple[str, str], Delivery] = {}
        self.lines: dict[str, list[HistoryLine]] = defaultdict(list)
        self.laid: dict[str, Trace] = {}
        self.commits: list[Change] = []

    def get(self, mention_id: str) -> Mention | None:
        return self.mentions.get(mention_id)

    def escalation(self, mention_id: str) -> Escalation | None:
        return self.escalations.get(mention_id)

    def history(self, mention_id: str) -> tuple[HistoryLine, ...]:
        return tuple(sorted(self.lines.get(mention_id, ()), key=lambda line: (line.at, line.deed)))

    def page(self, wanted: MentionFilter, cursor: str | None, limit: int) -> Page:
        before = _place_in(cursor) if cursor is not None else None
        listed = sorted(filter(_wants(wanted), self.mentions.values()), key=_place, reverse=True)
        rest = [mention for mention in listed if before is None or _place(mention) < before]
        return Page(tuple(rest[:limit]), _cursor_to(rest[limit - 1]) if len(rest) > limit else None)

    def reached(self, since: datetime, until: datetime) -> Iterator[Mention]:
        found = sorted(filter(_wants(MentionFilter(since, until)), self.mentions.values()), key=_place)
        return (mention for mention in reversed(found) if mention.has_reached_people)

    def unqueued(self, before: datetime) -> tuple[str, ...]:
        waiting = [(since, m.id) for m in self.mentions.values() if (since := m.queued_since)]
        return tuple(key for since, key in sorted(waiting) if since < before)

    def overdue(self, now: datetime) -> tuple[str, ...]:
        awaited = [(due_at, e.mention_id) for e in self.escalations.values() if (due_at := e.due_at)]
        return tuple(key for due_at, key in sorted(awaited) if due_at <= now)

    def delivery(self, mention_id: str, delivery_id: str) -> Delivery | None:
        return self.queued.get((mention_id, delivery_id))

    def deliveries(self, mention_id: str) -> tuple[Delivery, ...]:
        return tuple(self.queued[key] for key in sorted(self.queued) if key[0] == mention_id)

    def undelivered(self, now: datetime) -> tuple[tuple[str, str], ...]:
        awaited = [(due_at, key) for key, each in self.queued.items() if (due_at := each.due_at)]
        return tuple(key for due_at, key in sorted(awaited) if due_at <= now)

    def gather(
        self, mention_ids: Collection[str], trace_keys: Collection[str], surely: bool
    ) -> tuple[tuple[Mention, ...], tuple[Trace, ...]]:
        mentions = tuple(self.mentions[key] for key in dict.fromkeys(mention_ids) if key in self.mentions)
        return mentions, tuple(self.laid[key] for key in dict.fromkeys(trace_keys) if key in self.laid)

    def commit(self, change: Change) -> bool:
        if trace := change.trace:
            if _is_taken(trace, self.laid.get(trace.key)):
                return False
            self.laid[trace.key] = trace
        if not self._holds(change):
            return False
        if mention := change.mention:
            self.mentions[mention.id] = mention
        if escalation := change.escalation:
            self.escalations[escalation.mention_id] = escalation
        self.queued.update({(each.mention_id, each.id): each for each in change.deliveries})
        for line in change.history:
            if line not in self.lines[line.mention_id]:
                self.lines[line.mention_id].append(line)
        for line in change.forgotten:
            lines = self.lines[line.mention_id]
            self.lines[line.mention_id] = [replace(kept, note="") if kept == line else kept for kept in lines]
        self.commits.append(change)
        return True

    def _holds(self, change: Change) -> bool:
        """Whether every condition does, but that of the trace, which is laid first."""
        mention, escalation = change.mention, change.escalation
        stored = [(each, self.queued.get((each.mention_id, each.id))) for each in change.deliveries]
        return (
            (mention is None or _follows(mention, self.mentions.get(mention.id)))
            and (escalation is None or _follows(escalation, self.escalations.get(escalation.mention_id)))
            and all(_follows(each, known) for each, known in stored)
        )


class FakeViewerStore:
    """`writes` counts what was written."""

    def __init__(self) -> None:
        self.viewers: dict[tuple[str, str], Viewer] = {}
        self.writes = 0

    def at(self, mention_id: str) -> tuple[Viewer, ...]:
        return tuple(self.viewers[key] for key in sorted(self.viewers) if key[0] == mention_id)

    def put(self, viewer: Viewer) -> None:
        known = self.viewers.get((viewer.mention_id, viewer.person_id))
        if known is None or known.seen_at < viewer.seen_at:
            self.viewers[viewer.mention_id, viewer.person_id] = viewer
            self.writes += 1


class FakeCalibrationStore:
    def __init__(self, calibration: Calibration | None = None) -> None:
        self.calibration = calibration or Calibration()

    def get(self) -> Calibration:
        return self.calibration

    def save(self, calibration: Calibration) -> bool:
        if calibration.version != self.calibration.version + 1:
            return False
        self.calibration = calibration
        return True


class FakeKeyRing:
    def __init__(self, **keys: Mapping[str, str]) -> None:
        self.keys = dict(keys)

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self.keys))

    def get(self, name: str) -> Mapping[str, str]:
        return self.keys.get(name, {})

    def keep(self, name: str, fields: Mapping[str, str]) -> None:
        self.keys[name] = {**self.get(name), **fields}

    def replace(self, name: str, fields: Mapping[str, str]) -> None:
        self.keys.pop(name, None)
        if fields:
            self.keys[name] = dict(fields)


class FakeFetchQueue:
    """`orders` holds what was queued; the same order is queued once."""

    def __init__(self) -> None:
        self.orders: list[FetchOrder] = []
        self.hastened: list[str] = []

    def send(self, orders: Sequence[FetchOrder]) -> None:
        self.orders += [order for order in dict.fromkeys(orders) if order not in self.orders]

    def retry_soon(self, receipts: Sequence[str]) -> None:
        self.hastened += receipts


class FakeNegativesQueue:
    def __init__(self) -> None:
        self.mention_ids: list[str] = []
        self.storms: list[str] = []

    def send(self, mention_ids: Sequence[str]) -> None:
        self.mention_ids += mention_ids

    def send_storms(self, watch_ids: Sequence[str]) -> None:
        self.storms += watch_ids


class FakePulseStore:
    def __init__(self) -> None:
        self.pulses: dict[str, Pulse] = {}
        self.due: dict[str, datetime] = {}

    def get(self, watch_id: str) -> Pulse | None:
        return self.pulses.get(watch_id)

    def save(self, pulse: Pulse, now: datetime) -> bool:
        stored = self.pulses.get(pulse.watch_id)
        if pulse.version != (stored.version + 1 if stored else 1):
            return False
        self.pulses[pulse.watch_id] = pulse
        self.due.pop(pulse.watch_id, None)
        if pulse.storm:
            self.due[pulse.watch_id] = now + timedelta(minutes=10)
        return True

    def stormy(self, now: datetime) -> tuple[str, ...]:
        return tuple(watch_id for watch_id, due_at in self.due.items() if due_at <= now)


class FakeDeliveryQueue:
    def __init__(self) -> None:
        self.keys: list[tuple[str, str]] = []
        self.digests: list[str] = []

    def send(self, keys: Sequence[tuple[str, str]]) -> None:
        self.keys += keys

    def send_digests(self, person_ids: Sequence[str]) -> None:
        self.digests += person_ids


class FakeDeadLetters:
    """`home` holds the bodies that were sent to their queue again."""

    def __init__(self, *letters: DeadLetter) -> None:
        self.letters = list(letters)
        self.home: list[str] = []

    def count(self) -> int:
        return len(self.letters)

    def look(self) -> tuple[DeadLetter, ...]:
        return tuple(self.letters[:10])

    def redrive(self) -> int:
        went, self.letters = self.letters, []
        self.home += [letter.body for letter in went]
        return len(went)

    def drop(self, letter_id: str) -> bool:
        before = len(self.letters)
        self.letters = [letter for letter in self.letters if letter.id != letter_id]
        return len(self.letters) < before


class FakeReader:
    """Answers by source id, with a document or the exception to raise. `read_ids` holds who was read.

    What was pushed is answered by its body.
    """

    def __init__(
        self,
        answers: Mapping[str, Document | BaseException],
        pushed: Mapping[bytes, Document | BaseException] | None = None,
    ) -> None:
        self.answers = dict(answers)
        self.pushed = dict(pushed or {})
        self.read_ids: list[str] = []

    async def read(self, source: Source, watch: Watch | None) -> Document:
        self.read_ids.append(source.id)
        return _given(self.answers[source.id])

    def read_pushed(self, source: Source, push: Push) -> Document:
        return _given(self.pushed[push.body])

    async def close(self) -> None:
        """There is nothing to let go of."""


class FakeHubs:
    """`asked` holds what was asked: hub, callback, secret. Meets the given failures first, one a call."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.asked: list[tuple[Hub, str, str]] = []
        self.meanwhile: Callable[[], object] = lambda: None  # what happens before the hub answers

    async def subscribe(self, hub: Hub, callback: str, secret: str) -> None:
        self.asked.append((hub, callback, secret))
        self.meanwhile()
        if self.failures:
            raise self.failures.pop(0)


class FakePushKeys:
    def push(self) -> str:
        return "p" * 64


class FakePeeker:
    """Answers by address, with a failure or, where a redirect led elsewhere, with the whole answer; all other
    addresses are well. `asked` holds what was asked for.
    """

    def __init__(self, failures: Mapping[str, Failure | Answer] | None = None) -> None:
        self.failures = dict(failures or {})
        self.asked: list[str] = []

    async def peek(self, url: str) -> Answer:
        self.asked.append(url)
        said = self.failures.get(url)
        return said if isinstance(said, Answer) else Answer(url, said)


class FakeMailroom:
    """Mails by their key."""

    def __init__(self, mails: Mapping[str, bytes]) -> None:
        self.mails = dict(mails)

    def open(self, arrival: Arrival) -> bytes:
        if arrival.key not in self.mails:
            raise TemporaryError(f"mail {arrival.key!r} could not be opened")
        return self.mails[arrival.key]


class FakeJudge:
    """The verdict of the first of these words that stands in the text; indifferent when none does."""

    def __init__(self, rules: Mapping[str, Verdict]) -> None:
        self.rules = dict(rules)

    def judge(self, text: str, about: Sequence[str]) -> Judgement:
        for word, verdict in self.rules.items():
            if word in text:
                return Judgement(verdict, 0.9, (word,), "fake-1")
        return Judgement(Verdict.INDIFFERENT, 0.5, (), "fake-1")


class FakeNotifier:
    """`notices` holds what was told. The given failures are raised first, one a call."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.notices: list[Notice] = []

    def send(self, notice: Notice) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.notices.append(notice)


class FakeFollower(FakeNotifier):
    """`sequels` holds how mentions went on; `follows` says whether it wants to hear that."""

    def __init__(self, *failures: Exception, follows: bool = True) -> None:
        super().__init__(*failures)
        self.follows = follows
        self.sequels: list[Sequel] = []

    def follow(self, sequel: Sequel) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.sequels.append(sequel)


class FakeDigestMailer:
    """`editions` holds what was mailed. The given failures are raised first, one a call."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.editions: list[Edition] = []

    def send(self, edition: Edition) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.editions.append(edition)


class FakeOperator:
    """`told` holds what was told, subject and text. The given failures are raised first, one a call."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.told: list[tuple[str, str]] = []

    def tell(self, subject: str, text: str) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.told.append((subject, text))


class FakeSigner:
    """Not secret, but reversible, and it refuses what it did not write."""

    def seal(self, link: Link) -> str:
        expires = link.expires_at.isoformat()
        content = json.dumps([link.mention_id, link.person_id, link.deed, link.turn, expires])
        return base64.urlsafe_b64encode(content.encode()).decode()

    def unseal(self, token: str) -> Link:
        try:
            content = json.loads(base64.b64decode(token, altchars=b"-_", validate=True))
            mention_id, person_id, deed, turn, expires_at = content
            return Link(mention_id, person_id, Deed(deed), turn, datetime.fromisoformat(expires_at))
        except (ValueError, TypeError) as error:
            raise InvalidLink("not one of ours") from error

    def seal_digest(self, link: DigestLink) -> str:
        content = json.dumps({"digest": link.key, "until": link.expires_at.isoformat()})
        return base64.urlsafe_b64encode(content.encode()).decode()

    def unseal_digest(self, token: str) -> DigestLink:
        try:
            content = json.loads(base64.b64decode(token, altchars=b"-_", validate=True))
            return DigestLink(content["digest"], datetime.fromisoformat(content["until"]))
        except (ValueError, TypeError, KeyError) as error:
            raise InvalidLink("not one of ours") from error


def _given(answer: Document | BaseException) -> Document:
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _follows(new: Mention | Escalation | Delivery, stored: Mention | Escalation | Delivery | None) -> bool:
    return new.version == (stored.version + 1 if stored else 1)


def _is_taken(trace: Trace, lies: Trace | None) -> bool:
    return lies is not None and lies.until > trace.at and lies.mention_id != trace.mention_id


_Place = tuple[datetime, str]


def _place(mention: Mention) -> _Place:
    return mention.found_at, mention.id


def _cursor_to(mention: Mention) -> str:
    return f"{mention.found_at.isoformat()} {mention.id}"


def _place_in(cursor: str) -> _Place:
    at, _, mention_id = cursor.partition(" ")
    try:
        found_at = datetime.fromisoformat(at)
    except ValueError as error:
        raise InvalidInput("cursor", "is none of ours") from error
    if not mention_id or found_at.tzinfo is None:
        raise InvalidInput("cursor", "is none of ours")
    return found_at, mention_id


def _wants(wanted: MentionFilter) -> Callable[[Mention], bool]:
    def fits(mention: Mention) -> bool:
        return (
            wanted.since <= mention.found_at < wanted.until
            and wanted.watch_id in (None, *mention.watch_ids)
            and wanted.but_watch_id not in mention.watch_ids
            and wanted.verdict in (None, mention.verdict)
            and wanted.status in (None, mention.status)
        )

    return fits
