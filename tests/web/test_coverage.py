from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urljoin

import pytest

from chalicelib import wiring
from chalicelib.domain.cadence import Cadence
from chalicelib.domain.manners import Budget, Kind
from chalicelib.domain.polling import minute_of
from chalicelib.domain.sources import Failure, FailureKind, Source, Trouble, source_id
from chalicelib.services.cover import Cover
from tests.fakes import FakeSourceStore
from tests.sources.kinds.services import Purse

from .conftest import NOW, READ, Caller, World

SECRET = "https://forum.example/search?token=not-to-be-told"
BUSY = Source(
    id=source_id("search", SECRET, "kettles"),
    kind="search",
    url=SECRET,
    added_at=NOW - timedelta(days=9),
    title="Kettle talk",
    usual_interval=15,
    first_read_at=NOW - timedelta(days=9),
    last_new_at=NOW - timedelta(hours=2),
    trouble=Trouble(Failure(FailureKind.TIMED_OUT, "no answer within 10 s"), NOW - timedelta(hours=1), 4),
    watch_id="kettles",
    cadence=Cadence(90, 2000),
    notes=("an odd date",),
)


@pytest.fixture
def sources(world: World, monkeypatch: pytest.MonkeyPatch) -> FakeSourceStore:
    """What the ledger is about; the search may be asked a hundred times a day, and was forty times."""
    sources = FakeSourceStore(BUSY)
    sources.mark_planned(minute_of(NOW))
    purse = Purse()
    purse.spend("search", "2026-03-14", 40, 100)
    kinds = {"search": Kind("a search", "none", budget=Budget(100)), "feed": Kind("feeds", "none")}
    monkeypatch.setattr(wiring, "cover", lambda: Cover(sources, purse, kinds.__getitem__))
    return sources


@pytest.mark.usefixtures("sources")
def test_ledger_says_how_well_each_source_is_heard_and_nothing_secret(caller: Caller) -> None:
    answer = caller.get("/coverage", READ)

    assert answer.status == 200
    [line] = answer.json["coverage"]
    next_try_at = line.pop("next_try_at")
    assert line == {
        "source_id": BUSY.id,
        "kind": "search",
        "host": "forum.example",
        "title": "Kettle talk",
        "watch_id": "kettles",
        "state": "failing",
        "last_success_at": "2026-03-14T07:54:00Z",
        "last_new_at": "2026-03-14T07:14:00Z",
        "usual_gap_minutes": 90,
        "quiet_after_minutes": 6000,
        "interval_minutes": 240,
        "failure": {"kind": "timed-out", "detail": "no answer within 10 s"},
        "failing_since": "2026-03-14T08:14:00Z",
        "budget": {"left": 60, "most": 100, "unit": "requests", "ends_at": "2026-03-15T00:00:00Z"},
        "notes": ["an odd date"],
    }
    assert next_try_at.endswith("Z")
    assert answer.json["next"] is None
    assert "not-to-be-told" not in answer.text
    assert "/search" not in answer.text


def test_source_without_a_past_has_nulls(sources: FakeSourceStore, caller: Caller) -> None:
    sources.sources = {"s1": Source("s1", "feed", "https://blog.example/feed", NOW, version=1)}

    [line] = caller.get("/coverage", READ).json["coverage"]

    assert line["state"] == "waiting"
    unknown = {name for name, value in line.items() if value is None}
    assert unknown >= {"last_success_at", "last_new_at", "usual_gap_minutes", "failure", "budget", "title"}


def test_following_next_visits_every_source_once_with_the_same_question(
    sources: FakeSourceStore, caller: Caller
) -> None:
    paused = {f"s{n}": replace(BUSY, id=f"s{n}", trouble=None, version=1) for n in range(5)}
    sources.sources = paused

    seen, following = [], "?limit=2&state=well&watch=kettles"
    while following:
        answer = caller.get(urljoin("/coverage", following), READ)
        seen += [line["source_id"] for line in answer.json["coverage"]]
        following = answer.json["next"]
        assert answer.headers.get("Link") == (f'<{following}>; rel="next"' if following else None)
        assert following is None or "state=well" in following

    assert seen == sorted(paused)


@pytest.mark.usefixtures("sources")
@pytest.mark.parametrize(("state", "count"), [("failing", 1), ("quiet", 0)])
def test_ledger_is_narrowed_by_state(state: str, count: int, caller: Caller) -> None:
    assert len(caller.get(f"/coverage?state={state}", READ).json["coverage"]) == count


@pytest.mark.usefixtures("sources")
@pytest.mark.parametrize(
    ("question", "field"),
    [("state=sad", "state"), ("watch=ketles", "watch"), ("verdict=bad", "verdict"), ("cursor=x", "cursor")],
)
def test_what_cannot_be_used_is_refused_by_name(question: str, field: str, caller: Caller) -> None:
    answer = caller.get(f"/coverage?{question}", READ)

    assert answer.status == 400
    assert [error["field"] for error in answer.json["errors"]] == [field]


@pytest.mark.usefixtures("sources")
def test_ledger_is_for_holders_of_a_token(caller: Caller) -> None:
    assert caller.get("/coverage").status == 401
