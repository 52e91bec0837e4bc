"""The page that Telegram shows of a public channel: `https://t.me/s/<channel>`.

Its tags are looked at one by one, each from `<` to the next `>`, so that the time follows the length of the
page: the standard `html.parser` takes the square of it, where tags stay open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from urllib.parse import urlsplit

from ...domain.entries import Entry
from ...domain.manners import Kind
from ...domain.reach import reach_of
from ...domain.sources import Document, FailureKind
from ..asking import Asking
from ..characters import decoded
from ..feed_dates import parse_date
from ..feed_entries import address, unreadable
from ..fetching import Request, Response
from ..paging import again
from ..visible_text import resolved, visible_text
from .answers import document_of, joined, refused

_MOST_CHARACTERS = 4_000_000  # a page has twenty messages, of a few thousand each
_LONGEST_MESSAGE = 200_000
_LONGEST_HEADLINE = 200
_MOST_OF_A_CLASS = 20
_SITE = "https://t.me"
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*+)([^<>]*+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\s([a-z-]+)=(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TITLE = re.compile(r'<meta property="og:title" content="([^"<>]*)"')
_VIEWS = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)([KM]?)")
_TIMES = {"": 1, "K": 1_000, "M": 1_000_000}
_SHOWN_WITH = (
    "tgme_widget_message_poll_question",
    "tgme_widget_message_poll_option_text",
    "tgme_widget_message_document_title",
    "link_preview_title",
)


# A channel's name, as in `https://t.me/acme`, `https://t.me/s/acme` or a message of it, `https://t.me/acme/123`.
_CHANNEL = re.compile(r"/(?:s/)?([A-Za-z]\w{3,31})(?:/[0-9]+)?/?", re.ASCII)
_NUMBER = re.compile(r"/([0-9]{1,12})$")

KIND = Kind(
    hears="Telegram: the messages of a public channel, such as `https://t.me/acme`",
    limits="what the channel's preview shows, by pages of 20 messages; the newest 200 at once",
    cannot="It lets nobody search: each channel is a source of its own; groups and comments are not shown",
    gap_s=1.0,
)


async def listen(asking: Asking) -> Document:
    """The newest messages, and older ones until they are known. An edit is heard while it is among them."""
    channel = _CHANNEL.fullmatch(urlsplit(asking.address).path)
    if not channel:
        detail = "no address of a public channel, as in https://t.me/acme; invitations lead to private ones"
        raise refused(FailureKind.NOT_CONFIGURED, detail)
    return await asking.pages([asking.request(f"/s/{channel[1]}", accept="text/html")], _older)


def _older(response: Response, document: Document) -> Request | None:
    """The page before this one, told by its oldest message."""
    numbers = [int(found[1]) for entry in document.entries if (found := _NUMBER.search(entry.id or ""))]
    oldest = min(numbers, default=1)
    return again(response, {"before": oldest}) if oldest > 1 else None


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag that opens, and where what it holds begins."""

    name: str
    attributes: dict[str, str]
    start: int
    end: int

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """The channel's latest messages, oldest first, without what Telegram itself says ("Channel created")."""
    page = decoded(body, content_type)[0]
    if len(page) > _MOST_CHARACTERS:
        raise refused(FailureKind.TOO_LARGE, "a page of Telegram that is larger than any could be")
    title = visible_text(found[1]) if (found := _TITLE.search(page)) else ""
    messages = [message for message in _messages(page) if "service_message" not in message.classes]
    if not messages and "tgme_channel_" not in page:
        if "tgme_page" in page:
            detail = "Telegram shows no messages: the channel is private, has no preview, or does not exist"
            raise refused(FailureKind.FORBIDDEN, detail)
        raise unreadable("not a page of Telegram" if "<" in page else "plain text, not a page of Telegram")
    return document_of(messages, lambda message: _entry(message, title), title=title)


@dataclass(frozen=True, slots=True)
class _Message:
    """A message: `channel/123`, the classes of its element, and everything up to the next message."""

    name: str
    classes: list[str]
    html: str

    def inside(self, name: str) -> Iterator[str]:
        """What the elements of this class hold, the first few."""
        found = (tag for tag in _tags(self.html, name) if name in tag.classes)
        for tag in islice(found, _MOST_OF_A_CLASS):
            yield self.html[tag.end : _end_of(self.html, tag)]

    def first(self, *names: str) -> str:
        """What the first element of the first class that there is holds."""
        return next((held for name in names for held in self.inside(name)), "")


def _messages(page: str) -> Iterator[_Message]:
    starts = [tag for tag in _tags(page, "data-post") if tag.attributes.get("data-post")]
    for tag, following in zip_longest(starts, starts[1:]):
        end = min(following.start if following else len(page), tag.start + _LONGEST_MESSAGE)
        yield _Message(tag.attributes["data-post"], tag.classes, _without_reply(page[tag.start : end]))


def _without_reply(html: str) -> str:
    """Without the beginning of the message that this one answers."""
    for tag in _tags(html, "tgme_widget_message_reply"):
        if "tgme_widget_message_reply" in tag.classes:
            return html[: tag.start] + html[_end_of(html, tag) :]
    return html


def _entry(message: _Message, channel: str) -> Entry:
    """A message has no title. A first line that stands alone above others is one all the same."""
    html = message.first("js-message_text", "tgme_widget_message_text")
    end = _LINE_BREAK.search(html)
    title, text = (visible_text(html[: end.start()]), visible_text(html[end.end() :])) if end else ("", "")
    if not (title and text) or len(title) > _LONGEST_HEADLINE:
        title, text = "", visible_text(html)
    shown_with = (visible_text(held) for name in _SHOWN_WITH for held in message.inside(name))
    href, date = _link_and_date(message)
    return Entry(
        id=message.name,
        url=address(href, (_SITE,)) or address(f"{_SITE}/{message.name}", ()),
        title=title,
        text=joined(chain((text,), shown_with)),
        author=visible_text(message.first("tgme_widget_message_owner_name")) or channel or None,
        published_at=parse_date(date),
        reach=reach_of(_views(message)),
    )


def _views(message: _Message) -> int | None:
    """As it shows them, in short: `815`, `1.2K`, `3.4M`."""
    shown = _VIEWS.fullmatch(visible_text(message.first("tgme_widget_message_views")))
    return round(float(shown[1]) * _TIMES[shown[2]]) if shown else None


def _link_and_date(message: _Message) -> tuple[str, str]:
    """From the line below the message. Videos have a time, too, which is how long they take."""
    links = (tag for tag in _tags(message.html, "href") if "tgme_widget_message_date" in tag.classes)
    href = next((tag.attributes["href"] for tag in links if "href" in tag.attributes), "")
    dates = (tag.attributes.get("datetime", "") for tag in _tags(message.html, "datetime"))
    return href, next((date for date in dates if date), "")


def _tags(html: str, holding: str) -> Iterator[_Tag]:
    """The tags that open and hold this among their attributes."""
    for found in _TAG.finditer(html):
        if not found[1] and holding in found[3]:
            attributes = {
                name.lower(): resolved(double or single)
                for name, double, single in _ATTRIBUTE.findall(found[3])
            }
            yield _Tag(found[2].lower(), attributes, found.start(), found.end())


def _end_of(html: str, tag: _Tag) -> int:
    """Where the element ends that the tag begins; the end of the text where it does not."""
    depth = 1
    for found in _TAG.finditer(html, tag.end):
        if found[2].lower() == tag.name:
            depth += -1 if found[1] else 1
        if not depth:
            return found.start()
    return len(html)
