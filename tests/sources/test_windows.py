"""Busy hours are heard whole, in as many fetches as it takes, and none of it twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.manners import Kind
from chalicelib.domain.sources import Document, Failure, Source, after_reading
from chalicelib.sources.asking import Asking
from chalicelib.sources.fetching import Request, Response
from chalicelib.sources.paging import again
from chalicelib.sources.windows import Window, windowed
from tests.domain.examples import a_source
from tests.sources.kinds.scenes.hn_algolia import SCENE
from tests.sources.kinds.services import MINUTE, NOW, Answer, Asked, Listener, played, sentence

DAY = timedelta(days=1)


@pytest.fixture
def listener() -> Iterator[Listener]:
    with played(SCENE) as listener:
        listener.service.say(sentence(0))
        listener.fetch()
        yield listener


def as_document(fetched: Document | Failure) -> Document:
    assert isinstance(fetched, Document), fetched
    return fetched


def _heard(listener: Listener) -> set[str]:
    return {f"{text} indeed." for text in listener.texts}


def test_more_than_a_query_shows_is_heard_in_narrower_slices(listener: Listener) -> None:
    """The service shows 1,000 hits of a query, and a fetch reads ten pages of them."""
    said = [sentence(number) for number in range(1, 2_301)]
    listener.service.say(*said)

    first = listener.fetch()
    position = dict(listener.source.position)
    for _ in range(4):
        listener.fetch()

    assert isinstance(first, Document)
    assert any("the next fetch goes on" in note for note in first.notes)
    assert {"gap_since", "gap_until"} <= set(position)
    assert _heard(listener) == {sentence(0), *said}
    assert "gap_since" not in listener.source.position


def test_what_is_said_while_a_gap_is_open_is_heard_first(listener: Listener) -> None:
    listener.service.say(*(sentence(number) for number in range(1, 1_501)))
    listener.fetch()
    listener.service.say("Larkfield says news indeed.")

    listener.fetch()

    assert "Larkfield says news" in listener.texts


def test_second_busy_hour_before_the_first_is_read_loses_neither(listener: Listener) -> None:
    first = [sentence(number) for number in range(1, 2_501)]
    second = [sentence(number) for number in range(2_501, 5_001)]
    listener.service.say(*first)
    listener.fetch()
    listener.service.now = listener.now + 60 * MINUTE
    listener.service.say(*second)

    for _ in range(12):
        listener.fetch()

    assert _heard(listener) >= {*first, *second}
    assert "gap_since" not in listener.source.position


def test_late_comer_is_heard_although_newer_things_were(listener: Listener) -> None:
    """Search engines take a while to find what was said."""
    listener.service.say(sentence(1), ago=MINUTE)
    listener.fetch()
    listener.service.say(sentence(2), ago=65 * MINUTE)

    listener.fetch()

    assert sentence(2) in _heard(listener)


def test_first_look_goes_back_a_week_and_no_further() -> None:
    with played(SCENE) as listener:
        listener.service.say(sentence(0), ago=timedelta(days=8))
        listener.service.say(sentence(1), ago=timedelta(days=6))

        listener.fetch()

        assert _heard(listener) == {sentence(1)}


def test_failure_in_the_gap_leaves_the_gap_open(listener: Listener) -> None:
    listener.service.say(*(sentence(number) for number in range(1, 1_501)))
    listener.fetch()
    gap = listener.source.position["gap_until"]
    asked = len(listener.service.asked)

    def third(_: Asked) -> Answer | None:
        return Answer(500) if len(listener.service.asked) - asked > 2 else None

    listener.service.trouble = third
    listener.fetch()

    assert listener.failures
    assert listener.source.position["gap_until"] == gap
    listener.service.trouble = None
    for _ in range(3):
        listener.fetch()
    assert len(_heard(listener)) == 1_501


@pytest.mark.parametrize("nonsense", ["", "yesterday"])
def test_position_that_nobody_can_read_begins_anew(listener: Listener, nonsense: str) -> None:
    listener.source = replace(listener.source, position={"since": nonsense, "gap_since": nonsense})

    assert isinstance(listener.fetch(), Document)
    assert "since" in listener.source.position


def test_slow_service_is_gone_on_with_the_next_time(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others wait for their turn."""
    listener.service.say(*(sentence(number) for number in range(1, 251)))
    monkeypatch.setattr("chalicelib.sources.reader._PATIENCE_S", 0.0)

    since = listener.source.position["since"]
    asked = len(listener.service.asked)

    notes = [as_document(listener.fetch()).notes for _ in range(2)]

    first, second = (request.query["query"] for request in listener.service.asked[asked:])
    assert first != second, "another list has its turn"
    assert all("the next fetch goes on" in note for [note] in notes)
    assert listener.source.position["since"] > since, "each list had its turn"
    monkeypatch.undo()
    for _ in range(3):
        listener.fetch()
    assert len(_heard(listener)) == 251
    assert not listener.failures


