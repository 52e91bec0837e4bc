"""Ids that people choose, by the API's rule: they stand in addresses, in policies and in history."""

from __future__ import annotations

import click


def new_id(text: str) -> str:
    """To be an argument's `type`. Raises BadParameter."""
    import msgspec

    from chalicelib.web.resources.ids import NewId

    try:
        return msgspec.convert(text, NewId)
    except msgspec.ValidationError as error:
        raise click.BadParameter(
            f"{text!r} is no id: choose up to 64 letters, digits, dots, - and _, like 'support'"
        ) from error
