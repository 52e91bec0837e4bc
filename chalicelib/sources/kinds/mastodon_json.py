"""Mastodon, and servers that speak its language: timelines of hashtags, and searches for statuses.

https://docs.joinmastodon.org/methods/timelines/#tag, https://docs.joinmastodon.org/entities/Status/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from urllib.parse import quote, urlsplit

from ...domain.entries import Entry
from ...domain.manners import Kind
from ...domain.reach import reach_of
from ...domain.sources import Document, FailureKind
from ...errors import SourceRefused, SourceUnavailable
from ..asking import MOST_PAGES, TURN, Asking
from ..feed_entries import unreadable
from ..fetching import Request, Response
from ..found import Found
from ..paging import again, asked_with
from ..searching import phrases, quoted
from .answers import document_of, joined, refused, saying, status_in, status_told
from .json_documents import Json, load

_A_PAGE = 40
# Beyond its fourth tag a server ignores them (LIMIT_PER_MODE):
# https://github.com/mastodon/mastodon/blob/main/app/models/tag_feed.rb
_TAGS_AT_ONCE = 4
# An id is 48 bits of milliseconds and 16 of sequence; what comes from other servers has that of when it was
# said there, however late it comes: https://github.com/mastodon/mastodon/blob/main/lib/mastodon/snowflake.rb
_MOST_LATE = timedelta(minutes=15)
_SHORTEST_TIMED_ID = 16
_OLDEST = "0"
# As far as the instance that is asked knows of them.
_REACTIONS = ("replies_count", "reblogs_count", "favourites_count", "quotes_count")
_GOES_ON = "more was said than is read at once; the next fetch goes on with the rest"

KIND = Kind(
    hears="Mastodon: posts on an instance with the watch's hashtags; with its token, all it finds by name",
    limits="one request a second; four hashtags in one; `tokens` are written INSTANCE=TOKEN, with commas",
    cannot="Edits are heard for a quarter of an hour; an instance may close its timelines to strangers",
    searches=True,
    may_have=("tokens",),
    least_interval=5,
    gap_s=1.0,
)


async def listen(asking: Asking) -> Document:
    """What was filed under the hashtags since, and what a search finds where we have a token for it."""
    found = Found()
    headers = _headers(asking)
    groups = tuple(_together(asking.subject.hashtags))
    if not groups and not headers:
        detail = "none of the watch's names can be a hashtag, and there is no token with which to search"
        raise refused(FailureKind.NOT_CONFIGURED, detail)
    known = asking.source.position
    position = {tag: known[tag] for tags in groups for tag in tags if tag in known}
    try:
        for number, tags in enumerate(asking.in_turn(groups)):
            if found.pages and asking.is_late:
                found.note(_GOES_ON)
                return found.document({**position, TURN: str(asking.turn + number)})
            position |= dict.fromkeys(tags, await _walked_on(asking, tags, headers, found))
        searched = await _searched(asking, headers) if headers else Document()
    except (SourceRefused, SourceUnavailable) as error:
        if not found.pages:
            raise
        return found.document(broke_off=error.failure)
    found.add(searched)
    return found.document(asking.with_turn(position, searched.position), searched.broke_off)


def _headers(asking: Asking) -> dict[str, str]:
    """With the token for this instance, if there is one; no other instance may see it."""
    tokens = {}
    for pair in filter(None, map(str.strip, asking.key.get("tokens", "").split(","))):
        instance, sign, token = map(str.strip, pair.partition("="))
        if not (instance and sign and token):
            detail = "the key's tokens are written INSTANCE=TOKEN, with commas between them"
            raise refused(FailureKind.NOT_CONFIGURED, detail)
        tokens[instance.lower()] = token
    ours = tokens.get(urlsplit(asking.address).hostname or "")
    return {"Authorization": f"Bearer {ours}"} if ours else {}


def _together(hashtags: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The tags by as many as may be asked for at once: of letters, digits and `_`, not of digits alone."""
    bare = ("".join(c for c in tag if c.isalnum() or c == "_") for tag in hashtags)
    tags = tuple(dict.fromkeys(tag for tag in bare if tag and not tag.isdigit()))
    for start in range(0, len(tags), _TAGS_AT_ONCE):
        yield tags[start : start + _TAGS_AT_ONCE]


