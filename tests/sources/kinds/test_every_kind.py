"""Every kind, against a made-up service that behaves like the real one, through every trouble.

What happens is recorded, nothing is lost, nothing is heard twice, and no more is asked than may be.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from importlib import import_module

import pytest

from chalicelib.domain.sources import Document, Failure, FailureKind
from chalicelib.sources import kinds

from . import scenes
from .services import CONTACT, MINUTE, NOW, SECRET, Answer, Asked, Listener, Scene, played, sentence

SCENES: dict[str, Scene] = {
    module.name: import_module(f"{scenes.__name__}.{module.name}").SCENE
    for module in pkgutil.iter_modules(scenes.__path__)
}
_PAGE = b"<!DOCTYPE html><html><head><title>Welcome</title></head><body>Hello</body></html>"
_HTML = {"Content-Type": "text/html; charset=utf-8"}

everywhere = pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)


@pytest.fixture
def listener(scene: Scene) -> Iterator[Listener]:
    with played(scene) as listener:
        yield listener


def _sentences(first: int, count: int) -> list[str]:
    return [sentence(number) for number in range(first, first + count)]


def _wanted(first: int, count: int) -> list[str]:
    return sorted(text.removesuffix(" indeed.") for text in _sentences(first, count))


def _data(listener: Listener) -> list[Asked]:
    """The requests other than those for a session."""
    return [asked for asked in listener.service.asked if asked.path != listener.scene.sign_in]


def test_every_kind_that_is_listened_to_has_a_scene() -> None:
    assert set(SCENES) == set(kinds.LISTENED)
    assert all(scene.kind == name for name, scene in SCENES.items())


@everywhere
def test_what_is_said_is_heard_once(listener: Listener, scene: Scene) -> None:
    listener.service.say(*_sentences(0, 3))
    assert isinstance(listener.fetch(), Document), listener.failures
    assert sorted(listener.texts) == _wanted(0, 3)

    listener.fetch()
    assert sorted(listener.texts) == _wanted(0, 3)

    listener.service.say(*_sentences(3, 2))
    listener.fetch()
    listener.fetch()
    assert sorted(listener.texts) == _wanted(0, 5)
    assert not listener.failures


@everywhere
def test_entries_say_where_who_and_when(listener: Listener) -> None:
    listener.service.say(sentence(0), ago=5 * MINUTE)

    listener.fetch()

    [entry] = listener.heard
    assert entry.key
    assert entry.published_at is None or abs(entry.published_at - (NOW - 5 * MINUTE)) <= timedelta(days=1)


@everywhere
def test_more_than_a_page_is_heard_whole(listener: Listener, scene: Scene) -> None:
    """As much as the service shows: a feed has no second page."""
    listener.service.say(*_sentences(0, 2))
    listener.fetch()
    count = min(2 * scene.a_page + 3, scene.keeps or 10_000)

    listener.service.say(*_sentences(2, count))
    for _ in range(3):
        listener.fetch()

    assert sorted(listener.texts) == _wanted(0, count + 2)
    assert not listener.failures


@everywhere
def test_quiet_fetch_asks_little_and_writes_nothing_new(listener: Listener, scene: Scene) -> None:
    listener.service.say(*_sentences(0, 3))
    listener.fetch()
    listener.fetch()
    asked, source = len(_data(listener)), listener.source

    listener.fetch(after=MINUTE)

    assert len(_data(listener)) - asked <= scene.quiet
    assert listener.source.position == source.position


@everywhere
def test_every_request_says_who_asks(listener: Listener) -> None:
    listener.service.say(sentence(0))

    listener.fetch()

    assert listener.service.asked
    for asked in listener.service.asked:
        assert asked.headers["user-agent"].startswith("Earshot/")
        assert CONTACT in asked.headers["user-agent"]


def _status(status: int, **headers: str) -> Callable[[Asked], Answer]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Answer(status, _PAGE, {**_HTML, **named})


_TROUBLES: dict[str, tuple[Callable[[Asked], Answer], set[FailureKind], timedelta | None]] = {
    "401": (_status(401), {FailureKind.FORBIDDEN}, None),
    "403": (_status(403), {FailureKind.FORBIDDEN, FailureKind.BOT_WALL}, None),
    "403 wall": (_status(403, cf_mitigated="challenge"), {FailureKind.BOT_WALL}, None),
    "403 other wall": (_status(403, x_datadome="protected"), {FailureKind.BOT_WALL}, None),
    "404": (_status(404), {FailureKind.NOT_FOUND}, None),
    "410": (_status(410), {FailureKind.GONE}, None),
    "429 seconds": (_status(429, Retry_After="120"), {FailureKind.RATE_LIMITED}, timedelta(seconds=120)),
    "429 date": (
        _status(
            429,
            Date=format_datetime(NOW, usegmt=True),
            Retry_After=format_datetime(NOW + timedelta(hours=2), usegmt=True),
        ),
        {FailureKind.RATE_LIMITED},
        timedelta(hours=2),
    ),
    "500": (_status(500), {FailureKind.SERVER_ERROR}, None),
    "503": (_status(503, Retry_After="60"), {FailureKind.SERVER_ERROR}, timedelta(seconds=60)),
    "empty": (lambda _: Answer(200), {FailureKind.UNREADABLE}, None),
    "page": (lambda _: Answer(200, _PAGE, _HTML), {FailureKind.UNREADABLE, FailureKind.BOT_WALL}, None),
}


@everywhere
@pytest.mark.parametrize("trouble", _TROUBLES)
def test_trouble_is_recorded_and_nothing_is_lost(listener: Listener, trouble: str) -> None:
    answer, expected, wait = _TROUBLES[trouble]
    listener.service.say(*_sentences(0, 2))
    listener.fetch()
    before = listener.source
    listener.service.say(*_sentences(2, 2))
    listener.service.trouble = answer

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind in expected
    assert failure.retry_after == wait
    assert SECRET not in failure.detail
    assert listener.source.trouble is not None
    assert (listener.source.position, listener.source.seen) == (before.position, before.seen)
    _recovers(listener, 4)


@everywhere
def test_answer_of_another_shape_is_recorded(listener: Listener, scene: Scene) -> None:
    listener.service.say(*_sentences(0, 2))
    listener.service.trouble = lambda _: scene.spoiled

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind in {FailureKind.UNREADABLE, FailureKind.FORBIDDEN}
    _recovers(listener, 2)


@everywhere
def test_truncated_answer_loses_nothing(listener: Listener, scene: Scene) -> None:
    """Half a JSON document cannot be read; half a feed can, and the rest is heard the next time."""
    listener.service.say(*_sentences(0, 4))

    def truncated(asked: Asked) -> Answer | None:
        if asked.path == scene.sign_in:
            return None
        whole = listener.service.answer(asked)
        return replace(whole, body=whole.body[: len(whole.body) * 2 // 3])

    listener.service.trouble = truncated

    failure = listener.fetch()

    if scene.is_json:
        assert isinstance(failure, Failure)
        assert failure.kind is FailureKind.UNREADABLE
    _recovers(listener, 4)


@everywhere
def test_trouble_on_the_second_page_keeps_the_first(listener: Listener, scene: Scene) -> None:
    if scene.keeps is not None and scene.keeps <= scene.a_page:
        pytest.skip("has no second page")
    listener.service.say(*_sentences(0, 2))
    listener.fetch()
    count = 2 * scene.a_page
    listener.service.say(*_sentences(2, count))
    begun = len(_data(listener))

    def second(asked: Asked) -> Answer | None:
        is_data = asked.path != scene.sign_in
        return Answer(502) if is_data and len(_data(listener)) - begun > 1 else None

    listener.service.trouble = second

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.SERVER_ERROR
    assert len(set(listener.texts)) > 2, "what the first page said counts"
    listener.service.trouble = None
    for _ in range(3):
        assert isinstance(listener.fetch(), Document)
    assert sorted(set(listener.texts)) == _wanted(0, count + 2)


def _recovers(listener: Listener, count: int) -> None:
    listener.service.trouble = None
    for _ in range(2):
        assert isinstance(listener.fetch(), Document), listener.failures
    assert sorted(set(listener.texts)) == _wanted(0, count)
    assert listener.source.trouble is None


@everywhere
def test_nobody_is_asked_without_the_key_that_is_needed(listener: Listener, scene: Scene) -> None:
    if not scene.declared.key:
        pytest.skip("needs no key")
    listener.ring.keys.clear()
    if scene.declared.has_secret_address:
        listener.ring.keep(f"source:{listener.source.id}", {"address": listener.service.base})

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.NOT_CONFIGURED
    assert "earshot keys set" in failure.detail
    assert not listener.service.asked


@everywhere
def test_key_is_kept_to_itself(listener: Listener, scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    if not (scene.key or scene.declared.has_secret_address):
        pytest.skip("has no secret")
    listener.service.say(*_sentences(0, 2))
    listener.fetch()
    listener.service.trouble = _status(500)
    listener.fetch()

    assert any(SECRET in str(asked) for asked in listener.service.asked), "the key was used"
    for kept in (listener.source, listener.source.url, listener.heard, listener.failures, caplog.text):
        assert SECRET not in str(kept)
    assert SECRET not in str(dict(listener.source.position))


@everywhere
def test_budget_is_never_passed(listener: Listener, scene: Scene) -> None:
    budget = scene.declared.budget
    if budget is None:
        pytest.skip("has no budget")
    listener.service.say(*_sentences(0, 2))
    period = budget.period(listener.now + 60 * MINUTE)
    listener.purse.counts[scene.kind, period] = _most(scene)

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.OUT_OF_BUDGET
    assert not _data(listener)
    assert listener.source.interval == listener.source.usual_interval
    listener.purse.counts.clear()
    _recovers(listener, 2)


def _most(scene: Scene) -> int:
    budget = scene.declared.budget
    assert budget is not None
    return int(scene.key.get(budget.most_key or "", budget.most))


@everywhere
def test_service_that_says_our_key_back_is_not_quoted(listener: Listener, scene: Scene) -> None:
    if not scene.key:
        pytest.skip("has no key")
    said = {
        "error": {"message": f"bad key {SECRET}", "code": 400},
        "message": f"no: {SECRET}",
        "stat": "fail",
    }
    listener.service.trouble = lambda _: Answer.of({**said, "error_message": SECRET, "detail": SECRET}, 400)

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert SECRET not in failure.detail
