"""How long a feed's document takes to become entries: by feedparser as it comes, by feedparser without its
cleaning of HTML, and by Earshot, which shows plain text and asks feedparser only where it must.
"""

from __future__ import annotations

import io
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import click
import feedparser

from chalicelib.domain.entries import Entry
from chalicelib.errors import EarshotError
from chalicelib.sources.bounds import bounded
from chalicelib.sources.characters import decoded
from chalicelib.sources.feed_fields import FeedFields
from chalicelib.sources.feeds import read_feed
from chalicelib.sources.regular_feeds import regular_feed

from ..errors import ServiceFailed
from .companions import ROOT
from .documents import made_up
from .tables import Aim, Findings, said, spread

# Documents as they were published, where somebody has them beside the project; they are no part of it.
RECORDED = ROOT.parent / "shared" / "recorded"
_URL = "https://news.example/feed"
_SUFFIXES = {".atom", ".rss", ".xml"}
_TYPICAL = 10  # entries or more: the latest ten is what most feeds show at least
_WANTED = 10.0
_WANTED_SAME = 0.995
# Where we read a document of theirs, or a recorded one, otherwise than feedparser alone does, and why.
_SCRIPT = "a script that feedparser shows in part"
OTHERWISE = {
    "hostile/ampersand_latin1_danish.xml": "a stray `&` makes feedparser write `;` into the address",
    "hostile/gzip_bytes.xml": "feedparser unpacks nothing that it did not fetch itself",
    "hostile/rss_prefix_nonsense_2026.xml": "the prefix of its entries is never declared",
    "medium/gabriel_browser_saved_2025.xml": "feedparser's cleaning takes white space out of code",
    "reddit_rss/atom_home_2016.rss": "an id is a name, not an address to be joined to a base",
    "websub/spec03_topic_feed.xml": "the prefix of its elements is never declared",
    "rss/entity_in_doctype.xml": "no document type is read, so that no entity can expand without end",
    "rss/item_description_not_a_doctype.xml": "browsers take `<!'` for a comment",
    "sanitize/entry_content_crazy.xml": _SCRIPT,
    "sanitize/entry_summary_crazy.xml": _SCRIPT,
    "sanitize/entry_title_crazy.xml": _SCRIPT,
    "sanitize/item_content_encoded_crazy.xml": _SCRIPT,
    "sanitize/item_description_crazy.xml": _SCRIPT,
    "sanitize/item_fullitem_crazy.xml": _SCRIPT,
    "sanitize/entry_content_iframe.xml": "the inside of a frame is not shown",
    "sanitize/entry_summary_iframe.xml": "the inside of a frame is not shown",
    "sanitize/item_content_encoded_script_nested_cdata.xml": "CDATA in CDATA, of which each shows one end",
    "chardet/shiftjis.xml": "it tells no encoding, and each guesses in its own way",
}
_HEADINGS = ("documents", "by", "ms each:", "ms all:", "times Earshot's:", "all, times Earshot's:")


def _alone(body: bytes) -> feedparser.FeedParserDict:
    return feedparser.parse(io.BytesIO(body))


def _without_cleaning(body: bytes) -> feedparser.FeedParserDict:
    return feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)


def _earshot(body: bytes) -> Sequence[Entry]:
    try:
        return read_feed(body, None, _URL).entries
    except EarshotError:
        return ()


_READERS: dict[str, Callable[[bytes], object]] = {
    "feedparser": _alone,
    "feedparser, nothing cleaned": _without_cleaning,
    "Earshot": _earshot,
}


@dataclass(frozen=True, slots=True)
class _Document:
    """One that was read: how many entries are found, whether Earshot finds the same as feedparser, whether it
    does so without feedparser, and the milliseconds of the processor that each reader took.
    """

    name: str
    entries: int
    is_same: bool
    is_regular: bool
    times: tuple[float, ...]


