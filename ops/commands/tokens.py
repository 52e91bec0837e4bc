"""Who may use the API."""

from __future__ import annotations

from datetime import timedelta

import click

from chalicelib import wiring
from chalicelib.domain.people import Scope, parts_of
from ops.tokens import new_token

from .groups import Listing
from .missing import missing
from .tables import for_programs, show
from .target import on_a_stage


@click.group(cls=Listing)
def tokens() -> None:
    """Who may use the API: `tokens` alone lists them."""


@tokens.command("list")
@on_a_stage
@for_programs
def list_tokens(as_json: bool) -> None:
    """All tokens, without their secrets, which nobody keeps.

    Example: earshot tokens list
    """
    rows = [
        (t.id, t.person_id, t.scope, t.created_at, t.expires_at or "never", t.last_used_on or "never")
        for t in wiring.tokens().all()
    ]
    columns = ("Id", "Person", "Scope", "Created", "Expires", "Last used")
    show(columns, rows, as_json, "No tokens yet. Make one with: earshot tokens add --help")


@tokens.command("add")
@click.argument("person_id", metavar="PERSON")
@click.option(
    "--scope",
    type=click.Choice([str(s) for s in Scope]),
    default="read",
    show_default=True,
    help="What it may do; each includes those before it.",
)
@click.option(
    "--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="Until it expires."
)
@on_a_stage
def add_token(person_id: str, scope: str, days: int) -> None:
    """Make a token by which a program speaks for PERSON. It is shown once, and stored as a hash.

    Example: earshot tokens add ann --scope respond --days 30
    """
    if wiring.people().get(person_id) is None:
        raise missing("person", person_id, "people")
    now = wiring.now()
    click.echo(new_token(person_id, Scope(scope), now, now + timedelta(days=days)))


@tokens.command("revoke")
@click.argument("token_id", metavar="ID")
@on_a_stage
def revoke_token(token_id: str) -> None:
    """Admit the token ID no longer, from its next request on. ID may be the whole token, too.

    Example: earshot tokens revoke 0123456789ab
    """
    token_id, _ = parts_of(token_id) or (token_id, "")
    if not wiring.tokens().remove(token_id):
        raise missing("token", token_id, "tokens")
    click.echo(f"Token {token_id} is revoked.")
