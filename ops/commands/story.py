"""One mention with its whole story: what was said, what it is, who has it, who was told, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from chalicelib import wiring
from chalicelib.domain.changes import Dossier
from chalicelib.domain.deliveries import Delivery
from chalicelib.domain.escalations import Escalation, EscalationStatus
from chalicelib.domain.mentions import Mention, MentionStatus
from chalicelib.errors import NotFound
from chalicelib.web.representations import dossier_json
from chalicelib.web.stories import Story, story_of

from .missing import missing
from .tables import colour_of, plain, tell_program
from .target import on_a_stage
from .times import shown

_WIDEST = 110


@click.command()
@click.argument("mention_id", metavar="ID")
@on_a_stage
@click.option("--json", "as_json", is_flag=True, help="For programs: what GET /mentions/ID answers.")
def show(mention_id: str, as_json: bool) -> None:
    """Tell the whole story of the mention ID: what was said, how it was judged, who has it, who was told
    when, what was done, and what the playbook advises.

    Example: earshot show m14f0c9
    """
    try:
        dossier = wiring.look().dossier(mention_id)
    except NotFound as error:
        raise missing("mention", mention_id, "mentions") from error
    watches = wiring.watches().all()
    if as_json:
        tell_program(dossier_json(dossier, watches))
        return
    about = next((watch for watch in watches if watch.id == dossier.mention.about), None)
    here = [each.person_id for each in wiring.see().others(mention_id, "", wiring.now())]
    _print(dossier, story_of(dossier.mention, about, wiring.now()), here)


def _print(dossier: Dossier, story: Story, here: list[str]) -> None:
    console = Console(highlight=False)
    console.width = min(console.width, _WIDEST) if console.is_terminal else _WIDEST
    mention = dossier.mention
    console.print(Text(plain(story.title or mention.id), style="bold"))
    if story.text:
        console.print(Text(plain(story.text)))
    console.print(_grid(_facts(mention, story)))
    if here:
        console.print(Text(plain(f"Looking at it now: {', '.join(here)}"), style="bold"))
    _section(console, "The clock", [(_clock(dossier.escalation, mention),)])
    if mention.answer:
        where = mention.answer.url or "in private"
        _section(console, "Answered", [(mention.answer.at, mention.answer.by, where, mention.answer.text)])
    _section(console, "Told", map(_delivery, dossier.deliveries))
    _section(console, "History", _history(dossier))
    if mention.status is not MentionStatus.DELETED:
        advice = story.advice
        _section(console, "The playbook", [(each,) for each in (*advice.do, advice.never)])


def _section(
    console: Console, title: str, rows: Iterator[tuple[object, ...]] | list[tuple[object, ...]]
) -> None:
    listed = list(rows)
    if listed:
        console.print()
        console.print(Text(title, style="bold"))
        console.print(_grid(listed))


def _grid(rows: Iterator[tuple[object, ...]] | list[tuple[object, ...]]) -> Table:
    table = Table.grid(padding=(0, 2))
    for row in rows:
        # Text, not markup: what sources say must not colour our terminal.
        table.add_row("", *(Text(plain(cell), style=colour_of(cell)) for cell in row))
    return table


def _facts(mention: Mention, story: Story) -> Iterator[tuple[object, ...]]:
    yield "Id", mention.id
    yield "Verdict", mention.verdict
    because = f", because of: {', '.join(story.evidence)}" if story.evidence else ""
    yield "", f"{story.sureness}{because}"
    if story.reason:
        yield "", story.reason
    yield "Urgency", story.urgency
    yield "Status", mention.status
    if mention.owner:
        until = f", until {shown(mention.until)}" if mention.until else ""
        yield "Owner", f"{mention.owner}{until}"
    yield "About", story.about
    if mention.author:
        yield "By", mention.author
    yield "Where", story.way or mention.url
    yield "Said" if story.was_published else "Found", f"{shown(mention.spoken_at)}, {story.when_ago}"
    for copy in mention.sightings[1:]:
        yield "Also seen", f"{shown(copy.seen_at)}, {copy.url or copy.source_id}"


def _clock(escalation: Escalation | None, mention: Mention) -> str:
    if escalation is None:
        return (
            "It was not escalated." if mention.queued_since is None else "Its escalation opens in a moment."
        )
    due = shown(escalation.due_at) if escalation.due_at else ""
    by = f"by policy {escalation.policy_id}"
    match escalation.status:
        case EscalationStatus.OPEN:
            again = f", for the {escalation.round + 1}. time" if escalation.round else ""
            return f"Step {escalation.step + 1} {by} is due at {due}{again}."
        case EscalationStatus.HELD:
            return f"Stands until {due}; without an answer by then, it goes on {by}."
        case EscalationStatus.REMINDED:
            return f"{mention.owner} was reminded; without a word by {due} it goes on {by}."
        case EscalationStatus.EXHAUSTED:
            return f"Every step {by} was taken, and nobody has it: earshot ack {mention.id}"
        case EscalationStatus.CLOSED:
            return "Nobody else is told."


def _delivery(each: Delivery) -> tuple[object, ...]:
    whom = f"{each.destination} ({each.person_id})" if each.destination.rota_id and each.person_id else None
    since = each.acknowledged_at or each.opened_at
    remark = f"at {shown(since)}" if since else each.failure
    return each.at or each.queued_at, whom or each.destination, each.what, each.status, remark


def _history(dossier: Dossier) -> Iterator[tuple[object, ...]]:
    yield dossier.mention.found_at, "found", "", ""
    for line in dossier.history:
        yield line.at, line.deed, f"by {line.by}, via {line.via}", line.note
