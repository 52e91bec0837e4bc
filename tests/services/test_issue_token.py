"""A token's secret is told once, and with the same key it is made once."""

from __future__ import annotations

import pytest

from chalicelib.domain.people import Scope, parts_of
from chalicelib.errors import InvalidInput, KeyReused, NotPossible
from chalicelib.services.admit import Admit
from chalicelib.services.issue_token import IssueToken
from tests.domain.examples import MINUTE, NOW
from tests.fakes import FakePersonStore, FakeTokenStore

from .world import ANN, BEN


@pytest.fixture
def tokens() -> FakeTokenStore:
    return FakeTokenStore()


@pytest.fixture
def issue(tokens: FakeTokenStore) -> IssueToken:
    return IssueToken(tokens, FakePersonStore(ANN, BEN))


def test_token_is_admitted_by_what_was_told_once(issue: IssueToken, tokens: FakeTokenStore) -> None:
    token, text = issue("ann", Scope.RESPOND, NOW, NOW + MINUTE)

    parts = parts_of(text)
    assert parts is not None
    assert parts[1] not in repr(tokens.all())
    assert Admit(tokens)(text, NOW) == token
    assert Admit(tokens)(text, NOW + MINUTE) is None


def test_without_a_key_each_is_another(issue: IssueToken, tokens: FakeTokenStore) -> None:
    issue("ann", Scope.READ, NOW, None)
    issue("ann", Scope.READ, NOW, None)

    assert len(tokens.all()) == 2


def test_same_key_makes_no_second_one(issue: IssueToken, tokens: FakeTokenStore) -> None:
    token, _ = issue("ann", Scope.READ, NOW, None, "k1")

    with pytest.raises(NotPossible, match=f"has made token {token.id} before"):
        issue("ann", Scope.READ, NOW, None, "k1")
    with pytest.raises(KeyReused):
        issue("ben", Scope.READ, NOW, None, "k1")
    assert tokens.all() == (token,)


def test_nobody_speaks_for_somebody_unknown(issue: IssueToken, tokens: FakeTokenStore) -> None:
    with pytest.raises(InvalidInput, match="there is nobody 'zoe'"):
        issue("zoe", Scope.READ, NOW, None)
    assert tokens.all() == ()
