"""Tokens are admitted by their secret, and never stored with it."""

from datetime import timedelta

import pytest

from chalicelib.domain.history import Deed
from chalicelib.domain.links import LIFETIME, link_for
from chalicelib.domain.people import Scope, Token, hash_of, parts_of, token_text
from chalicelib.domain.playbook import advice_for
from chalicelib.domain.verdicts import Judgement, Verdict

from .examples import NOW, a_mention

SECRET = "s" * 43


def a_token(**changes: object) -> Token:
    values = {
        "id": "0123456789ab",
        "secret_hash": hash_of(SECRET),
        "person_id": "ann",
        "scope": Scope.RESPOND,
        "created_at": NOW,
        "expires_at": None,
    }
    return Token(**{**values, **changes})  # type: ignore[arg-type]


def test_token_admits_its_secret_and_nothing_else() -> None:
    assert a_token().admits(SECRET, NOW)
    assert not a_token().admits("t" * 43, NOW)
    assert not a_token().admits("", NOW)


def test_expired_token_admits_nobody() -> None:
    token = a_token(expires_at=NOW + timedelta(days=1))

    assert token.admits(SECRET, NOW)
    assert not token.admits(SECRET, NOW + timedelta(days=1))


def test_token_does_not_hold_its_secret() -> None:
    assert SECRET not in repr(a_token())


def test_token_text_is_read_back() -> None:
    assert parts_of(token_text("0123456789ab", SECRET)) == ("0123456789ab", SECRET)


@pytest.mark.parametrize(
    "text", ["", "esh_", "esh_0123456789ab_short", "Bearer x", "esh_0123456789ab_" + "s" * 44]
)
def test_other_texts_are_no_tokens(text: str) -> None:
    assert parts_of(text) is None


@pytest.mark.parametrize(
    ("held", "needed", "allowed"),
    [
        (Scope.READ, Scope.READ, True),
        (Scope.READ, Scope.RESPOND, False),
        (Scope.RESPOND, Scope.READ, True),
        (Scope.RESPOND, Scope.ADMIN, False),
        (Scope.ADMIN, Scope.READ, True),
    ],
)
def test_scope_includes_the_lesser_ones(held: Scope, needed: Scope, allowed: bool) -> None:
    assert held.allows(needed) is allowed


def test_link_expires() -> None:
    link = link_for(a_mention(), "ann", Deed.ACKNOWLEDGED, NOW)

    assert not link.has_expired(NOW + LIFETIME - timedelta(seconds=1))
    assert link.has_expired(NOW + LIFETIME)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_playbook_has_advice_for_every_verdict(verdict: Verdict) -> None:
    assert advice_for(verdict).do
    assert advice_for(verdict).never.startswith("Never")


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(1.0, "very sure"), (0.8, "fairly sure"), (0.6, "not very sure"), (0.1, "hardly more than a guess")],
)
def test_judgement_says_in_words_how_sure_it_is(confidence: float, words: str) -> None:
    assert Judgement(Verdict.BAD, confidence, (), "test-1").sureness == words
