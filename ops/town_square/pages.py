"""The sites' HTML pages: one per entry, a front page each, and the ones for what is gone or never
was.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urljoin

from .looks import style
from .posts import Post
from .sites import BY_KEY, SITES, Site


def entry_page(post: Post, comments: Sequence[Post], base: str) -> bytes:
    """The page of one post, with everything that was said in it, and the comments below."""
    site = BY_KEY[post.site]
    below = ""
    if comments:
        below = "<h2>Comments</h2>" + "".join(_comment(comment) for comment in comments)
    canonical = urljoin(base, post.original or post.link)
    head = f'<link rel="canonical" href="{escape(canonical)}">'
    return document(site, post.title, _article(post, base) + below, head=head, lang=post.lang)


def front_page(site: Site, posts: Sequence[Post], comments: Sequence[Post]) -> bytes:
    """A site's own front page: what is new on it."""
    listed = "".join(f"<li>{_teaser(post)}</li>" for post in posts)
    body = f"<h1>Latest</h1><ul>{listed}</ul>"
    if comments:
        body += "<h2>Recent comments</h2>" + "".join(_comment(comment) for comment in comments)
    return document(site, site.name, body)


def gone_page(post: Post) -> bytes:
    """The page of a post that was taken down: it says so, and nothing of what it said."""
    body = "<h1>Gone</h1><p>This post has been removed by its author.</p>"
    return document(BY_KEY[post.site], "Gone", body)


def missing_page() -> bytes:
    """The answer to an address that never led anywhere."""
    body = '<h1>Nobody here</h1><p>There is nothing at this address. <a href="/">The square</a></p>'
    return document(None, "Not found", body)


def document(site: Site | None, title: str, body: str, *, head: str = "", lang: str = "en") -> bytes:
    """A whole HTML page in the look of a site, pointing to the site's feeds; None is the square
    itself.
    """
    feeds = [each for each in SITES if site and each.home == site.home]
    links = "".join(
        f'<link rel="alternate" type="{each.media_type.split(";")[0]}" title="{escape(each.name)}"'
        f' href="{each.feed}">'
        for each in feeds
    )
    name, home = (feeds[-1].name, feeds[-1].home) if feeds else ("The town square", "/")
    return f"""<!doctype html>
<html lang="{escape(lang)}"><head><meta charset="utf-8"><title>{escape(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{links}{head}
<style>{style(site.key if site else "square")}</style></head>
<body><header><a href="{home}">{escape(name)}</a></header>
<main>{body}</main>
<footer>A site that does not exist, about companies that do not exist.
<a href="/">The square</a></footer>
</body></html>
""".encode()


def moment(post: Post) -> str:
    """When it was said, readable by people and machines."""
    stamp = post.published_at.isoformat(timespec="seconds")
    return f'<time datetime="{stamp}">{post.published_at:%d %b %Y, %H:%M} UTC</time>'


def _article(post: Post, base: str) -> str:
    edited = f"<p><small>Edited {post.edited_at:%d %b %Y, %H:%M} UTC</small></p>" if post.edited_at else ""
    return (
        f'<article lang="{escape(post.lang)}" dir="auto"><h1>{escape(post.title)}</h1>'
        f'<p class="byline">{escape(post.author)}, {moment(post)}</p>'
        f"{_extras(post)}{post.html}{edited}{_origin(post, base)}</article>"
    )


def _extras(post: Post) -> str:
    extras = ""
    if post.site == "photos":
        extras += f'<p><img src="/photos/img/{post.number}.svg" alt="" width="640" height="480"></p>'
    if post.stars:
        extras += f'<p class="stars">{"★" * post.stars}{"☆" * (5 - post.stars)}</p>'
    if post.tags:
        extras += "<p>" + " ".join(f"<small>#{escape(tag)}</small>" for tag in post.tags) + "</p>"
    return extras


def _origin(post: Post, base: str) -> str:
    if not post.original:
        return ""
    address = escape(urljoin(base, post.original))
    return f'<p><small>First published <a href="{address}">by our agency</a>.</small></p>'


def _comment(post: Post) -> str:
    return (
        f'<section class="comment" id="comment-{post.number}" lang="{escape(post.lang)}">'
        f'<p class="byline">{escape(post.author)}, {moment(post)}</p>{post.html}</section>'
    )


def _teaser(post: Post) -> str:
    return (
        f'<a href="{escape(post.link)}">{escape(post.title)}</a>'
        f' <span class="byline">{escape(post.author)}, {moment(post)}</span>'
    )
