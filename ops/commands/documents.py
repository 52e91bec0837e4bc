"""Looks into documents as Earshot does."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from chalicelib.domain.entries import Entry
from chalicelib.errors import SourceRefused, SourceUnavailable
from chalicelib.sources import kinds
from ops.errors import CannotContinue


@click.command(epilog=f"The kinds: {', '.join(kinds.NAMES)}.")
@click.argument("kind", type=click.Choice(kinds.NAMES), metavar="KIND")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--url", default="", help="Where the document came from; relative addresses are relative to it."
)
def parse(kind: str, file: Path, url: str) -> None:
    """Print what Earshot reads from FILE as JSON lines, in the document's order.

    KIND says what the document is, see below. Exits with 1 and one line of reason for what cannot be read.

    Example: earshot parse feed feed.xml
    """
    try:
        document = kinds.read(kind, file.read_bytes(), None, url)
    except (SourceRefused, SourceUnavailable) as error:
        raise CannotContinue(" ".join(str(error).split())) from error
    for entry in document.entries:
        click.echo(json.dumps(_shown(entry), ensure_ascii=False))


def _shown(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "text": entry.text,
        "author": entry.author,
        "published_at": _iso(entry.published_at),
        "updated_at": _iso(entry.updated_at),
        "reach": asdict(entry.reach) if entry.reach else None,
    }


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
