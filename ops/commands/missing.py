"""What people are told who name something that is not there."""

from __future__ import annotations

import click


def missing(what: str, which: str, listed_by: str) -> click.UsageError:
    """To be raised: there is no such thing, and the command that lists what there is."""
    return click.UsageError(f"there is no {what} {which!r}; see: earshot {listed_by} list")
