"""The `earshot` command: runs the system on this machine, deploys it, and does the daily work."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import NoReturn

import click
from click.shell_completion import CompletionItem

from chalicelib import __version__
from chalicelib.errors import EarshotError, Outdated

# Each command's module is imported when it is used: `earshot parse` need not wait for boto3.
_SECTIONS = {
    "Daily work": {
        "mentions": ("mentions", "What was said, newest first; or write down what was said to you."),
        "show": ("story", "One mention with its whole story."),
        "ack": ("daily", "Have it: nobody else is told of it."),
        "snooze": ("daily", "Let it rest until a time."),
        "assign": ("daily", "Hand it to somebody."),
        "release": ("daily", "Give it back."),
        "answer": ("daily", "Write down what was said to its author; the clock stops."),
        "promise": ("daily", "Promise a second word; you are reminded of it."),
        "resolve": ("daily", "It is dealt with."),
        "ignore": ("daily", "Leave it be: a troll's, or not about us."),
        "reopen": ("daily", "Take it up again."),
        "retry": ("trouble", "Send anew what could not be delivered."),
        "report": ("report", "What people made of what they were told, and what judges are worth and cost."),
    },
    "What is heard, and who hears of it": {
        "watches": ("listening", "What is listened for."),
        "sources": ("listening", "Where it is listened."),
        "keys": ("keys", "With what sources let Earshot in, and destinations are reached."),
        "people": ("answering", "Who can be told."),
        "policies": ("policies", "Who is told when."),
        "rotas": ("rotas", "Who is on duty."),
        "tokens": ("tokens", "Who may use the API."),
        "dead-letters": ("dead_letters", "What failed so often that its queue gave it up."),
        "labels": ("labels", "What people's verdicts teach the judge."),
    },
    "Running it": {
        "health": ("trouble", "Say what is late."),
        "up": ("running", "Start Earshot on this machine: embedded cloud, mail catcher, town square."),
        "down": ("running", "Stop it, and keep its state."),
        "status": ("running", "Say what runs, and where everything is."),
        "logs": ("running", "Follow the functions' logs."),
        "mails": ("running", "List the caught mails, or read one."),
        "build": ("deploying", "Build the deployment bundle and the merged template."),
        "deploy": ("deploying", "Deploy to AWS, or to the embedded cloud."),
    },
    "On its own": {
        "parse": ("documents", "Print what Earshot reads from a document, as JSON lines."),
        "judge": ("judge", "Judge texts, given as JSON lines, as Earshot does."),
        "match": ("querying", "Print which texts a query matches."),
        "completion": ("completion", "Let your shell complete commands and options."),
    },
}
_COMMANDS = {name: command for section in _SECTIONS.values() for name, command in section.items()}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module = import_module(f"ops.commands.{_COMMANDS[name][0]}")
        command: click.Command = getattr(module, name.replace("-", "_"))
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands from their names alone: whoever presses Tab should not wait for all their modules."""
        named = [
            CompletionItem(name, help=text)
            for name, (_, text) in _COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*named, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, section in _SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, text) for name, (_, text) in section.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="earshot")
def earshot() -> None:
    """Earshot hears what is said about you elsewhere, and gets it to the person who can answer.

    Start with `earshot up`; it prints what to do next.
    """


def main() -> None:
    """Run the command that was typed."""
    run(earshot)


def run(command: click.Command) -> None:
    """Run a command; what stops it is said in words, with exit status 1."""
    try:
        command(standalone_mode=False)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except Outdated as error:
        _stop(f"{error}\nsomebody else was faster: look at it, then type it again")
    except EarshotError as error:
        _stop(str(error))


def _stop(why: str) -> NoReturn:
    click.secho(why, fg="red", err=True)
    sys.exit(1)
