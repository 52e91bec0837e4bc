"""The sites of the square: their names, where they live, what format they publish and what that
exercises.

No texts here, and no HTTP: a table, and what `/sites.json` says about it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin


@dataclass(frozen=True, slots=True)
class Site:
    """One feed of the square and the place its entries live at.

    `entry` is the pattern of an entry's address; its last number is the entry's number in the
    square. A feed that is `teasing` carries first paragraphs only, as newspapers' feeds do.
    """

    key: str
    name: str
    home: str
    feed: str
    kind: str
    entry: str
    exercises: str
    teasing: bool = False

    @property
    def media_type(self) -> str:
        """The media type its feed is served with."""
        return MEDIA_TYPES[self.kind]


MEDIA_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "media-rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "rdf": "application/rdf+xml; charset=utf-8",
    "json-feed": "application/feed+json; charset=utf-8",
}

# The order of the rounds: a bad one about Larkfield comes first, its recall second.
SITES: tuple[Site, ...] = (
    Site(
        key="forum",
        name="Hedge & Shed",
        home="/forum/",
        feed="/forum/index.rdf",
        kind="rdf",
        entry="/forum/t/{slug}-{number}",
        exercises="RSS 1.0 with Dublin Core; flames, swearing, a post that is deleted (410)",
    ),
    Site(
        key="wire",
        name="Northgate Wire",
        home="/wire/",
        feed="/wire/feed.atom",
        kind="atom",
        entry="/wire/stories/{slug}-{number}",
        exercises="Atom; stories that other papers print",
    ),
    Site(
        key="reviews",
        name="Fairly Rated",
        home="/reviews/",
        feed="/reviews/feed.json",
        kind="json-feed",
        entry="/reviews/r/{slug}-{number}",
        exercises="JSON Feed 1.1; a harmless review that turns into a complaint by a late edit",
    ),
    Site(
        key="comments",
        name="The Potting Shed Window: comments",
        home="/blog/",
        feed="/blog/comments.xml",
        kind="rss",
        entry="{parent}#comment-{number}",
        exercises="RSS 2.0; addresses that differ only in their fragment",
    ),
    Site(
        key="gazette",
        name="Wexcombe Gazette",
        home="/gazette/",
        feed="/gazette/rss.xml",
        kind="rss",
        entry="/gazette/news/{slug}-{number}",
        exercises="RSS 2.0, first paragraphs only; links to the wire's pages with tracking",
        teasing=True,
    ),
    Site(
        key="photos",
        name="Windowbox",
        home="/photos/",
        feed="/photos/feed.xml",
        kind="media-rss",
        entry="/photos/p/{slug}-{number}",
        exercises="Media RSS; captions, tags and places",
    ),
    Site(
        key="herald",
        name="The Odderby Herald",
        home="/herald/",
        feed="/herald/rss.xml",
        kind="rss",
        entry="/herald/{at:%Y/%m/%d}/{slug}-{number}.html",
        exercises="RSS 2.0; the syndicated story as a page of its own",
    ),
    Site(
        key="blog",
        name="The Potting Shed Window",
        home="/blog/",
        feed="/blog/feed.xml",
        kind="rss",
        entry="/blog/{at:%Y/%m}/{slug}-{number}",
        exercises="RSS 2.0 with full HTML; the name in attributes only, or in another word",
    ),
)

BY_KEY = {site.key: site for site in SITES}


def catalogue(base: str, odd_ones: Iterable[tuple[str, str, str]]) -> list[dict[str, object]]:
    """What `/sites.json` lists: the sample sites first, then the odd ones as (path, kind, what it
    does).
    """
    sample = [_listing(base, site.name, site.feed, site.kind, site.exercises) for site in SITES]
    odd = [
        _listing(base, f"odd: {path.rsplit('/', 1)[-1]}", path, kind, does) for path, kind, does in odd_ones
    ]
    return [entry | {"sample": True} for entry in sample] + [entry | {"sample": False} for entry in odd]


def _listing(base: str, name: str, feed: str, kind: str, exercises: str) -> dict[str, object]:
    address = urljoin(base, feed)
    return {"name": name, "feed": feed, "address": address, "kind": kind, "exercises": exercises}
