"""Messages come twice, late and in any order, workers die, people act: what holds in every history.

Each history is a list of what happens next, over a clock that only goes forward. Queues give their messages
back in any order, and any of them again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.changes import Change
from chalicelib.domain.deliveries import Cause, DeliveryStatus
from chalicelib.domain.history import Deed
from chalicelib.domain.life_cycle import FINAL
from chalicelib.domain.mentions import OPEN, Answer, MentionStatus
from chalicelib.domain.notices import Notice, Sequel
from chalicelib.domain.policies import Destination
from tests.domain.examples import MINUTE, NOW, POLICY, a_mention
from tests.fakes import FakeFollower, FakeMentionStore, Killed

from .world import World

MENTION = a_mention()
CARE = Destination("pagerduty", "care")
FIRST, SECOND = POLICY.steps
TWICE = replace(POLICY, repeat=1, steps=(replace(FIRST, destinations=(CARE, *FIRST.destinations)), SECOND))


@dataclass
class Told:
    """A notice that went out, and how the mention stood then."""

    notice: Notice
    status: MentionStatus


@dataclass
class History:
    """One mention among people, clocks and queues that promise nothing but to try again."""

    now: datetime = NOW
    messages: list[str | tuple[str, str]] = field(default_factory=lambda: [MENTION.id])
    told: list[Told] = field(default_factory=list)
    alerts: dict[int, str] = field(default_factory=dict)
    deaths: int = 0
    dies_in: int | None = None

    def __post_init__(self) -> None:
        self.world = World(mentions=FakeMentionStore(MENTION), policies=(TWICE,))
        self.world.email = self.world.topic = self.world.pager = self._notifier()
        commit = self.world.mentions.commit

        def mortal(change: Change) -> bool:
            if self.dies_in is not None:
                self.dies_in -= 1
                if self.dies_in < 0:
                    self.dies_in = None
                    raise Killed
            return commit(change)

        self.world.mentions.commit = mortal  # type: ignore[method-assign]

    def _notifier(self) -> FakeFollower:
        history = self

        class Remembering(FakeFollower):
            """Of alerts it knows no more than PagerDuty does: what is not open can only be triggered."""

            def send(self, notice: Notice) -> None:
                status = history.world.mentions.mentions[MENTION.id].status
                history.told.append(Told(notice, status))
                if notice.to == CARE.to:
                    alert = history.alerts.get(notice.turn)
                    history.alerts[notice.turn] = alert if alert == "acknowledged" else "triggered"

            def follow(self, sequel: Sequel) -> None:
                if history.alerts.get(sequel.turn, "resolved") != "resolved":
                    is_taken = sequel.cause is Cause.TAKEN
                    history.alerts[sequel.turn] = "acknowledged" if is_taken else "resolved"

        return Remembering()

    def happens(self, event: str, which: int) -> None:
        """`which` picks among what could happen so."""
        if event in ("minute", "hour", "day"):
            self.now += {"minute": MINUTE, "hour": timedelta(hours=1), "day": timedelta(days=1)}[event]
        elif event == "follow up":
            self.world.follow_up(self.now)
            self._collect()
        elif event in ("work", "work and die", "work again"):
            self._work(which, again=event == "work again", dies=event == "work and die")
        else:
            self._act(Deed(event), ("ann", "ben")[which % 2])

    def _work(self, which: int, again: bool, dies: bool) -> None:
        if not self.messages:
            return
        at = which % len(self.messages)
        message = self.messages[at] if again else self.messages.pop(at)
        self.dies_in = which % 3 if dies else None
        try:
            if isinstance(message, str):
                self.world.strike(message, self.now)
            else:
                self.world.deliver(message, self.now)
        except Killed:
            self.deaths += 1
        self.dies_in = None
        self._collect()

    def _act(self, deed: Deed, by: str) -> None:
        more: dict[Deed, dict[str, Any]] = {
            Deed.PROMISED: {"until": self.now + timedelta(hours=30)},
            Deed.SNOOZED: {"until": self.now + timedelta(hours=2)},
            Deed.ASSIGNED: {"to": "ann" if by == "ben" else "ben"},
            Deed.ANSWERED: {"answer": Answer("So sorry.", None, by, self.now)},
        }
        self.world.do(deed, by, self.now, **more.get(deed, {}))
        self._collect()

    def _collect(self) -> None:
        """What was sent to the queues waits among all other messages."""
        self.messages += self.world.negatives.mention_ids
        self.messages += self.world.deliveries.keys
        self.world.negatives.mention_ids, self.world.deliveries.keys = [], []

    def settle(self, days: int) -> None:
        """Nothing but time and its schedule, and queues that give everything back in the end."""
        for _ in range(days * 48):
            self.now += 30 * MINUTE
            self.happens("follow up", 0)
            while self.messages:
                self._work(0, again=False, dies=False)


PEOPLE = [
    Deed.ACKNOWLEDGED,
    Deed.RELEASED,
    Deed.ASSIGNED,
    Deed.SNOOZED,
    Deed.ANSWERED,
    Deed.PROMISED,
    Deed.RESOLVED,
    Deed.REOPENED,
]
MACHINES = ["minute", "hour", "day", "follow up", "work", "work again", "work", "work and die"]


def histories(*events: str) -> st.SearchStrategy[list[tuple[str, int]]]:
    return st.lists(st.tuples(st.sampled_from(events), st.integers(0, 11)), max_size=40)


def _after(events: list[tuple[str, int]]) -> History:
    history = History()
    for event, which in events:
        history.happens(event, which)
    return history


@settings(max_examples=1200)
@given(histories(*MACHINES, *PEOPLE))
def test_each_notice_goes_out_once_but_for_workers_that_died_and_never_after_the_end(
    events: list[tuple[str, int]],
) -> None:
    history = _after(events)

    counts = Counter(each.notice.delivery_id for each in history.told)
    assert sum(counts.values()) - len(counts) <= history.deaths
    for told in history.told:
        assert told.status not in FINAL
        if told.notice.cause is Cause.STEP:
            assert told.status in OPEN, "nobody is asked for what somebody has"


@settings(max_examples=400)
@given(histories(*MACHINES))
def test_everybody_is_told_at_each_step_where_nobody_acknowledges(events: list[tuple[str, int]]) -> None:
    history = _after(events)

    history.settle(days=1)

    steps = Counter(
        (str(each.destination), each.status) for each in history.world.mentions.deliveries(MENTION.id)
    )
    assert steps == {
        ("email:ann", DeliveryStatus.SENT): 2,
        ("sns", DeliveryStatus.SENT): 2,
        ("email:ben", DeliveryStatus.SENT): 2,
        ("pagerduty:care", DeliveryStatus.SENT): 2,
    }
    assert len(history.told) <= 8 + history.deaths
    assert history.alerts == {0: "triggered"}, "one alert, and nobody has said that it is over"


@settings(max_examples=400)
@given(histories(*MACHINES, *PEOPLE))
def test_whatever_happened_nothing_is_forgotten_and_everything_comes_to_rest(
    events: list[tuple[str, int]],
) -> None:
    history = _after(events)

    history.settle(days=4)

    mentions = history.world.mentions
    mention, escalation = mentions.mentions[MENTION.id], mentions.escalations.get(MENTION.id)
    assert mention.queued_since is None
    assert escalation is None or escalation.due_at is None
    assert mention.until is None, "nobody keeps it for ever"
    assert all(each.due_at is None for each in mentions.deliveries(MENTION.id))
    if mention.status in OPEN:
        assert history.told, "what nobody has, somebody was told of"


@settings(max_examples=1000)
@given(histories("minute", "follow up", "work", "work", "work", "work and die", *PEOPLE[:2], *PEOPLE[-2:]))
def test_no_alert_outlives_what_it_was_for(events: list[tuple[str, int]]) -> None:
    """Sequels are no notices: they go out after the end, too, and then alerts stand as their mention does."""
    history = _after([("work", 0), ("work", 0), *events])

    history.settle(days=4)

    mention = history.world.mentions.mentions[MENTION.id]
    awaited = {mention.turn} if mention.status in OPEN else set()
    assert {turn for turn, stands in history.alerts.items() if stands != "resolved"} <= awaited
