"""Plays a day of very many sources, minute by minute, by the product's own rules.

    wheel ─▶ orders ─▶ FIFO queue, a group a host ─▶ workers, so many at once ─▶ answers, some of them none
      ▲                                                                                │
      └───────────── back-off by source ◀──────── rest by host ◀────────────────────────┘

The wheel, the orders, the back-off and what a host's refusal means are `chalicelib`'s; the queue, its workers
and the sites are played. No clock is waited for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from heapq import heappop, heappush
from math import exp
from random import Random
from statistics import NormalDist

import yaml

from chalicelib.domain import hosts, polling
from chalicelib.domain.hosts import Host
from chalicelib.domain.polling import DueSource, FetchOrder, minute_at
from chalicelib.domain.sources import Failure, FailureKind
from chalicelib.services.fetch import LANE_S
from chalicelib.services.plan import orders_for
from chalicelib.sources.fetching import Limits

from .companions import ROOT
from .functions import cpu_share

_BEGIN = 29_700_000  # a minute since the epoch
_BATCH = 10  # messages, of which SQS gives a worker so many at most of a FIFO queue
# What an order takes of the planner's CPU where there are many, and a poll that finds nothing of the fetch
# function's: docs/costs.md#growth. Each is stretched to the function's share of a CPU.
_ORDER_CPU_S, _POLL_CPU_S = 0.00014, 0.002
_START_S, _END_S = 0.05, 0.05  # from the queue into the function, and back to the queue
_QUANTILES = 1000  # of how long answers take
_DRAWN = 20_000  # runs, of which the average is taken
_LONGEST_S = 3600  # lags are counted up to here


@dataclass(frozen=True, slots=True)
class Sites:
    """What sites are like. Shares are of all sources, or of all answers."""

    a_host: tuple[tuple[int, float], ...] = (
        (1, 0.7),
        (5, 0.15),
        (30, 0.1),
        (100, 0.05),
    )  # sources on it, share
    median_answer_s: float = 0.3
    spread: float = 0.8  # sigma of the logarithm: one in a hundred answers takes six times the median
    timed_out: float = 0.002
    dead: float = 0.03  # do not answer, all day
    refused: float = 0.0005
    patience_minutes: tuple[int, int] = (1, 60)  # what who refuses asks for
    gap_hours: float = 24.0  # the median time between two things that a source says
    gap_spread: float = 1.8

    def answers(self) -> Sequence[float]:
        """So many seconds take as many quantiles of those that come."""
        return [_answered(self, (n + 0.5) / _QUANTILES) for n in range(_QUANTILES)]


@cache
def waited_s(hosts: int, each: int = 1, sites: Sites = Sites()) -> float:
    """How long a run waits on average until the last of so many hosts has answered, each of them asked so
    often, one time after the other. The dead have no part in it: they are asked seldom.
    """
    dice, answers = Random(6), sites.answers()  # noqa: S311  (the same average every time)

    def answer_s() -> float:
        drawn = dice.random()
        return Limits().total_s if drawn < sites.timed_out else answers[int(drawn * _QUANTILES)]

    runs = (max(sum(answer_s() for _ in range(each)) for _ in range(hosts)) for _ in range(_DRAWN))
    return sum(runs) / _DRAWN


@dataclass(frozen=True, slots=True)
class Settings:
    """What the template says of the fetch queue."""

    concurrency: int
    kept_s: int

    @classmethod
    def of_template(cls, concurrency: int | None = None) -> Settings:
        """The template's own, but for what is given."""
        template = yaml.safe_load((ROOT / ".chalice" / "resources.yaml").read_text("utf-8"))
        most = template["Parameters"]["FetchConcurrency"]["Default"]
        kept_s = template["Resources"]["FetchQueue"]["Properties"]["MessageRetentionPeriod"]
        return cls(concurrency or most, kept_s)


@dataclass
class Outcome:
    """What became of the day. `lags` counts fetches by the second that they were late."""

    due: int = 0
    lags: list[int] = field(default_factory=lambda: [0] * (_LONGEST_S + 1))
    failed: int = 0
    refused: int = 0
    host_rested: int = 0
    too_late: int = 0  # in their lane; the wheel brings them again
    expired: int = 0  # in the queue
    waiting: int = 0
    most_workers: int = 0
    worker_s: float = 0.0

    @property
    def fetched(self) -> int:
        """How many fetches began."""
        return sum(self.lags)

    def within(self, share: float) -> int:
        """The seconds within which so many of the fetches began."""
        wanted, begun = share * self.fetched, 0
        for second, count in enumerate(self.lags):
            begun += count
            if begun >= wanted:
                return second
        return _LONGEST_S


