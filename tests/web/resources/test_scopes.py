"""Who may do what: every route, with every scope, and without."""

from __future__ import annotations

import re

import pytest
from chalice.app import Chalice

from chalicelib.domain.people import Scope
from chalicelib.web.routes import operations
from tests.web.conftest import ANNS, READ, Caller
from tests.web.resources.conftest import ADMIN, Office

EVERYBODY = None
MAY: dict[tuple[str, str], Scope | None] = {
    ("GET", "/"): EVERYBODY,
    ("GET", "/health"): EVERYBODY,
    ("GET", "/mentions"): Scope.READ,
    ("POST", "/mentions"): Scope.RESPOND,
    ("GET", "/mentions/{mention_id}"): Scope.READ,
    ("POST", "/mentions/{mention_id}/acknowledge"): Scope.RESPOND,
    ("POST", "/mentions/{mention_id}/release"): Scope.RESPOND,
    ("POST", "/mentions/{mention_id}/assign"): Scope.RESPOND,
    ("POST", "/mentions/{mention_id}/snooze"): Scope.RESPOND,
    ("POST", "/mentions/{mention_id}/answer"): Scope.RESPOND,
    ("POST", "/mentions/{mention_id}/promise"): Scope.RESPOND,
    ("POST", "/mentions/{mention_id}/resolve"): Scope.RESPOND,
    ("POST", "/mentions/{mention_id}/ignore"): Scope.RESPOND,
    ("POST", "/mentions/{mention_id}/reopen"): Scope.RESPOND,
    ("POST", "/mentions/{mention_id}/verdict"): Scope.RESPOND,
    ("GET", "/mentions/{mention_id}/history"): Scope.READ,
    ("GET", "/mentions/{mention_id}/deliveries"): Scope.READ,
    ("POST", "/mentions/{mention_id}/deliveries/{delivery_id}/retry"): Scope.RESPOND,
    ("GET", "/mentions/{mention_id}/viewers"): Scope.READ,
    ("POST", "/mentions/{mention_id}/viewers"): Scope.RESPOND,
    ("GET", "/coverage"): Scope.READ,
    ("GET", "/report"): Scope.READ,
    ("POST", "/queries/preview"): Scope.READ,
    ("GET", "/watches"): Scope.READ,
    ("GET", "/watches/{watch_id}"): Scope.READ,
    ("PUT", "/watches/{watch_id}"): Scope.ADMIN,
    ("DELETE", "/watches/{watch_id}"): Scope.ADMIN,
    ("GET", "/sources"): Scope.READ,
    ("POST", "/sources"): Scope.ADMIN,
    ("GET", "/sources/{source_id}"): Scope.READ,
    ("PATCH", "/sources/{source_id}"): Scope.ADMIN,
    ("DELETE", "/sources/{source_id}"): Scope.ADMIN,
    ("GET", "/policies"): Scope.READ,
    ("GET", "/policies/{policy_id}"): Scope.READ,
    ("GET", "/policies/{policy_id}/rehearsal"): Scope.READ,
    ("PUT", "/policies/{policy_id}"): Scope.ADMIN,
    ("DELETE", "/policies/{policy_id}"): Scope.ADMIN,
    ("GET", "/rotas"): Scope.READ,
    ("GET", "/rotas/{rota_id}"): Scope.READ,
    ("GET", "/rotas/{rota_id}/calendar"): Scope.READ,
    ("PUT", "/rotas/{rota_id}"): Scope.ADMIN,
    ("DELETE", "/rotas/{rota_id}"): Scope.ADMIN,
    ("GET", "/people"): Scope.RESPOND,
    ("GET", "/people/{person_id}"): Scope.RESPOND,
    ("PUT", "/people/{person_id}"): Scope.ADMIN,
    ("DELETE", "/people/{person_id}"): Scope.ADMIN,
    ("GET", "/tokens"): Scope.ADMIN,
    ("POST", "/tokens"): Scope.ADMIN,
    ("GET", "/tokens/{token_id}"): Scope.ADMIN,
    ("DELETE", "/tokens/{token_id}"): Scope.ADMIN,
    ("GET", "/dead-letters"): Scope.ADMIN,
    ("POST", "/dead-letters/{queue}/redrive"): Scope.ADMIN,
    ("DELETE", "/dead-letters/{queue}/{letter_id}"): Scope.ADMIN,
}
"""The API: the least scope that each route takes."""

WITHOUT_TOKENS = {
    ("GET", "/openapi.json"),
    ("GET", "/a/{token}"),
    ("POST", "/a/{token}"),
    ("POST", "/a/{token}/here"),
    ("GET", "/digest/{token}"),
    ("POST", "/digest/{token}"),
    ("POST", "/slack/actions"),
    ("GET", "/canary.xml"),
    ("GET", "/websub/{source_id}/{key}"),
    ("POST", "/websub/{source_id}/{key}"),
}
"""For whoever has a link, a signature or a key; or for everybody."""

TOKENS = {Scope.READ: READ, Scope.RESPOND: ANNS, Scope.ADMIN: ADMIN}
LOCKED = sorted(route for route, needed in MAY.items() if needed is not EVERYBODY)


def _address(path: str) -> str:
    """One that leads to something where it can: what is asked for is told apart from who asks before."""
    there = {"mention_id": "m1aa", "watch_id": "kettles", "queue": "negatives"}
    return re.sub(r"\{(\w+)\}", lambda found: there.get(found[1], "x1"), path)


def test_every_route_stands_in_the_table(app: Chalice) -> None:
    routes = {(method, path) for path, methods in app.routes.items() for method in methods}

    preflights = {("OPTIONS", path) for _, path in MAY}
    assert routes == set(MAY) | WITHOUT_TOKENS | preflights


def test_document_says_what_the_table_says() -> None:
    assert {(each.method, each.path): each.needs for each in operations()} == MAY


@pytest.mark.parametrize(("method", "path"), LOCKED)
def test_without_a_token_nothing_is_done_or_told(
    office: Office, caller: Caller, method: str, path: str
) -> None:
    before = office.world.everything()

    answer = caller.ask(method, _address(path), body="{}")

    assert answer.status == 401
    assert answer.json["title"] == "Unauthorized"
    assert office.world.everything() == before


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize(("method", "path"), LOCKED)
def test_scope_may_do_what_the_table_says_and_nothing_else(
    office: Office, caller: Caller, method: str, path: str, scope: Scope
) -> None:
    needed = MAY[method, path]
    assert needed is not None

    answer = caller.ask(method, _address(path), TOKENS[scope], "{}")

    assert (answer.status == 403) == (not scope.allows(needed)), answer.text
    if answer.status == 403:
        assert answer.json["scope"] == needed
        assert office.world.mentions.commits == []


@pytest.mark.parametrize(("method", "path"), sorted(set(MAY) - set(LOCKED)))
def test_everybody_may_do_without_a_token_what_the_table_says(
    office: Office, caller: Caller, method: str, path: str
) -> None:
    assert caller.ask(method, path).status == 200
