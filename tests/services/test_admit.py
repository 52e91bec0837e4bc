"""Who is admitted, and what is remembered of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from chalicelib.domain.people import Scope, Token, hash_of, token_text
from chalicelib.errors import TemporaryError
from chalicelib.services.admit import Admit
from tests.domain.examples import NOW
from tests.fakes import FakeTokenStore, fail_at

SECRET = "s" * 43
TOKEN = Token("0123456789ab", hash_of(SECRET), "ann", Scope.READ, NOW)
TEXT = token_text(TOKEN.id, SECRET)


def test_use_is_written_down_once_a_day() -> None:
    tokens = FakeTokenStore(TOKEN)
    Admit(tokens)(TEXT, NOW)
    fail_at(tokens, "mark_used")

    assert Admit(tokens)(TEXT, NOW + timedelta(hours=1))

    assert tokens.tokens[TOKEN.id] == replace(TOKEN, last_used_on=NOW.date())


def test_wrong_secret_is_no_use() -> None:
    tokens = FakeTokenStore(TOKEN)

    assert Admit(tokens)(token_text(TOKEN.id, "x" * 43), NOW) is None

    assert tokens.all() == (TOKEN,)


def test_next_day_counts_anew() -> None:
    tokens = FakeTokenStore(replace(TOKEN, last_used_on=date(2026, 1, 1)))

    Admit(tokens)(TEXT, NOW)

    assert tokens.all() == (replace(TOKEN, last_used_on=NOW.date()),)


def test_nobody_is_kept_out_because_the_use_cannot_be_written_down() -> None:
    tokens = FakeTokenStore(TOKEN)
    fail_at(tokens, "mark_used", error=TemporaryError("throttled"))

    assert Admit(tokens)(TEXT, NOW) == TOKEN
