"""A post: something said on a site at a time, under an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .texts import Truth


@dataclass(frozen=True, slots=True)
class Post:
    """One entry of one feed, as it stands at one moment.

    `link` is a path of the square, perhaps with a query, or a full address elsewhere. `original` is
    the address of the story that this one copies, `parent` that of the post it comments on. `truth`
    is None when a person said it.
    """

    site: str
    number: str
    link: str
    title: str
    author: str
    html: str
    published_at: datetime
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    truth: Truth | None = None
    about: tuple[str, ...] = ()
    lang: str = "en"
    quiet: bool = False
    parent: str = ""
    original: str = ""
    stars: int | None = None
    place: tuple[float, float] | None = None
    tags: tuple[str, ...] = ()

    @property
    def updated_at(self) -> datetime:
        """When its words were last changed."""
        return self.edited_at or self.published_at

    @property
    def changed_at(self) -> datetime:
        """When the feed that carries it last changed because of it."""
        return self.deleted_at or self.updated_at


def without_query(link: str) -> str:
    """The address by which a post is looked up: tracking parameters do not make another post."""
    return link if "://" in link else link.split("?", 1)[0]
