"""Who may use the API: made, listed, revoked."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.people import Scope, Token, hash_of, parts_of, token_text
from chalicelib.services.admit import Admit
from tests.domain.examples import NOW
from tests.ops.commands.conftest import World

SECRET = "s" * 43
TOKEN = Token("0123456789ab", hash_of(SECRET), "ann", Scope.RESPOND, NOW, NOW + timedelta(days=1))
LASTING = Token("ba9876543210", hash_of(SECRET), "ben", Scope.READ, NOW)


def test_made_token_is_admitted(world: World) -> None:
    made = world.type("tokens", "add", "ann", "--scope", "respond").output.strip()

    admitted = Admit(world.tokens)(made, NOW)
    assert admitted is not None
    assert (admitted.person_id, admitted.scope) == ("ann", Scope.RESPOND)


def test_token_for_nobody_is_refused(world: World) -> None:
    answer = world.type("tokens", "add", "zoe")

    assert answer.exit_code == 2
    assert "there is no person 'zoe'; see: earshot people list" in answer.output


def test_tokens_are_listed_without_what_must_stay_secret(world: World) -> None:
    world.tokens.put(replace(TOKEN, last_used_on=NOW.date()))
    world.tokens.put(LASTING)

    listed = world.type("tokens", "list", "--json").output
    shown = world.type("tokens", "list").output

    assert json.loads(listed) == [
        {
            "id": TOKEN.id,
            "person": "ann",
            "scope": "respond",
            "created": "2026-11-22T09:30:00Z",
            "expires": "2026-11-23T09:30:00Z",
            "last_used": "2026-11-22",
        },
        {
            "id": LASTING.id,
            "person": "ben",
            "scope": "read",
            "created": "2026-11-22T09:30:00Z",
            "expires": "never",
            "last_used": "never",
        },
    ]
    assert TOKEN.id in shown
    assert TOKEN.secret_hash not in listed + shown


def test_without_tokens_people_are_told_how_to_make_one(world: World) -> None:
    assert "earshot tokens add" in world.type("tokens", "list").output


def test_revoked_token_is_admitted_no_longer(world: World) -> None:
    world.tokens.put(TOKEN)
    world.tokens.put(LASTING)

    answer = world.type("tokens", "revoke", TOKEN.id)

    assert answer.exit_code == 0, answer.output
    assert Admit(world.tokens)(token_text(TOKEN.id, SECRET), NOW) is None
    assert world.tokens.all() == (LASTING,)


def test_whole_token_can_be_revoked_and_is_not_shown_again(world: World) -> None:
    """Whoever finds one where it must not be has its text, not its id."""
    world.tokens.put(TOKEN)
    text = token_text(TOKEN.id, SECRET)
    assert parts_of(text)

    answer = world.type("tokens", "revoke", text)
    again = world.type("tokens", "revoke", text)

    assert world.tokens.all() == ()
    assert (answer.exit_code, again.exit_code) == (0, 2)
    assert f"there is no token '{TOKEN.id}'; see: earshot tokens list" in again.output
    assert SECRET not in answer.output + again.output
