"""Searches Reddit with its user's own approved credentials, and reads what it answers: listings of posts,
comments and subreddits, with the comments below comments.

Without `raw_json=1` all its texts are escaped as in HTML. https://www.reddit.com/dev/api
"""

from __future__ import annotations

import asyncio
import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta

from ...domain.entries import Entry
from ...domain.manners import Kind, Option
from ...domain.reach import reach_of
from ...domain.sources import Document, FailureKind
from ...errors import SourceRefused, SourceUnavailable
from ..asking import Asking
from ..feed_entries import unreadable
from ..fetching import Request, Response
from ..paging import again
from ..searching import any_of, phrases, quoted
from .answers import document_of, rate_limited, refused, saying, status_in, status_told
from .json_documents import Json, load

_SITE = "https://www.reddit.com"
_NOBODY = frozenset({"", "[deleted]", "[removed]"})
_GONE = re.compile(r"\[\s*(?:deleted|removed)(?:\s+by\s+[\w ]+)?\s*\]", re.IGNORECASE)
_WAIT = re.compile(r"again in (\d{1,4}) (second|minute|hour)", re.IGNORECASE)
_SUBREDDIT = re.compile(r"(?:/?r/)?(\w{2,21})/?", re.ASCII)
_A_PAGE = 100
_LONGEST_QUERY = 500  # of the 512 that the search takes
_SPARE = timedelta(minutes=5)  # a token is renewed so long before it ends

KIND = Kind(
    hears="Reddit: posts that name the watch or lead to its sites, and all comments in your `subreddits`",
    cannot="Comments elsewhere are not heard: its search finds posts only. It is off without credentials of "
    "your own that Reddit approved, which may add a `refresh_token`, or `username` and `password`",
    # https://support.reddithelp.com/hc/en-us/articles/16160319875092-Reddit-Data-API-Wiki
    limits="60 requests a minute of the 100 it allows; the newest 1,000 of a search",
    costs="nothing for what is not commercial; for the rest Reddit wants an agreement",
    home="https://oauth.reddit.com/",
    searches=True,
    key=("client_id", "client_secret"),
    may_have=("refresh_token", "username", "password"),
    options={
        "subreddits": Option("the subreddits whose comments are heard, with commas between them"),
        "sign_in": Option("where its token is had", "https://www.reddit.com"),
    },
    gap_s=1.0,
)


async def listen(asking: Asking) -> Document:
    """What was posted since. A token that is turned away before its time is renewed, once."""
    if token := _known_token(asking):
        try:
            return await _heard(asking, token)
        except SourceRefused as refusal:
            if refusal.failure.kind is not FailureKind.FORBIDDEN:
                raise
    return await _heard(asking, await _signed_in(asking))


async def _heard(asking: Asking, token: str) -> Document:
    return await asking.pages(_lists(asking, {"Authorization": f"Bearer {token}"}), _following)


def _lists(asking: Asking, headers: dict[str, str]) -> Iterator[Request]:
    watch = asking.subject
    wanted = [*map(quoted, phrases(watch)), *(f"site:{domain}" for domain in watch.domains)]
    listing = {"limit": _A_PAGE, "raw_json": 1}
    for query in any_of(wanted, _LONGEST_QUERY):
        yield asking.request("/search", {"q": query, "sort": "new", "type": "link", **listing}, headers)
    if names := [_subreddit(name) for name in asking.options("subreddits")]:
        yield asking.request(f"/r/{'+'.join(names)}/comments", listing, headers)


def _subreddit(name: str) -> str:
    found = _SUBREDDIT.fullmatch(name)
    if found is None:
        raise refused(FailureKind.NOT_CONFIGURED, f"{name!r} is no name of a subreddit")
    return found[1]


def _following(response: Response, _: Document) -> Request | None:
    after = load(response.body, response.content_type).raw("data", "after")
    return again(response, {"after": after}) if after else None


def _known_token(asking: Asking) -> str | None:
    ends_at = asking.memory.get("ends_at")
    is_good = ends_at and asking.now < datetime.fromisoformat(ends_at)
    return asking.memory["token"] if is_good else None