def measure(documents: Path | None = RECORDED, repeats: int = 5, made_up_feeds: int = 60) -> Findings:
    """Of some repeats the least counts, for what else the machine does only adds to it. Readers take turns,
    each with all documents. Whether the aims are reached is told by recorded documents only.
    """
    documents = documents if documents and documents.exists() else None
    bodies = _recorded(documents) if documents else _made_up(made_up_feeds)
    with warnings.catch_warnings(action="ignore"):  # feedparser's own
        rounds = [
            [[_took(read, body) for body in bodies.values()] for read in _READERS.values()]
            for _ in range(repeats)
        ]
        read = [
            found
            for (name, body), times in zip(bodies.items(), _least(rounds), strict=True)
            if (found := _document(name, body, times)).entries
        ]
    typical = [document for document in read if document.entries >= _TYPICAL]
    if not typical:
        raise ServiceFailed(
            f"there is no feed of {_TYPICAL} entries or more in {documents}; name another folder"
        )
    rows = (
        *_rows(f"all {len(read)}", read),
        *_rows(f"{len(typical)} of {_TYPICAL} entries or more", typical),
    )
    return Findings(
        f"Parsing {'recorded' if documents else 'made-up'} feeds",
        _HEADINGS,
        rows,
        _aims(read, typical, documents is not None),
        _notes(read),
    )


def _aims(read: Sequence[_Document], typical: Sequence[_Document], are_recorded: bool) -> tuple[Aim, ...]:
    ratio = median(document.times[0] / document.times[-1] for document in typical)
    same = sum(document.is_same or document.name in OTHERWISE for document in read) / len(read)
    return (
        Aim(
            "a typical document to entries, beside feedparser",
            "≥ 10 ×",
            f"{ratio:.1f} ×",
            ratio >= _WANTED if are_recorded else None,
        ),
        Aim(
            "documents with feedparser's entries, or others for a reason",
            "≥ 99.5 %",
            f"{100 * same:.1f} %",
            same >= _WANTED_SAME if are_recorded else None,
        ),
    )


def _recorded(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.suffix in _SUFFIXES)
    return {f"{path.parent.name}/{path.name}": path.read_bytes() for path in paths}


def _made_up(count: int) -> dict[str, bytes]:
    return {f"{number}": each.feed(number, is_changed=False) for number, each in enumerate(made_up(count))}


def _least(rounds: Sequence[Sequence[Sequence[float]]]) -> Iterator[tuple[float, ...]]:
    """For each document the least time of each reader."""
    by_reader = [
        [min(times) for times in zip(*of_reader, strict=True)] for of_reader in zip(*rounds, strict=True)
    ]
    return zip(*by_reader, strict=True)


def _document(name: str, body: bytes, times: tuple[float, ...]) -> _Document:
    theirs, ours = _entries_of_feedparser(body), _earshot(body)
    is_regular = regular_feed(decoded(body, None)[0].strip("\0\ufeff")) is not None
    return _Document(name, max(len(theirs), len(ours)), theirs == ours, is_regular, times)


def _took(read: Callable[[bytes], object], body: bytes) -> float:
    start = time.process_time()
    read(body)
    return (time.process_time() - start) * 1000


def _entries_of_feedparser(body: bytes) -> Sequence[Entry]:
    """What feedparser alone finds, as we would show it."""
    parsed = _alone(body)
    is_atom = parsed.get("version", "").startswith("atom")
    fields = FeedFields(parsed["feed"], parsed["entries"], len(parsed["entries"]), is_atom)
    found = fields.as_seen_from(_URL)
    return bounded(list(found.entries), found.size, found.title, ()).entries


def _rows(what: str, read: Sequence[_Document]) -> list[tuple[str, ...]]:
    ours = sum(document.times[-1] for document in read)
    return [
        (
            what,
            by,
            spread([document.times[place] for document in read]),
            f"{(taken := sum(document.times[place] for document in read)):.0f}",
            spread([document.times[place] / document.times[-1] for document in read], 1),
            f"{taken / ours:.1f}",
        )
        for place, by in enumerate(_READERS)
    ]


def _notes(read: Sequence[_Document]) -> tuple[str, ...]:
    left = [document.name for document in read if not document.is_regular]
    other = [document.name for document in read if not document.is_same]
    reasons = "; ".join(f"{name}: {OTHERWISE.get(name, 'no reason is known')}" for name in other)
    return (
        f"Left to feedparser: {len(left)} of {len(read)}.",
        f"Other entries than feedparser finds alone: {len(other)}{f' ({reasons})' if reasons else ''}.",
    )


@click.command("parsing")
@click.option(
    "--documents",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=RECORDED if RECORDED.exists() else None,
    show_default=True,
    help="A folder of feeds; made-up ones without it.",
)
@click.option("--repeats", default=5, show_default=True, help="The least of so many counts.")
def command(documents: Path | None, repeats: int) -> None:
    """Make entries of documents, beside feedparser."""
    click.echo(said(measure(documents, repeats)))
