"""What was said: elsewhere, and to us."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

import click

from chalicelib import wiring
from chalicelib.domain.addresses import host_of
from chalicelib.domain.channels import Channel
from chalicelib.domain.history import Via
from chalicelib.domain.mentions import Mention, MentionFilter, MentionStatus
from chalicelib.domain.reach import Reach
from chalicelib.domain.remarks import Remark
from chalicelib.domain.rulings import LONGEST_NOTE, RULED, Ruling
from chalicelib.domain.verdicts import Verdict
from ops.progress import waiting

from .acting import as_somebody
from .groups import Listing
from .tables import for_programs, show
from .target import on_a_stage
from .times import DAYS_BACK, ago

_COLUMNS = (
    *("Id", "Said at", "Verdict", "Urgency", "Status", "Owner", "About", "Where"),
    *("Seen", "Audience", "Reactions", "What"),
)


@click.group(cls=Listing)
def mentions() -> None:
    """What was said, elsewhere and to us: `mentions` alone lists it."""


@mentions.command("list")
@click.option("--verdict", type=click.Choice([str(v) for v in Verdict]), help="Only these.")
@click.option("--status", type=click.Choice([str(s) for s in MentionStatus]), help="Only these.")
@click.option("--watch", help="Only those that match this watch.")
@click.option("--days", type=DAYS_BACK, default=30, show_default=True, help="Found within this many days.")
@click.option(
    "--since",
    type=ago,
    metavar="TIME",
    help="Found since then, like 2h, 3d or 2026-12-24, whatever --days says.",
)
@click.option(
    "--limit", type=click.IntRange(1, 100_000), default=25, show_default=True, help="At most this many."
)
@on_a_stage
@for_programs
def list_mentions(
    verdict: str | None,
    status: str | None,
    watch: str | None,
    days: int,
    since: datetime | None,
    limit: int,
    as_json: bool,
) -> None:
    """What was said, newest first.

    Example: earshot mentions --verdict bad --status notified --since 3d
    """
    now = wiring.now()
    wanted = MentionFilter(
        since=since or now - timedelta(days=days),
        until=now + timedelta(minutes=1),
        watch_id=watch,
        verdict=Verdict(verdict) if verdict else None,
        status=MentionStatus(status) if status else None,
    )
    with waiting("looking"):
        rows = [_row(mention) for mention in islice(_listed(wanted, limit), limit)]
    nothing = "Nothing of that kind was heard. See how the sources do with: earshot sources list"
    show(_COLUMNS, rows, as_json, nothing)


def _listed(wanted: MentionFilter, limit: int) -> Iterator[Mention]:
    page = wiring.look().page(wanted, None, limit)
    yield from page.mentions
    while page.cursor is not None:
        page = wiring.look().page(wanted, page.cursor, limit)
        yield from page.mentions


def _row(mention: Mention) -> tuple[object, ...]:
    host = host_of(mention.url).removeprefix("www.") if mention.url else None
    where = mention.channel.words if mention.channel else host
    what = mention.title or mention.text[:60]
    judged = (mention.verdict, mention.urgency, mention.status, mention.owner)
    reach = mention.reach or Reach()
    heard = (mention.weight, reach.audience, reach.reactions)
    return mention.id, mention.spoken_at, *judged, mention.about, where, *heard, what


@mentions.command("add")
@click.argument("text")
@click.option(
    "--channel", type=click.Choice([str(c) for c in Channel]), required=True, help="How they said it."
)
@click.option("--title", default="", help="What it is about, in a line.")
@click.option("--author", help="Who said it, and how to reach them.")
@click.option(
    "--said-at", type=ago, metavar="TIME", help="When, like 2h (ago) or '2026-03-14 09:14'. [default: now]"
)
@click.option("--watch", help="Which watch it is about. [default: the one that TEXT names, or your only own]")
@click.option("--url", help="Where there is more of it: a ticket, a recording.")
@on_a_stage
@as_somebody
def add_mention(
    text: str,
    channel: str,
    title: str,
    author: str | None,
    said_at: datetime | None,
    watch: str | None,
    url: str | None,
    by: str,
) -> None:
    """Write down what somebody said to you by phone, in a chat, a letter, or at the counter.

    It is judged, and escalated if it is bad, like what is said elsewhere. TIME is your machine's unless it
    has an offset. The same again is one mention.

    Example: earshot mentions add "My lamp broke, nobody calls back" --channel phone --author Joan --as ann
    """
    remark = Remark(Channel(channel), text, title, author or None, said_at, watch, url)
    noted = wiring.note()(remark, by, Via.COMMAND, wiring.now())
    judgement = noted.mention.judgement
    judged = f"{judgement.verdict}, {judgement.sureness}"
    click.echo(f"{noted.mention.id}  {judged if noted.is_first else 'was noted before'}")


@mentions.command("judge")
@click.argument("mention_id", metavar="ID")
@click.argument("verdict", type=click.Choice([str(v) for v in RULED]))
@click.option("--note", default="", help=f"Why, in at most {LONGEST_NOTE} characters.")
@on_a_stage
@as_somebody
def judge_mention(mention_id: str, verdict: str, note: str, by: str) -> None:
    """Say what the mention ID is, whatever the machine said.

    What turns out bad is escalated if nobody knows of it yet; of what does not, nobody else is told.

    Example: earshot mentions judge m14f0c9 bad --as ann --note "They mean our new lamp"
    """
    ruling = Ruling(Verdict(verdict), by, wiring.now())
    taken = wiring.override()(mention_id, ruling, Via.COMMAND, note)
    ruled = taken.mention.ruling
    before = "" if taken.is_first or ruled is None else f", as {ruled.by} had said before"
    click.echo(f"{mention_id}  {taken.mention.verdict}{before}")
