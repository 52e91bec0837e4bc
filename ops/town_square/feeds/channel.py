"""What every format says about a feed as a whole, and the parts of an entry that formats share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from ..markup import first_paragraph
from ..posts import Post
from ..sites import Site


@dataclass(frozen=True, slots=True)
class Channel:
    """A site, the address of the square it is published from, and when the feed last changed."""

    site: Site
    base: str
    changed_at: datetime

    @property
    def home(self) -> str:
        """The full address of the site."""
        return self.address(self.site.home)

    @property
    def feed(self) -> str:
        """The full address of this feed."""
        return self.address(self.site.feed)

    def address(self, link: str) -> str:
        """A link of the square as a full address; full addresses stay what they are."""
        return urljoin(self.base, link)

    def content(self, post: Post) -> str:
        """As much of the post's HTML as this site gives away in its feed."""
        return first_paragraph(post.html) if self.site.teasing else post.html


def timestamp(at: datetime) -> str:
    """RFC 3339, as Atom, Dublin Core and JSON Feed want it."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
