"""Who may use the API."""

from __future__ import annotations

from datetime import datetime, timedelta

import click

from chalicelib import wiring
from chalicelib.domain.people import Scope, parts_of
from ops.tokens import new_token

from .missing import missing
from .tables import show
from .target import on_a_stage


@click.group()
def tokens() -> None:
    """Who may use the API."""


@tokens.command("list")
@on_a_stage
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_tokens(as_json: bool) -> None:
    """All tokens, without their secrets, which nobody keeps."""
    rows = [
        (t.id, t.person_id, t.scope, _shown(t.created_at), _shown(t.expires_at) if t.expires_at else "never")
        for t in wiring.tokens().all()
    ]
    columns = ("Id", "Person", "Scope", "Created", "Expires")
    show(columns, rows, as_json, "No tokens yet. Make one with: earshot tokens add --help")


@tokens.command("add")
@click.argument("person_id", metavar="PERSON")
@click.option("--scope", type=click.Choice([str(s) for s in Scope]), default="read", show_default=True)
@click.option(
    "--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="Until it expires."
)
@on_a_stage
def add_token(person_id: str, scope: str, days: int) -> None:
    """Make a token by which a program speaks for PERSON. It is shown once, and stored as a hash."""
    if wiring.people().get(person_id) is None:
        raise missing("person", person_id, "people")
    now = wiring.now()
    click.echo(new_token(person_id, Scope(scope), now, now + timedelta(days=days)))


@tokens.command("revoke")
@click.argument("token_id", metavar="ID")
@on_a_stage
def revoke_token(token_id: str) -> None:
    """Admit the token ID no longer, from its next request on. ID may be the whole token, too."""
    token_id, _ = parts_of(token_id) or (token_id, "")
    if not wiring.tokens().remove(token_id):
        raise missing("token", token_id, "tokens")
    click.echo(f"Token {token_id} is revoked.")


def _shown(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
