from __future__ import annotations

import logging
from typing import Any

import pytest
from chalice.app import Chalice

from chalicelib import web, wiring
from chalicelib.errors import PermanentError, TemporaryError

from .conftest import ANNS, READ, Caller, World


def routes_of(app: Chalice) -> set[tuple[str, str]]:
    return {(method, path) for path, methods in app.routes.items() for method in methods}


def test_routes_survive_being_registered_on_a_second_application(app: Chalice) -> None:
    second = web.Application("second", configure_logs=False)

    assert routes_of(second) == routes_of(app)
    assert ("POST", "/a/{token}") in routes_of(second)


@pytest.mark.parametrize("path", ["/", "/mentions", "/mentions/m1zz", "/a/forged"])
def test_every_answer_may_be_neither_kept_nor_guessed_at(world: World, caller: Caller, path: str) -> None:
    answer = caller.get(path)

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_wrong_method_is_a_problem_that_names_the_right_one(caller: Caller) -> None:
    answer = caller.ask("DELETE", "/mentions/m1aa", READ)

    assert answer.status == 405
    assert answer.headers["Allow"] == "GET, OPTIONS"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["title"] == "Method Not Allowed"


def test_wrong_content_type_is_a_problem(world: World, caller: Caller) -> None:
    world.add()

    answer = caller.post("/mentions/m1aa/acknowledge", ANNS, "x", Content_Type="text/xml")

    assert answer.status == 415
    assert answer.json == {
        "type": "about:blank",
        "title": "Unsupported Media Type",
        "status": 415,
        "detail": "Unsupported media type: text/xml.",
    }


def test_people_see_a_page_where_programs_see_a_document(caller: Caller) -> None:
    answer = caller.ask("DELETE", "/a/anything")

    assert answer.status == 405
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<h1>Method Not Allowed</h1>" in answer.text


def broken(error: Exception) -> Any:
    def part() -> Any:
        raise error

    return part


def test_unexpected_failure_is_logged_with_its_traceback_and_told_without_details(
    world: World,
    caller: Caller,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(wiring, "look", broken(KeyError("table earshot-mentions")))

    answer = caller.get("/mentions", READ)

    assert answer.status == 500
    assert answer.json == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "This is our fault. It has been written down.",
    }
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.exc_info is not None


@pytest.mark.parametrize(
    ("error", "status"), [(TemporaryError("table throttled"), 503), (PermanentError("table gone"), 500)]
)
def test_failure_of_a_part_is_logged_and_told_without_details(
    world: World,
    caller: Caller,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    status: int,
) -> None:
    monkeypatch.setattr(wiring, "look", broken(error))
    world.add()

    answer, page = caller.get("/mentions", READ), caller.get(world.link())

    assert (answer.status, page.status) == (status, status)
    assert answer.headers.get("Retry-After") == ("5" if status == 503 else None)
    assert "table" not in answer.text + page.text.partition("</style>")[2]
    assert [record.exc_info is not None for record in caplog.records] == [True, True]
    assert [vars(record)["route"] for record in caplog.records] == ["/mentions", "/a/{token}"]


def test_event_that_is_no_request_is_answered_all_the_same(app: Chalice) -> None:
    answer = app({"requestContext": {}}, None)

    assert answer["statusCode"] == 500
    assert answer["headers"]["Content-Type"] == "application/problem+json"
