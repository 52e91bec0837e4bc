"""Commands about one kind of thing."""

from __future__ import annotations

import click

_ENDLESS = 1_000


class Explaining(click.Group):
    """A group that tells of each command its whole first sentence: cut short, it says little."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        named = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [(name, command.get_short_help_str(_ENDLESS)) for name, command in named if command]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


class Listing(Explaining):
    """A group that lists what there is, where nothing else is asked of it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options alone are those of the list. A shell that completes asks for all commands."""
        asks_for_help = set(args) & set(ctx.help_option_names)
        says_nothing = not args or (args[0].startswith("-") and not asks_for_help)
        is_list = says_nothing and not ctx.resilient_parsing
        return super().parse_args(ctx, ["list", *args] if is_list else args)
