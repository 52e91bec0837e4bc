"""Feeds as the made-up services serve them, with validators."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from html import escape

from .services import Answer, Asked, Post


def rss(items: Iterable[str], attributes: str = "") -> str:
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><rss version='2.0' {attributes}><channel>"
        f"<title>What is said</title>{''.join(items)}</channel></rss>"
    )


def item(post: Post, link: str, more: str = "") -> str:
    """With the words of the post in its title, and its link for a guid unless `more` holds one."""
    guid = "" if "<guid" in more else f"<guid>{escape(link)}</guid>"
    return (
        f"<item><title>{escape(post.text)}</title><link>{escape(link)}</link>{guid}"
        f"<pubDate>{post.at:%a, %d %b %Y %H:%M:%S} GMT</pubDate>{more}</item>"
    )


def atom(entries: Iterable[str], attributes: str = "") -> str:
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' {attributes}>"
        f"<title>What is said</title>{''.join(entries)}</feed>"
    )


def entry(post: Post, identity: str, link: str) -> str:
    """With the words of the post in its content."""
    return (
        f"<entry><id>{escape(identity)}</id><title>{post.author}</title>"
        f"<link rel='alternate' href='{escape(link)}'/><content type='html'>{escape(post.text)}</content>"
        f"<published>{post.at:%Y-%m-%dT%H:%M:%SZ}</published><updated>{post.at:%Y-%m-%dT%H:%M:%SZ}</updated>"
        f"<author><name>{post.author}</name></author></entry>"
    )


def unless_known(asked: Asked, document: str) -> Answer:
    """The document with its ETag, or 304 where that was asked with."""
    etag = f'"{hashlib.sha256(document.encode()).hexdigest()[:12]}"'
    if asked.headers.get("if-none-match") == etag:
        return Answer(304, headers={"ETag": etag})
    return Answer.xml(document, ETag=etag)


NOT_THERE = Answer(404, b"<!DOCTYPE html><title>Not here</title>", {"Content-Type": "text/html"})
NO_FEED = Answer.xml("<books><book/></books>")
