"""Lists of feeds in OPML, as feed readers exchange them: taken over, and given away."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click

from chalicelib import wiring
from chalicelib.domain.sources import Source
from chalicelib.errors import EarshotError, InvalidInput, SourceRefused, SourceUnavailable
from ops import progress
from ops.errors import CannotContinue

from .target import on_a_stage


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@on_a_stage
def import_feeds(file: Path) -> None:
    """Listen at every feed of the OPML list FILE. Those that are known already stay as they are.

    Example: earshot sources import feeds.opml
    """
    from chalicelib.sources.kinds import opml

    try:
        listed = opml.subscriptions(file.read_bytes())
    except (SourceRefused, SourceUnavailable) as error:
        raise CannotContinue(f"{file}: {error}") from error
    known = {source.id for source in wiring.sources().all()}
    added: set[str] = set()
    with progress.to().step(f"Adding {len(listed):,} feeds") as say:
        for number, one in enumerate(listed, start=1):
            try:
                source = _draft(one.url, one.title)
            except InvalidInput as error:
                say(f"left out: {error}")
                continue
            if source.id not in known | added:
                wiring.add_source()(source, wiring.now())
                added.add(source.id)
            if number % 100 == 0:
                say(f"{number:,} of {len(listed):,}")
    click.echo(f"Listening at {len(added):,} more. See how they do with: earshot sources list")


@click.command("export")
@click.argument("file", type=click.File("wb"), default="-")
@on_a_stage
def export_feeds(file: BinaryIO) -> None:
    """Write the feeds that are listened at to FILE, else to standard output, as OPML. Secret addresses are
    left out.

    Example: earshot sources export feeds.opml
    """
    from chalicelib.sources import kinds
    from chalicelib.sources.kinds import opml

    def is_public_feed(source: Source) -> bool:
        try:
            declared = kinds.declared(source.kind)
        except EarshotError:  # of another version
            return False
        return source.watch_id is None and declared.home is None and not declared.has_secret_address

    file.write(opml.written(filter(is_public_feed, wiring.sources().all())))


def _draft(url: str, title: str) -> Source:
    from chalicelib.sources.recognition import kind_of

    return wiring.add_source().draft(kind_of(url), url, wiring.now(), title=title or None)
