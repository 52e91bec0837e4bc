"""Where the canary sings: a feed of our own with one test complaint a day, for everybody to see."""

from __future__ import annotations

from datetime import UTC, datetime, time
from email.utils import format_datetime
from xml.sax.saxutils import escape

from chalice.app import Request, Response

from .. import wiring
from ..domain import canary


def feed(request: Request) -> Response:
    """Today's song. Its address is relative: behind a gateway we cannot know how ours begins."""
    day = wiring.now().date()
    song = canary.song_of("", day)
    sung_at = datetime.combine(day, time(), UTC)
    body = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel>
<title>Canary</title><link>canary</link><description>{escape(canary.WATCH.description)}</description>
<item>
<title>{escape(song.title)}</title>
<link>canary/{day}</link>
<guid isPermaLink="false">{escape(song.id or "")}</guid>
<author>{escape(song.author or "")}</author>
<pubDate>{format_datetime(sung_at)}</pubDate>
<description>{escape(song.text)}</description>
</item>
</channel></rss>
"""
    # As a feed, the gateway would hand it on as bytes, to those only who ask for feeds by name: see `routes`.
    return Response(body, {"Content-Type": "text/plain; charset=utf-8"})
