"""What people do about a mention, typed: have it, hand it on, answer it, promise a second word, end it."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from chalicelib import wiring
from chalicelib.domain.acts import LONGEST_NOTE, Act
from chalicelib.domain.history import Deed, Via
from chalicelib.domain.mentions import Answer, Ignored, Mention, MentionStatus
from chalicelib.errors import NotFound
from ops.errors import CannotContinue

from .acting import Command, as_somebody
from .missing import missing
from .target import on_a_stage
from .times import ahead, shown

_NOTE = click.option("--note", default="", help=f"For the history, in at most {LONGEST_NOTE} characters.")
_UNTIL = click.option(
    "--until",
    type=ahead,
    metavar="TIME",
    help="For how long, like 2h or '2026-12-24 09:00'. [default: as the policy says]",
)
_REASONS = {str(each).replace(" ", "-"): each for each in Ignored}


def _on_a_mention(command: Command) -> Command:
    """What all of these need: the mention, who does it, where, and maybe a note."""
    return click.argument("mention_id", metavar="ID")(_NOTE(on_a_stage(as_somebody(command))))


@click.command()
@_on_a_mention
@_UNTIL
def ack(mention_id: str, until: datetime | None, note: str, by: str) -> None:
    """Say "I have it": nobody else is told of the mention ID until your time is over.

    Of two who say so, the first has it. Said again, it gives you more time.

    Example: earshot ack m14f0c9 --until 2h
    """
    _do(mention_id, Deed.ACKNOWLEDGED, by, note, until=until)


@click.command()
@_on_a_mention
@click.argument("until", metavar="TIME", type=ahead)
def snooze(mention_id: str, until: datetime, note: str, by: str) -> None:
    """Let the mention ID rest until TIME; then it is everybody's again.

    TIME is like 2h, 3d or '2026-12-24 09:00', on your machine's clock; 30 days at most.

    Example: earshot snooze m14f0c9 3d --note "They are on holiday"
    """
    _do(mention_id, Deed.SNOOZED, by, note, until=until)


@click.command()
@_on_a_mention
@click.argument("to", metavar="PERSON")
@_UNTIL
def assign(mention_id: str, to: str, until: datetime | None, note: str, by: str) -> None:
    """Hand the mention ID to PERSON, who is told at once, with the whole story.

    Example: earshot assign m14f0c9 ben --note "You know this customer"
    """
    _do(mention_id, Deed.ASSIGNED, by, note, to=to, until=until)


@click.command()
@_on_a_mention
@click.argument("text")
@click.option("--url", help="The public address where it was said. [default: it was said in private]")
def answer(mention_id: str, text: str, url: str | None, note: str, by: str) -> None:
    """Write down TEXT, what was said to the author of the mention ID; the clock stops. With - it is read from
    standard input.

    Example: earshot answer m14f0c9 "We are sorry, a new lamp is on its way" --url https://blog.example/1#c2
    """
    said = sys.stdin.read() if text == "-" else text
    given = Answer(said.strip(), url, by, wiring.now())
    _do(mention_id, Deed.ANSWERED, by, note, answer=given)


@click.command()
@_on_a_mention
@click.argument("until", metavar="TIME", type=ahead)
def promise(mention_id: str, until: datetime, note: str, by: str) -> None:
    """Promise the author of the mention ID a second word by TIME; you are reminded of it.

    TIME is like 2h, 3d or '2026-12-24 09:00', on your machine's clock.

    Example: earshot promise m14f0c9 3d --note "Ask whether the new lamp works"
    """
    _do(mention_id, Deed.PROMISED, by, note, until=until)


@click.command()
@_on_a_mention
def resolve(mention_id: str, note: str, by: str) -> None:
    """Say that the mention ID is dealt with.

    Example: earshot resolve m14f0c9 --note "Has a new lamp, and is happy"
    """
    _do(mention_id, Deed.RESOLVED, by, note)


@click.command()
@_on_a_mention
@click.argument("reason", type=click.Choice(list(_REASONS)))
def ignore(mention_id: str, reason: str, note: str, by: str) -> None:
    """Leave the mention ID be: it is a troll's, or not about us.

    Example: earshot ignore m14f0c9 not-ours --note "Another Larkfield"
    """
    _do(mention_id, Deed.IGNORED, by, note, ignored=_REASONS[reason])


@click.command()
@_on_a_mention
def release(mention_id: str, note: str, by: str) -> None:
    """Give the mention ID back: nobody has it any more, and its escalation goes on where it stood.

    Example: earshot release m14f0c9 --note "I am off for today"
    """
    _do(mention_id, Deed.RELEASED, by, note)


@click.command()
@_on_a_mention
def reopen(mention_id: str, note: str, by: str) -> None:
    """Take up the mention ID again, which was answered, resolved or left be.

    Example: earshot reopen m14f0c9 --note "The new lamp broke, too"
    """
    _do(mention_id, Deed.REOPENED, by, note)


def _do(
    mention_id: str,
    deed: Deed,
    by: str,
    note: str,
    until: datetime | None = None,
    to: str | None = None,
    answer: Answer | None = None,
    ignored: Ignored | None = None,
) -> None:
    """Raises UsageError, and CannotContinue where somebody else was first."""
    act = Act(deed, by, wiring.now(), Via.COMMAND, note.strip(), until, to, answer, ignored)
    try:
        taken = wiring.respond()(mention_id, act)
    except NotFound as error:
        raise missing("mention", mention_id, "mentions") from error
    if not (taken.is_first or taken.was_done):
        _demand_repeat(act, mention_id)
    click.echo(f"{'' if taken.is_first else 'As before: '}{_told(taken.mention)}")


def _told(mention: Mention) -> str:
    match mention.status:
        case MentionStatus.ACKNOWLEDGED:
            assert mention.until is not None
            return f"{mention.owner} has it until {shown(mention.until)}."
        case MentionStatus.ANSWERED:
            return f"It is answered. Once it is dealt with: earshot resolve {mention.id}"
        case MentionStatus.PROMISED:
            assert mention.until is not None
            return f"{mention.owner} has promised a second word by {shown(mention.until)}."
        case MentionStatus.RESOLVED:
            return "It is dealt with."
        case MentionStatus.IGNORED:
            return f"It is left be: {mention.ignored}."
        case _:
            return "Nobody has it."


def _demand_repeat(act: Act, mention_id: str) -> None:
    """Raises CannotContinue, in the words of the API, unless it was so before."""
    from chalicelib.web.firsts import refusal
    from chalicelib.web.problems import problem_for

    if error := refusal(act, wiring.look().dossier(mention_id)):
        raise CannotContinue(problem_for(error).detail, f"see what became of it: earshot show {mention_id}")
