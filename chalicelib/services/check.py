"""Check a source: one dry fetch that says what would be found there, and why the rest would not be.

source ─▶ read as if for the first time ─▶ each entry: about us? how judged? ─▶ told, nothing kept
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ..domain.entries import Entry, SeenEntries
from ..domain.hosts import Host
from ..domain.mentions import Finding
from ..domain.sources import Document, Failure, FailureKind, Source
from ..errors import SourceRefused, SourceUnavailable
from .hear import Hear, Occasion
from .ports import Reader, SourceStore


@dataclass(frozen=True, slots=True)
class Checked:
    """What a fetch would bring. `findings` stand beside the entries they are of; None: it is not about us.

    `failure` says why it could not be read, or not to its end.
    """

    document: Document
    findings: tuple[tuple[Entry, Finding | None], ...]
    failure: Failure | None


class Check:
    """Asks what a fetch asks, and spends of the budget what it costs; but keeps nothing and tells nobody."""

    def __init__(self, sources: SourceStore, reader: Reader, hear: Hear) -> None:
        self._sources = sources
        self._reader = reader
        self._hear = hear

    async def __call__(self, source: Source, now: datetime) -> Checked:
        """What is there now, whether or not it was seen before."""
        self._hear.listen()
        _, hosts = self._sources.load((), [source.host])
        host = hosts.get(source.host, Host(source.host))
        if not host.is_open(now):
            detail = f"{source.host} asked to be left alone until {host.resume_at:%Y-%m-%d %H:%M} UTC"
            return Checked(Document(), (), Failure(FailureKind.RESTING, detail))
        afresh = replace(
            source, etag=None, last_modified=None, body_hash=None, seen=SeenEntries(), position={}
        )
        try:
            document = await self._reader.read(afresh, self._hear.watch(source.watch_id))
        except (SourceUnavailable, SourceRefused) as error:
            return Checked(Document(), (), error.failure)
        about = source.watch_id if document.speaks_of_watch else None
        occasion = Occasion(source.id, now, is_first=True, about=about, kind=source.kind)
        found = tuple((entry, self._hear.finding(entry, occasion)) for entry in document.entries)
        return Checked(document, found, document.broke_off)
