"""The token of this machine's user: kept while it is admitted, made anew when it is not."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib import wiring
from chalicelib.domain.people import Scope
from chalicelib.services.admit import Admit
from ops.tokens import keep_token, kept_token, new_token
from tests.domain.examples import MINUTE, NOW
from tests.fakes import FakeTokenStore


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> FakeTokenStore:
    store = FakeTokenStore()
    monkeypatch.setattr(wiring, "tokens", lambda: store)
    monkeypatch.setattr(wiring, "admit", lambda: Admit(store))
    return store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "token"


@pytest.mark.usefixtures("store")
def test_before_the_first_there_is_none(file: Path) -> None:
    assert kept_token(file) == ""


def test_first_token_may_do_everything_and_only_its_owner_can_read_it(
    store: FakeTokenStore, file: Path
) -> None:
    keep_token(file, "ann", NOW)

    admitted = Admit(store)(kept_token(file), NOW)
    assert admitted is not None
    assert (admitted.person_id, admitted.scope) == ("ann", Scope.ADMIN)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_token_that_is_admitted_is_kept(store: FakeTokenStore, file: Path) -> None:
    keep_token(file, "ann", NOW)
    before = kept_token(file)

    keep_token(file, "ann", NOW + MINUTE)

    assert kept_token(file) == before
    assert len(store.all()) == 1


def test_token_that_the_system_has_forgotten_is_made_anew(store: FakeTokenStore, file: Path) -> None:
    """As after a crash of the embedded cloud: it starts again from what it last saved."""
    keep_token(file, "ann", NOW)
    before = kept_token(file)
    store.tokens.clear()

    keep_token(file, "ann", NOW)

    assert kept_token(file) != before
    assert Admit(store)(kept_token(file), NOW)


def test_file_that_is_damaged_is_replaced_as_a_whole(store: FakeTokenStore, file: Path) -> None:
    file.write_text("not a token, and longer than any of ours is: " + "x" * 200)

    keep_token(file, "ann", NOW)

    assert Admit(store)(kept_token(file), NOW)


def test_token_ends_when_it_is_told_to(store: FakeTokenStore) -> None:
    text = new_token("ann", Scope.READ, NOW, NOW + timedelta(days=1))

    assert Admit(store)(text, NOW)
    assert Admit(store)(text, NOW + timedelta(days=1)) is None
