"""Escalation on real parts: everybody hears in time, whoever has it stops it, whatever worker dies when.

All of it happens at once, over some minutes, while every worker process is killed again and again.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.deliveries import LEASE, WENT_OUT
from ops import mailbox, pids
from tests.road import System, ask, earshot, on_the_road, tell, wait_for

pytestmark = on_the_road

ANN, BEN = "ann@larkfield.example", "ben@larkfield.example"
STEPS = ("--step", "0=email:ann", "--step", "1=email:ben", "--step", "2=email:ann,email:ben")
# The schedule looks once a minute; then there is a queue, and a worker that may just have been killed.
LATE_S = 150
# Longer than a cold start on a busy machine, or nobody would get anywhere; and no part of a minute, or what
# the schedule starts would be killed minute after minute at the same point of its way.
PAUSE_S = 37


@dataclass
class Reaper:
    """Kills every worker process of the system, again and again."""

    system: System
    killed: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> None:
        while not self.over.wait(PAUSE_S):
            for process in pids.with_argument(f"{self.system.local.home.path}/run/functions/"):
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(process.pid, signal.SIGKILL)
                    self.killed += 1


@dataclass
class Walk:
    """A complaint, and what was made of it."""

    system: System
    id: str
    words: str
    said_at: datetime

    @property
    def dossier(self) -> Any:
        """As the API gives it, which may be just being killed, too."""

        def asked() -> Any:
            answer = ask(f"{self.system.api}/mentions/{self.id}", token=self.system.token)
            return answer.json if answer.status == 200 else None

        return wait_for("dossier", asked, 60)

    @property
    def status(self) -> str:
        return str(self.dossier["status"])

    def told(self, to: str) -> int:
        """How many mails about it this person got."""
        caught = mailbox.mails(self.system.local.home.mail)
        return sum(self.words in mail.text and to in mail.to for mail in caught)

    def act(self, verb: str, **said: Any) -> datetime:
        """Do this by the API, which may be just being killed, too. Says when it was done."""

        def tried() -> Any:
            answer = tell(self.system, f"/mentions/{self.id}/{verb}", said)
            return answer if answer.status < 500 else None

        answer = wait_for(f"answer to {verb}", tried, 60)
        assert answer.status == 200, answer.body
        return datetime.now(UTC)

    def sent_after(self, end: datetime) -> list[str]:
        """What asked somebody for it after this time, but for what was on its way."""
        sent = [each for each in self.dossier["deliveries"] if each["status"] in WENT_OUT]
        late = end + timedelta(seconds=5)
        return [each["destination"] for each in sent if datetime.fromisoformat(each["at"]) > late]

    def steps_sent(self) -> dict[int, list[Any]]:
        """The deliveries of each step that went out."""
        found: dict[int, list[Any]] = {}
        for each in self.dossier["deliveries"]:
            if each["status"] in WENT_OUT and each["cause"] == "step":
                found.setdefault(each["step"], []).append(each)
        return found


@pytest.fixture(scope="module")
def reaper(system: System) -> Iterator[Reaper]:
    """Kills workers as long as this module's tests run."""
    for number in (1, 2):
        earshot(system.local, "policies", "set", f"walk{number}", *STEPS)
        watch = ("watches", "add", f"walk{number}", "--kind", "own", "--names", f"Walkwell {number}")
        earshot(system.local, *watch, "--policy", f"walk{number}")
    reaper = Reaper(system)
    thread = threading.Thread(target=reaper)
    thread.start()
    yield reaper
    reaper.over.set()
    thread.join()


def complain(system: System, about: int, what: str) -> Walk:
    words = f"The Walkwell {about} broke and nobody answers me, {what}, {time.time_ns()}."
    said = {"channel": "phone", "author": "Joan", "text": words, "watch": f"walk{about}"}

    def noted() -> Any:
        answer = tell(system, "/mentions", said)
        return answer if answer.status in (200, 201) else None

    answer = wait_for("note", noted, 60)
    return Walk(system, answer.json["mention"]["id"], words, datetime.now(UTC))


def test_every_way_a_complaint_can_go_while_all_workers_are_killed_again_and_again(
    system: System, reaper: Reaper
) -> None:
    nobody = complain(system, 1, "and nobody takes it")
    after_first = complain(system, 1, "taken after the first step")
    after_second = complain(system, 1, "taken after the second step")
    lapsing = complain(system, 2, "taken and forgotten")
    promised = complain(system, 2, "promised")

    wait_for("first mail", lambda: after_first.told(ANN), 240)
    first_taken = after_first.act("acknowledge")
    wait_for("first mail", lambda: lapsing.told(ANN))
    lapsing.act("acknowledge", until=_in(70))
    wait_for("first mail", lambda: promised.told(ANN))
    promised.act("promise", until=_in(70), note="a new lid")
    wait_for("second mail", lambda: after_second.told(BEN), 240)
    second_taken = after_second.act("acknowledge")

    wait_for("last step", lambda: nobody.dossier["escalation"]["status"] == "exhausted", 300)
    wait_for("last notices", lambda: len(nobody.steps_sent().get(3, [])) == 2)
    wait_for("second step after the deadline", lambda: lapsing.told(BEN), 300)
    wait_for("reminder", lambda: _was_reminded(promised), 300)

    _walked_all_steps_on_time(nobody)
    assert (after_first.sent_after(first_taken), after_first.status) == ([], "acknowledged")
    assert (after_second.sent_after(second_taken), after_second.status) == ([], "acknowledged")
    assert "lapsed" in [line["deed"] for line in lapsing.dossier["history"]]
    assert promised.status == "promised"
    assert reaper.killed > 20
    walks = (nobody, after_first, after_second, lapsing, promised)
    # A worker must die between telling and writing it down: that is a moment, and by chance there are a few.
    assert sum(_told_again(walk) for walk in walks) <= len(walks)


def _in(seconds: int) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def _was_reminded(walk: Walk) -> bool:
    sent = [each for each in walk.dossier["deliveries"] if each["cause"] == "reminder"]
    return any(each["status"] in WENT_OUT for each in sent)


def _walked_all_steps_on_time(walk: Walk) -> None:
    sent = walk.steps_sent()
    assert {step: len(deliveries) for step, deliveries in sent.items()} == {1: 1, 2: 1, 3: 2}
    opened_at = datetime.fromisoformat(walk.dossier["escalation"]["opened_at"])
    for step, deliveries in sent.items():
        for each in deliveries:
            late = datetime.fromisoformat(each["at"]) - opened_at - timedelta(minutes=step - 1)
            # What a worker dies with is looked for again once its lease is over.
            most = timedelta(seconds=LATE_S) * each["attempts"] + LEASE * (each["attempts"] - 1)
            assert timedelta(seconds=-1) < late < most, (late, each)


def _told_again(walk: Walk) -> int:
    """How many mails came beyond one for each notice. Nobody is mailed without a claim, and a notice that was
    claimed is claimed anew only because the worker died that had it.
    """
    again = 0
    for person, address in (("ann", ANN), ("ben", BEN)):
        told = walk.told(address)
        notices = [each for each in walk.dossier["deliveries"] if each["destination"] == f"email:{person}"]
        claims = [each["attempts"] for each in notices if each["attempts"]]
        assert told <= sum(claims), (address, notices)
        again += max(0, told - len(claims))
    return again


def test_system_is_well_afterwards(system: System) -> None:
    wait_for("health", lambda: ask(f"{system.api}/health").status == 200, 240)