def test_window_stays_until_every_list_had_its_turn(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the last list says was said while the first ones were asked must be heard, too."""
    monkeypatch.setattr("chalicelib.sources.reader._PATIENCE_S", 0.0)
    listener.watch = replace(listener.watch, names=("Larkfield", "Lark Ltd", "Field & Co"))
    since = listener.source.position["since"]
    begun = listener.now

    positions = []
    for number in range(8):
        listener.service.say(f"{sentence(number + 1)} By Field & Co.")
        listener.fetch(after=10 * MINUTE)
        positions.append(dict(listener.source.position))

    assert [position["since"] == since for position in positions[:4]] == [True, True, True, False]
    assert positions[3]["since"] <= (begun + 10 * MINUTE).isoformat()
    monkeypatch.undo()
    listener.fetch()
    assert len(_heard(listener)) == 9
    assert "done" not in listener.source.position


class _Clock:
    """A service of two lists, each as long as it must be, at which every page takes five seconds."""

    def __init__(self) -> None:
        self.time = 0.0
        self.asked: list[str] = []

    async def get(self, request: Request) -> Response:
        self.time += 5.0
        self.asked.append(request.url)
        return Response(request.url, 200, b"{}", asked=request)

    def read(self, body: bytes, content_type: str | None, url: str) -> Document:
        """Every minute something was said; a page has ten of them, below its `until`."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        until, since = float(asked["until"]), float(asked["since"])
        times = [at for n in range(10) if (at := until - 60 * n) >= since]
        entries = (
            Entry(id=f"{asked['of']}{at}", published_at=datetime.fromtimestamp(at, UTC)) for at in times
        )
        return Document(tuple(entries))


def _listening(position: Mapping[str, str]) -> Source:
    return a_source(url="https://search.example/", position=position, first_read_at=NOW)


async def _windowed(clock: _Clock, source: Source) -> Document:
    asyncio.get_running_loop().time = lambda: clock.time  # type: ignore[method-assign]
    unused: Any = None
    asking = Asking(
        kind=Kind("", ""),
        source=source,
        watch=None,
        address=source.url,
        key={},
        memory={},
        now=NOW,
        read=clock.read,
        get=clock.get,
        keys=unused,
        budgets=unused,
        pace=_NoPace(),
        deadline=clock.time + 30.0,
    )

    def requests(window: Window) -> Iterator[Request]:
        until = (window.until or NOW).timestamp()
        for name in "ab":
            span = {"of": name, "since": window.since.timestamp(), "until": until}
            yield asking.request("/search", span)

    def turn(response: Response, document: Document) -> Request | None:
        dates = [entry.published_at.timestamp() for entry in document.entries if entry.published_at]
        return again(response, {"until": min(dates)}) if len(dates) > 1 else None

    return await windowed(asking, requests, turn)


class _NoPace:
    async def wait(self, host: str, gap_s: float) -> None: ...

    def rest(self, host: str, wait: timedelta) -> None: ...

    def rest_of(self, host: str) -> timedelta | None:
        return None


def test_busy_list_leaves_the_others_their_share_of_the_time() -> None:
    """One that takes all the time at each fetch would keep the position from ever being remembered."""
    since = NOW - timedelta(hours=3)
    source = _listening({"since": since.isoformat()})
    heard: set[str] = set()

    for _ in range(40):
        document = asyncio.run(_windowed(_Clock(), source))
        assert document.broke_off is None
        source = after_reading(source, document, NOW)
        heard |= {entry.key for entry in document.entries}
        if "gap_since" not in source.position:
            break

    assert "gap_since" not in source.position
    minutes = int((NOW - since).total_seconds() // 60)
    assert heard >= {f"{of}{NOW.timestamp() - 60 * n}" for of in "ab" for n in range(minutes)}


def test_gap_for_which_there_is_no_time_stays_open() -> None:
    """What is new was heard all the same, and needs not be asked for again."""
    gap = {"gap_since": (NOW - timedelta(days=2)).isoformat(), "gap_until": (NOW - DAY).isoformat()}
    since = NOW - timedelta(hours=3)

    document = asyncio.run(_windowed(_Clock(), _listening({"since": since.isoformat(), **gap})))

    assert document.broke_off is None
    assert document.position is not None
    assert document.position["since"] == NOW.isoformat()
    assert document.position["gap_since"] == gap["gap_since"]
    assert document.position["gap_until"] > since.isoformat()


def test_window_moves_on_in_a_long_silence() -> None:
    """Some services refuse to be asked for what was said months ago."""
    with played(SCENE) as listener:
        listener.fetch()

        listener.fetch(after=timedelta(days=90))

        assert datetime.fromisoformat(listener.source.position["since"]) == listener.now - timedelta(days=7)
