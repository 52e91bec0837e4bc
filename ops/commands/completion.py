"""Completion for shells, as click writes it."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_INSTALL = {
    "bash": "earshot completion bash > ~/.earshot-complete.bash; "
    "echo '. ~/.earshot-complete.bash' >> ~/.bashrc",
    "zsh": "earshot completion zsh > ~/.earshot-complete.zsh; echo '. ~/.earshot-complete.zsh' >> ~/.zshrc",
    "fish": "earshot completion fish > ~/.config/fish/completions/earshot.fish",
}


@click.command()
@click.argument("shell", type=click.Choice(list(_INSTALL)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what lets your shell complete commands and options when you press Tab, and how to install it.

    Example: eval "$(earshot completion bash)"
    """
    complete = get_completion_class(shell)
    assert complete is not None, shell
    script = complete(ctx.find_root().command, {}, "earshot", "_EARSHOT_COMPLETE").source()
    # Last, since zsh wants its own line first.
    click.echo(f"{script.strip()}\n\n# Install it for good, then open a new shell:\n#   {_INSTALL[shell]}")