async def _walked_on(asking: Asking, tags: tuple[str, ...], headers: Mapping[str, str], found: Found) -> str:
    """Reads on from where the tags were read to, oldest first, so that nothing is lost; answers with the id
    to go on after the next time. Of tags that are all new, only the newest page is read.
    """
    begun = min(filter(None, map(asking.source.position.get, tags)), key=_age, default=None)
    after, newest = begun, begun or _OLDEST
    for _ in range(MOST_PAGES):
        _, document = await asking.page(_filed(asking, tags, headers, after))
        found.add(document)
        newest = max((newest, *(entry.id for entry in document.entries if entry.id)), key=_age)
        if after is None or newest == after or len(document.entries) < _A_PAGE:
            return max(_earlier(newest), begun or _OLDEST, key=_age)
        after = newest
        if asking.is_late:
            break
    found.note(_GOES_ON)
    return newest


def _filed(asking: Asking, tags: tuple[str, ...], headers: Mapping[str, str], after: str | None) -> Request:
    """The page right after an id (`since_id` would show the newest page instead); without one, the newest."""
    first, *others = tags
    query = {"limit": _A_PAGE, "any[]": others or None, "min_id": after}
    return asking.request(f"/api/v1/timelines/tag/{quote(first)}", query, headers)


def _age(status_id: str) -> tuple[int, str]:
    """What orders the ids of every server: they are numbers, or texts of one length that sort."""
    return len(status_id), status_id


def _earlier(status_id: str) -> str:
    """The id of so long before that what arrives late will not be missed; the same where ids tell no time."""
    if not status_id.isdecimal() or len(status_id) < _SHORTEST_TIMED_ID:
        return status_id
    return str(int(status_id) - (int(_MOST_LATE.total_seconds()) * 1000 << 16))


async def _searched(asking: Asking, headers: Mapping[str, str]) -> Document:
    """Finds newest first, what its authors let be found: https://docs.joinmastodon.org/methods/search/"""

    def search(phrase: str) -> Request:
        query = {"q": quoted(phrase), "type": "statuses", "limit": _A_PAGE, "offset": 0}
        return asking.request("/api/v2/search", query, headers)

    def turn(response: Response, document: Document) -> Request | None:
        """A page may lack some, which its server filters last; only an empty one is the end."""
        offset = int(asked_with(response, "offset")) + _A_PAGE
        return again(response, {"offset": offset}) if document.entries else None

    return await asking.pages(map(search, phrases(asking.subject)), turn)


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """The statuses. Those who search also find accounts and hashtags, which nobody said."""
    answer = load(body, content_type)
    for found in (answer, answer.at("statuses"), answer.at("data"), answer.at("data", "statuses")):
        if found.is_list():
            return document_of(found.each(), _entry)
    if answer.has("error"):
        words = f"{answer.raw('error')} {answer.raw('error_description')}"
        raise status_told(status_in(words), f"the server says: {saying(words)}")
    raise unreadable("JSON, but no statuses of Mastodon")


def _entry(found: Json) -> Entry:
    """A boost stands for the status it repeats: it has no words and no page of its own."""
    status = found.at("reblog") if found.is_object("reblog") else found
    return Entry(
        id=status.id("id"),
        url=status.url("url") or status.url("uri"),
        title=status.plain("spoiler_text"),
        text=joined(_texts(status)),
        author=status.plain("account", "acct") or None,
        published_at=status.date("created_at"),
        updated_at=status.date("edited_at"),
        reach=reach_of(
            status.number("account", "followers_count"), *(status.number(each) for each in _REACTIONS)
        ),
    )


def _texts(status: Json) -> Iterator[str]:
    """Its words; pictures' descriptions, a poll's choices, the title of a linked page, a status quoted."""
    yield status.html("content")
    for attachment in status.each("media_attachments"):
        yield attachment.plain("description")
    for option in status.each("poll", "options"):
        yield option.plain("title")
    yield status.plain("card", "title")
    if quoted := status.html("quote", "quoted_status", "content"):
        yield f"“{quoted}”"