async def _signed_in(asking: Asking) -> str:
    """A token for some hours (https://github.com/reddit-archive/reddit/wiki/OAuth2): for the user who gave a
    refresh token or a password, else for the application alone. Remembered first: where a new refresh token
    cannot be kept, this worker at least can go on.
    """
    key = asking.key
    if key.get("refresh_token"):
        grant = {"grant_type": "refresh_token", "refresh_token": key["refresh_token"]}
    elif key.get("username") and key.get("password"):
        grant = {"grant_type": "password", "username": key["username"], "password": key["password"]}
    else:
        grant = {"grant_type": "client_credentials"}
    client = b64encode(f"{key['client_id']}:{key['client_secret']}".encode()).decode()
    path = f"{asking.option('sign_in').rstrip('/')}/api/v1/access_token"
    response = await asking.ask(asking.form(path, grant, {"Authorization": f"Basic {client}"}))
    answer = load(response.body, response.content_type)
    token = answer.raw("access_token")
    if not token:
        raise _failure(answer)
    ends_at = asking.now + timedelta(seconds=answer.number("expires_in") or 0) - _SPARE
    asking.memory.update(token=token, ends_at=ends_at.isoformat())
    if (renewed := answer.raw("refresh_token")) and renewed != key.get("refresh_token"):
        await asyncio.to_thread(asking.keys.keep, asking.source.kind, {"refresh_token": renewed})
    return token


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """Everything in the listing, in its order: stickied posts come first, however old."""
    answer = load(body, content_type)
    listings = [one for one in answer.each() or [answer] if _children(one).is_list()]
    if not listings:
        raise _failure(answer)
    things = list(_things(listings))
    hidden = sum(thing.raw("kind") == "more" for thing in things)
    notes = [f"comments not shown behind {hidden:,} links"] if hidden else []
    return document_of([thing for thing in things if thing.raw("kind") != "more"], _entry, notes=notes)


def _children(listing: Json) -> Json:
    return listing.at("data", "children")


def _things(listings: list[Json]) -> Iterator[Json]:
    """The things of the listings, each before its replies."""
    waiting = [thing for listing in reversed(listings) for thing in reversed(_children(listing).each())]
    while waiting:
        thing = waiting.pop()
        yield thing
        waiting.extend(reversed(_children(thing.at("data", "replies")).each()))


def _entry(thing: Json) -> Entry:
    """A tombstone where the words were taken down; whose author only left keeps them."""
    about = thing.at("data")
    author = about.plain("author")
    is_gone = _is_gone(about)
    return Entry(
        id=about.id("name") or about.id("id"),
        url=_page_of(about),
        title=_present(about.escaped("title")),
        text="" if is_gone else _text(about),
        author=None if author in _NOBODY else author,
        published_at=about.date("created_utc") or about.date("created"),
        updated_at=about.date("edited"),
        is_deleted=is_gone,
        reach=reach_of(None, about.number("score"), about.number("num_comments")),
    )


def _is_gone(about: Json) -> bool:
    words = [about.escaped(key) for key in ("title", "selftext", "body")]
    return about.has("removed_by_category") or any(map(_GONE.fullmatch, words))


def _page_of(about: Json) -> str | None:
    """The discussion's page. Of comments, old answers leave it out; subreddits call theirs `url`."""
    if about.has("permalink"):
        return _address(about, "permalink")
    post, comment = about.raw("link_id").removeprefix("t3_"), about.raw("id")
    if post and comment:
        return Json(f"{_SITE}/comments/{post}/_/{comment}").url()
    return _address(about, "url")


def _address(about: Json, key: str) -> str | None:
    """Addresses are escaped like texts."""
    return Json(about.escaped(key)).url(base=_SITE)


def _text(about: Json) -> str:
    """What is written, and where a link post leads to. What was taken down leaves no words."""
    for html, plain in (("selftext_html", "selftext"), ("body_html", "body")):
        if words := _present(about.html(html) or about.escaped(plain)):
            return words
    if about.has("permalink") and about.at("is_self").value is False:
        return _address(about, "url_overridden_by_dest") or _address(about, "url") or ""
    return about.escaped("public_description")


def _present(words: str) -> str:
    return "" if _GONE.fullmatch(words) else words


def _failure(answer: Json) -> SourceRefused | SourceUnavailable:
    """Reddit tells the status in the body, too, which counts where the answer itself says 200."""
    words = answer.raw("message") or answer.raw("error_description") or answer.raw("error")
    errors = answer.each("json", "errors")
    if errors:
        words = " ".join(part.raw() for part in errors[0].each()[:2])
    if not words:
        return unreadable("JSON, but no listing of Reddit")
    detail = f"Reddit says: {saying(words)}"
    status = answer.number("error") or answer.number("status") or status_in(words)
    if status == 429 or "RATELIMIT" in words:
        return rate_limited(detail, _wait(answer, words))
    return status_told(status, detail)


def _wait(answer: Json, words: str) -> timedelta | None:
    if seconds := answer.number("json", "ratelimit"):
        return timedelta(seconds=min(max(seconds, 0), 86_400))
    if found := _WAIT.search(words):
        return timedelta(**{f"{found[2].lower()}s": int(found[1])})
    return None
