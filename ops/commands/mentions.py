"""What was said: elsewhere, and to us."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

from chalicelib import wiring
from chalicelib.domain.addresses import host_of
from chalicelib.domain.channels import Channel
from chalicelib.domain.history import Via
from chalicelib.domain.mentions import Mention, MentionFilter, MentionStatus
from chalicelib.domain.remarks import Remark
from chalicelib.domain.rulings import LONGEST_NOTE, RULED, Ruling, tallies
from chalicelib.domain.verdicts import Verdict

from .missing import missing
from .tables import show
from .target import on_a_stage


class _Listing(click.Group):
    """A group that lists what there is when it is not told what else to do."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        tells = args and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if tells else ["list", *args])


@click.group(cls=_Listing)
def mentions() -> None:
    """What was said: elsewhere, and to us. Without a command: list."""


@mentions.command("list")
@click.option("--verdict", type=click.Choice([str(v) for v in Verdict]), help="Only these.")
@click.option("--status", type=click.Choice([str(s) for s in MentionStatus]), help="Only these.")
@click.option("--watch", help="Only those that match this watch.")
@click.option("--days", default=30, show_default=True, help="Found within this many days.")
@click.option("--limit", default=25, show_default=True, help="At most this many.")
@on_a_stage
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_mentions(
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
        rows += map(_row, page.mentions)
        cursor = page.cursor
        if cursor is None:
            break
    columns = ("Id", "Said at", "Verdict", "Urgency", "Status", "About", "Where", "Seen", "What")
    show(columns, rows, as_json, "Nothing was heard yet. See how the sources do with: earshot sources list")


def _row(mention: Mention) -> tuple[object, ...]:
    said_at = f"{mention.spoken_at:%Y-%m-%d %H:%M}"
    host = host_of(mention.url).removeprefix("www.") if mention.url else None
    where = mention.channel.words if mention.channel else host
    what = mention.title or mention.text[:60]
    verdict, urgency = mention.verdict, mention.urgency
    return mention.id, said_at, verdict, urgency, mention.status, mention.about, where, mention.weight, what


@mentions.command("add")
@click.argument("text")
@click.option(
    "--channel", type=click.Choice([str(c) for c in Channel]), required=True, help="How they said it."
)
@click.option("--by", "person_id", metavar="PERSON", required=True, help="Who writes it down: an id of ours.")
@click.option("--title", default="", help="What it is about, in a line.")
@click.option("--author", help="Who said it, and how to reach them.")
@click.option("--said-at", metavar="TIME", help="When, like 2026-03-14T09:14. [default: now]")
@click.option("--watch", help="Which watch it is about. [default: the one that TEXT names, or your only own]")
@click.option("--url", help="Where there is more of it: a ticket, a recording.")
@on_a_stage
def add_mention(
    text: str,
    channel: str,
    person_id: str,
    title: str,
    author: str | None,
    said_at: str | None,
    watch: str | None,
    url: str | None,
) -> None:
    """Write down what somebody said to you by phone, in a chat, a letter, or at the counter.

    It is judged, and escalated if it is bad, like what is said elsewhere. TIME is your machine's unless it
    has an offset. The same again is one mention.

    Example: earshot mentions add "My lamp broke, nobody calls back" --channel phone --author Joan --by ann
    """
    if wiring.people().get(person_id) is None:
        raise missing("person", person_id, "people")
    remark = Remark(
        Channel(channel), text, title, author or None, _moment(said_at) if said_at else None, watch, url
    )
    noted = wiring.note()(remark, person_id, Via.COMMAND, wiring.now())
    judgement = noted.mention.judgement
    judged = f"{judgement.verdict}, {judgement.sureness}"
    click.echo(f"{noted.mention.id}  {judged if noted.is_first else 'was noted before'}")


@mentions.command("judge")
@click.argument("mention_id", metavar="ID")
@click.argument("verdict", type=click.Choice([str(v) for v in RULED]))
@click.option("--by", "person_id", metavar="PERSON", required=True, help="Who says so: an id of ours.")
@click.option("--note", default="", help=f"Why, in at most {LONGEST_NOTE} characters.")
@on_a_stage
def judge_mention(mention_id: str, verdict: str, person_id: str, note: str) -> None:
    """Say what the mention ID is, whatever the machine said.

    What turns out bad is escalated if nobody knows of it yet; of what does not, nobody else is told.

    Example: earshot mentions judge m14f0c9 bad --by ann --note "They mean our new lamp"
    """
    if wiring.people().get(person_id) is None:
        raise missing("person", person_id, "people")
    ruling = Ruling(Verdict(verdict), person_id, wiring.now())
    taken = wiring.override()(mention_id, ruling, Via.COMMAND, note)
    ruled = taken.mention.ruling
    before = "" if taken.is_first or ruled is None else f", as {ruled.by} had said before"
    click.echo(f"{mention_id}  {taken.mention.verdict}{before}")


@mentions.command("disagreements")
@click.option("--days", default=90, show_default=True, help="Found within this many days.")
@on_a_stage
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_disagreements(days: int, as_json: bool) -> None:
    """How often people judged otherwise than the machine, per watch and per source."""
    ruled = wiring.look().ruled(wiring.now() - timedelta(days=days), wiring.now() + timedelta(minutes=1))
    told = ((mention.about, mention.sightings[0].source_id, mention.is_overruled) for mention in ruled)
    rows = [
        (tally.of, tally.id, tally.ruled, tally.overruled, f"{tally.overruled / tally.ruled:.0%}")
        for tally in tallies(told)
    ]
    columns = ("Of", "Id", "Judged", "Corrected", "Share")
    show(columns, rows, as_json, "Nobody has judged a mention yet. See: earshot mentions judge --help")


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        reason = f"{text!r} is no time like 2026-03-14T09:14 or 2026-03-14T09:14+01:00"
        raise click.BadParameter(reason, param_hint="--said-at") from error
