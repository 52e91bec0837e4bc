"""What Tumblr's interface answers: posts by tag, of a blog, or liked, in the old format and the new.

https://www.tumblr.com/docs/en/api/v2
"""

from __future__ import annotations

from collections.abc import Iterator

from ...domain.entries import Entry
from ...domain.reach import reach_of
from ...domain.sources import Document
from ..feed_entries import unreadable
from .answers import document_of, joined, saying, status_told
from .json_documents import Json, load

_LISTS = (("response",), ("response", "posts"), ("response", "liked_posts"), ("posts",), ("liked_posts",))
# Where each type of post of the old format keeps its words.
_TEXTS = ("body", "text", "source", "caption", "description", "question", "answer")


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """The posts. Of an error, the status stands in `meta`."""
    answer = load(body, content_type)
    status = answer.number("meta", "status")
    if status is not None and not 200 <= status <= 299:
        words = " ".join((answer.raw("meta", "msg"), *(one.raw("detail") for one in answer.each("errors"))))
        raise status_told(status, f"Tumblr says: {saying(words)}")
    for path in _LISTS:
        if answer.is_list(*path):
            return document_of(answer.each(*path), _entry, title=answer.escaped("response", "blog", "title"))
    raise unreadable("JSON, but no posts of Tumblr")


def _entry(post: Json) -> Entry:
    """Tags are what Tumblr is searched by, and often the only words that name somebody."""
    tags = " ".join(f"#{tag.plain()}" for tag in post.each("tags") if tag.plain())
    title = post.html("title") or post.escaped("summary")
    text = joined(_texts(post))
    if _letters(text) == _letters(title):
        text = ""
    return Entry(
        id=post.id("id_string") or post.id("id"),
        url=post.url("post_url"),
        title=title,
        text=joined((text, tags)),
        author=post.plain("blog_name") or post.plain("blog", "name") or None,
        published_at=post.date("timestamp") or post.date("date"),
        reach=reach_of(None, post.number("note_count")),
    )


def _letters(text: str) -> str:
    """For comparing: a summary has other quotation marks than the text it sums up."""
    return "".join(filter(str.isalnum, text))


def _texts(post: Json) -> Iterator[str]:
    for key in _TEXTS:
        yield post.html(key)
    for line in post.each("dialogue"):
        yield f"{line.plain('label')} {line.html('phrase')}".strip()
    yield post.url("url") or ""
    for part in (post, *post.each("trail")):
        for block in part.each("content"):
            yield from _block(block)


def _block(block: Json) -> Iterator[str]:
    """A block of the new format: its text is no HTML. Links and pictures have titles and descriptions."""
    for key in ("text", "title", "description", "alt_text", "caption"):
        yield block.plain(key)