class Day:
    """Sources on their hosts, the wheel they sit on, and the queue they pass. `watch` hears of every request:
    the host, when it begins and when it ends, in seconds.
    """

    def __init__(
        self,
        count: int,
        settings: Settings,
        seed: int = 6,
        sites: Sites = Sites(),
        watch: Callable[[str, str, float, float], None] | None = None,
    ) -> None:
        self._settings = settings
        self._sites = sites
        self._dice = Random(seed)  # noqa: S311  (the same day every time)
        self._watch = watch
        self.outcome = Outcome()
        self._answers = sites.answers()
        self._order_s = _ORDER_CPU_S / cpu_share("plan")
        self._poll_s = _POLL_CPU_S / cpu_share("fetch")
        self._usual: dict[str, int] = {}
        self._slots: dict[str, str] = {}
        self._fails: dict[str, int] = {}
        self._wheel: dict[str, dict[str, DueSource]] = {}
        self._dead: set[str] = set()
        self._hosts: dict[str, Host] = {}  # those that asked for something
        self._waiting: dict[str, deque[tuple[FetchOrder, float]]] = {}
        self._ready: deque[str] = deque()
        self._busy: set[str] = set()
        self._ends: list[tuple[float, int, Sequence[str]]] = []
        self._runs = 0
        for source in _made_up(count, sites, self._dice):
            self._add(source)

    def pass_by(self, minutes: int = 1440) -> Iterator[int]:
        """Let the day pass; each minute is said. What is under way at its end comes to its end."""
        for minute in range(minutes):
            self._plan(minute)
            yield minute
        self._work_until(float("inf"))
        self.outcome.waiting = sum(len(orders) for orders in self._waiting.values())

    @property
    def on_the_wheel(self) -> int:
        """How many sources sit there."""
        return sum(map(len, self._wheel.values()))

    def _add(self, source: DueSource) -> None:
        gap = timedelta(hours=_drawn(self._dice, self._sites.gap_hours, self._sites.gap_spread))
        now = minute_at(_BEGIN)
        said_at = [now - gap * (back + self._dice.random()) for back in range(6)]
        self._usual[source.id] = polling.interval_for(said_at, now, 5, 60)
        if self._dice.random() < self._sites.dead:
            self._dead.add(source.id)
        self._sit(source)

    def _sit(self, source: DueSource) -> None:
        """On the rung where its failures, if any, leave it."""
        interval = polling.backoff_interval(self._fails.get(source.id, 0), self._usual[source.id])
        slot = polling.slot_for(source.id, interval)
        if (before := self._slots.get(source.id)) is not None:
            del self._wheel[before][source.id]
        self._slots[source.id] = slot
        self._wheel.setdefault(slot, {})[source.id] = source

    def _plan(self, minute: int) -> None:
        """What is due goes into the queue, as fast as the planner sends; meanwhile workers work."""
        slots = polling.due_slots((_BEGIN + minute,))
        due = [source for slot in slots for source in self._wheel.get(slot, {}).values()]
        self.outcome.due += len(due)
        for number, order in enumerate(orders_for(due, _BEGIN + minute)):
            sent = 60.0 * minute + 1 + number * self._order_s
            if number % 100 == 0:
                self._work_until(sent)
            self._take(order, sent)
        self._work_until(60.0 * (minute + 1))

    def _take(self, order: FetchOrder, sent: float) -> None:
        waiting = self._waiting.setdefault(order.host, deque())
        if not waiting and order.host not in self._busy:
            self._ready.append(order.host)
        waiting.append((order, sent))

    def _work_until(self, until: float) -> None:
        """Workers that end before then take what is next; those that are free begin."""
        while self._ends and self._ends[0][0] <= until:
            ended, _, hosts_done = heappop(self._ends)
            for host in hosts_done:
                self._busy.discard(host)
                if self._waiting[host]:
                    self._ready.append(host)
                else:
                    del self._waiting[host]
            self._begin(ended)
        if until != float("inf"):
            self._begin(until)

    def _begin(self, now: float) -> None:
        while self._ready and len(self._ends) < self._settings.concurrency:
            batch: dict[str, list[FetchOrder]] = {}
            left = _BATCH
            while self._ready and left:
                host = self._ready.popleft()
                batch[host] = [order for order in self._next(host, left, now) if order]
                left -= len(batch[host])
            self._busy.update(batch)
            ends = self._run(batch, now + _START_S)
            self._runs += 1
            self.outcome.worker_s += ends - now
            heappush(self._ends, (ends, self._runs, tuple(batch)))
            self.outcome.most_workers = max(self.outcome.most_workers, len(self._ends))

    def _next(self, host: str, most: int, now: float) -> Iterator[FetchOrder | None]:
        """The host's oldest orders; those that the queue has given up are counted and gone."""
        waiting = self._waiting[host]
        for _ in range(min(most, len(waiting))):
            order, sent = waiting.popleft()
            if now - sent > self._settings.kept_s:
                self.outcome.expired += len(order.source_ids)
                yield None
            else:
                yield order

    def _run(self, batch: Mapping[str, Sequence[FetchOrder]], begun: float) -> float:
        """Hosts together, a host's sources one after the other. Says when it ends."""
        polls = sum(len(order.source_ids) for orders in batch.values() for order in orders)
        ends = max(self._lane(host, orders, begun) for host, orders in batch.items())
        return ends + polls * self._poll_s + _END_S

    def _lane(self, name: str, orders: Sequence[FetchOrder], begun: float) -> float:
        now, at = begun, minute_at(_BEGIN) + timedelta(seconds=begun)
        host = self._hosts.get(name, Host(name))
        for order in orders:
            for source_id in order.source_ids:
                if not host.is_open(at):
                    self.outcome.host_rested += 1
                elif now - begun > LANE_S:
                    self.outcome.too_late += 1
                else:
                    lag = now - 60.0 * (order.minute - _BEGIN)
                    self.outcome.lags[min(int(lag), _LONGEST_S)] += 1
                    took, failure = self._answer(source_id)
                    if self._watch:
                        self._watch(source_id, name, now, now + took)
                    now += took
                    host = self._told(source_id, host, failure, at)
        return now

    def _answer(self, source_id: str) -> tuple[float, Failure | None]:
        sites, dice = self._sites, self._dice
        if source_id in self._dead:
            return Limits().connect_s, Failure(FailureKind.UNREACHABLE, "no answer")
        drawn = dice.random()
        if drawn < sites.timed_out:
            return Limits().total_s, Failure(FailureKind.TIMED_OUT, "no answer in time")
        took = self._answers[int(drawn * _QUANTILES)]
        if drawn < sites.timed_out + sites.refused:
            asked = timedelta(minutes=dice.randint(*sites.patience_minutes))
            return took, Failure(FailureKind.RATE_LIMITED, "too many", asked)
        return took, None

    def _told(self, source_id: str, host: Host, failure: Failure | None, at: datetime) -> Host:
        """What an answer means for its source and its host; answers with the host for the rest of the run."""
        before = self._fails.get(source_id, 0)
        if failure is None and not before and host.resume_at is None:
            return host
        if failure is None:
            after = hosts.after_success(host, at)
            self._fails.pop(source_id, None)
        else:
            after = hosts.after_failure(host, failure, at)
            self._fails[source_id] = before + 1
            self.outcome.failed += 1
            self.outcome.refused += failure.kind is FailureKind.RATE_LIMITED
        if before or failure:
            self._sit(DueSource(source_id, host.name))
        if after == Host(host.name):
            self._hosts.pop(host.name, None)
        else:
            self._hosts[host.name] = after
        is_down = failure is not None and failure.kind in (FailureKind.UNREACHABLE, FailureKind.TIMED_OUT)
        return hosts.resting(after, at) if is_down else after


def _made_up(count: int, sites: Sites, dice: Random) -> Iterator[DueSource]:
    sizes = [size for size, _ in sites.a_host]
    weights = [share / size for size, share in sites.a_host]
    made = host = 0
    while made < count:
        [size] = dice.choices(sizes, weights)
        host += 1
        for _ in range(min(size, count - made)):
            yield DueSource(f"{dice.getrandbits(64):016x}", f"site{host}.example")
            made += 1


def _answered(sites: Sites, share: float) -> float:
    """Within how many seconds so large a share of the answers comes."""
    return min(sites.median_answer_s * exp(sites.spread * NormalDist().inv_cdf(share)), Limits().total_s)


def _drawn(dice: Random, median: float, sigma: float) -> float:
    return median * exp(sigma * dice.gauss(0.0, 1.0))
