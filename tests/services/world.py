"""A small world of fakes, wired as `wiring` wires the real parts, that service tests look at from outside."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.acts import Act
from chalicelib.domain.changes import Taken
from chalicelib.domain.history import Deed, Via
from chalicelib.domain.people import Person
from chalicelib.domain.policies import Policy
from chalicelib.domain.polling import FetchOrder, minute_of
from chalicelib.domain.sources import Document, Source
from chalicelib.domain.verdicts import Verdict
from chalicelib.domain.watches import Watch
from chalicelib.errors import NotFound
from chalicelib.services.calibrate import Calibrate
from chalicelib.services.deliver import Deliver
from chalicelib.services.escalate import Escalate
from chalicelib.services.fetch import Fetch
from chalicelib.services.follow_up import FollowUp
from chalicelib.services.hear import Hear
from chalicelib.services.notify import Notify
from chalicelib.services.override import Override
from chalicelib.services.ports import Follower, Hubs, Notifier, Reader
from chalicelib.services.recheck import Recheck, Visit
from chalicelib.services.respond import Respond
from chalicelib.services.storms import Storms
from chalicelib.services.subscribe import Subscribe
from chalicelib.services.take_push import TakePush
from chalicelib.services.warn import Warn
from chalicelib.services.withdraw import Withdraw
from tests import fakes
from tests.domain.examples import COMPETITOR, NOW, OWN, POLICY, THEME, a_source

ANN, BEN = Person("ann", "Ann", "ann@larkfield.example"), Person("ben", "Ben", "ben@larkfield.example")


@dataclass
class World:
    """What is said at which source, and everything that Earshot makes of it."""

    documents: dict[str, Document | BaseException] = field(default_factory=dict)
    sources: fakes.FakeSourceStore = field(default_factory=lambda: fakes.FakeSourceStore(a_source()))
    watches: tuple[Watch, ...] = (OWN, COMPETITOR, THEME)
    policies: tuple[Policy, ...] = (POLICY,)
    mentions: fakes.FakeMentionStore = field(default_factory=fakes.FakeMentionStore)
    calibrations: fakes.FakeCalibrationStore = field(default_factory=fakes.FakeCalibrationStore)
    negatives: fakes.FakeNegativesQueue = field(default_factory=fakes.FakeNegativesQueue)
    deliveries: fakes.FakeDeliveryQueue = field(default_factory=fakes.FakeDeliveryQueue)
    pulses: fakes.FakePulseStore = field(default_factory=fakes.FakePulseStore)
    subscribers: fakes.FakeSubscriberStore = field(default_factory=fakes.FakeSubscriberStore)
    rotas: fakes.FakeRotaStore = field(default_factory=fakes.FakeRotaStore)
    peeker: fakes.FakePeeker = field(default_factory=fakes.FakePeeker)
    email: fakes.FakeNotifier = field(default_factory=fakes.FakeNotifier)
    topic: fakes.FakeNotifier = field(default_factory=fakes.FakeNotifier)
    pager: fakes.FakeFollower = field(default_factory=fakes.FakeFollower)
    operator: fakes.FakeOperator = field(default_factory=fakes.FakeOperator)
    hubs: Hubs = field(default_factory=fakes.FakeHubs)
    pushed: dict[bytes, Document | BaseException] = field(default_factory=dict)
    api_url: str = "https://api.example"

    @property
    def source(self) -> Source:
        """The one source, as it is stored now."""
        (source,) = self.sources.all()
        return source

    def hear(self) -> Hear:
        judge = fakes.FakeJudge({"broke": Verdict.BAD, "love": Verdict.GOOD, "scum": Verdict.TROLL})
        watches = fakes.FakeWatchStore(*self.watches)
        return Hear(watches, self.mentions, self.negatives, judge, timedelta(hours=48))

    def fetch(
        self, now: datetime = NOW, orders: Collection[FetchOrder] | None = None
    ) -> frozenset[FetchOrder]:
        """Run a fetch of all sources, or of these orders, in a worker of its own."""
        worker = self.worker(fakes.FakeReader(self.documents, self.pushed))
        return asyncio.run(worker(tuple(orders or self.orders(now)), now))

    def worker(self, reader: Reader) -> Fetch:
        """What carries out fetch orders, reading with this."""
        visit = Visit(self.mentions, self.peeker, Withdraw(self.mentions))
        warn, hear = Warn(self.sources, self.operator), self.hear()
        keys = fakes.FakePushKeys()
        subscribe = Subscribe(self.sources, self.hubs, keys, self.api_url)
        take_push = TakePush(self.sources, reader, hear, keys)
        return Fetch(self.sources, reader, hear, visit, warn, subscribe, take_push)

    def recheck(self, now: datetime) -> list[FetchOrder]:
        """The orders to look again that are due now."""
        queue = fakes.FakeFetchQueue()
        Recheck(self.mentions, queue)(now)
        return queue.orders

    def orders(self, now: datetime = NOW) -> list[FetchOrder]:
        hosts: dict[str, list[str]] = {}
        for source in self.sources.all():
            hosts.setdefault(source.host, []).append(source.id)
        return [FetchOrder(host, tuple(ids), minute_of(now)) for host, ids in hosts.items()]

    def strike(self, mention_id: str, now: datetime = NOW) -> None:
        """Do what is due of this mention; what it asks for lies in the queue of deliveries."""
        watches, policies = fakes.FakeWatchStore(*self.watches), fakes.FakePolicyStore(*self.policies)
        Escalate(self.mentions, policies, watches, self.deliveries, self.storms())(mention_id, now)

    def storms(self) -> Storms:
        return Storms(self.pulses, self.mentions, self.deliveries)

    def deliver(self, key: tuple[str, str], now: datetime = NOW) -> None:
        """Carry out this delivery."""
        watches, policies = fakes.FakeWatchStore(*self.watches), fakes.FakePolicyStore(*self.policies)
        people = fakes.FakePersonStore(ANN, BEN)
        notify = Notify(
            self.mentions,
            people,
            self.rotas,
            policies,
            self.pulses,
            watches,
            self.sources,
            fakes.FakeSigner(),
            self._notifier,
            self._follower,
            "https://api.example",
        )
        Deliver(self.mentions, watches, notify)(*key, now)

    def escalate(self, mention_id: str, now: datetime = NOW) -> None:
        """Do what is due of this mention, deliveries too."""
        self.strike(mention_id, now)
        self.work_off(now)

    def work_off(self, now: datetime = NOW) -> None:
        """Do what lies in the queues, as their workers would."""
        waiting, self.negatives.mention_ids = self.negatives.mention_ids, []
        for mention_id in waiting:
            self.strike(mention_id, now)
        stormy, self.negatives.storms = self.negatives.storms, []
        for watch_id in stormy:
            self.storms().look(watch_id, now)
        keys, self.deliveries.keys = self.deliveries.keys, []
        for key in keys:
            self.deliver(key, now)

    def follow_up(self, now: datetime) -> int:
        return FollowUp(self.mentions, self.negatives, self.deliveries, self.pulses, self.subscribers)(now)

    def a_minute(self, now: datetime) -> None:
        """What happens every minute."""
        self.follow_up(now)
        self.work_off(now)

    def respond(self) -> Respond:
        watches, policies = fakes.FakeWatchStore(*self.watches), fakes.FakePolicyStore(*self.policies)
        people = fakes.FakePersonStore(ANN, BEN)
        return Respond(self.mentions, policies, watches, people, self.negatives, self.deliveries)

    def do(self, deed: Deed, by: str = "ann", now: datetime = NOW, **changes: Any) -> Taken:
        """This person does this to the one mention there is."""
        (mention_id,) = self.mentions.mentions
        return self.respond()(mention_id, Act(deed, by, now, Via.API, **changes))

    def override(self) -> Override:
        watches = fakes.FakeWatchStore(*self.watches)
        calibrate = Calibrate(self.mentions, self.calibrations)
        return Override(self.mentions, watches, self.negatives, timedelta(hours=48), calibrate)

    def _notifier(self, name: str) -> Notifier:
        known: Mapping[str, Notifier] = {"email": self.email, "sns": self.topic, "pagerduty": self.pager}
        if name not in known:
            raise NotFound("notifier", name)
        return known[name]

    def _follower(self, name: str) -> Follower | None:
        return self.pager if name == "pagerduty" and self.pager.follows else None
