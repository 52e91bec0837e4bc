"""What was said."""

from __future__ import annotations

from datetime import timedelta

import click

from chalicelib import wiring
from chalicelib.domain.mentions import MentionFilter, MentionStatus
from chalicelib.domain.verdicts import Verdict

from .tables import show
from .target import on_a_stage


@click.command()
@click.option("--verdict", type=click.Choice([str(v) for v in Verdict]), help="Only these.")
@click.option("--status", type=click.Choice([str(s) for s in MentionStatus]), help="Only these.")
@click.option("--watch", help="Only those that match this watch.")
@click.option("--days", default=30, show_default=True, help="Found within this many days.")
@click.option("--limit", default=25, show_default=True, help="At most this many.")
@on_a_stage
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def mentions(
    verdict: str | None, status: str | None, watch: str | None, days: int, limit: int, as_json: bool
) -> None:
    """What was said, newest first."""
    now = wiring.now()
    wanted = MentionFilter(
        since=now - timedelta(days=days),
        until=now + timedelta(minutes=1),
        watch_id=watch,
        verdict=Verdict(verdict) if verdict else None,
        status=MentionStatus(status) if status else None,
    )
    rows: list[tuple[object, ...]] = []
    cursor = None
    while len(rows) < limit:
        page = wiring.look().page(wanted, cursor, limit - len(rows))
        rows += [
            (m.id, f"{m.spoken_at:%Y-%m-%d %H:%M}", m.verdict, m.status, m.about, m.title or m.text[:60])
            for m in page.mentions
        ]
        cursor = page.cursor
        if cursor is None:
            break
    columns = ("Id", "Said at", "Verdict", "Status", "About", "What")
    show(columns, rows, as_json, "Nothing was heard yet. See how the sources do with: earshot sources list")
