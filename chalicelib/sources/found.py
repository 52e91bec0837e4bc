"""What several answers come to: their entries, each once, as one document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..domain.entries import Entry
from ..domain.sources import Document, Failure


@dataclass(slots=True)
class Found:
    """What several answers say together, each entry once, as it was said first."""

    entries: dict[str, Entry] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    pages: int = 0

    def add(self, document: Document) -> None:
        """One more answer."""
        self.pages += 1
        for entry in document.entries:
            self.entries.setdefault(entry.key, entry)
        for note in document.notes:
            self.note(note)
        if document.title and document.title not in self.titles:
            self.titles.append(document.title)

    def note(self, words: str) -> None:
        """Something odd, said once."""
        if words not in self.notes:
            self.notes.append(words)

    def document(
        self, position: Mapping[str, str] | None = None, broke_off: Failure | None = None
    ) -> Document:
        """All of it as one document."""
        return Document(
            entries=tuple(self.entries.values()),
            title=self.titles[0] if len(self.titles) == 1 else None,
            notes=tuple(self.notes),
            position=position,
            broke_off=broke_off,
        )
