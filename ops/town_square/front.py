"""The page at `/`: what there is on the square, what was just said, and a form to say something
oneself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from .looks import style
from .markup import visible_text
from .pages import document, moment
from .posts import Post
from .sites import BY_KEY, SITES

_WELCOME = """
<h1>The town square</h1>
<p>A handful of sites that look like the real thing. People here talk about <b>Larkfield</b> (red
widgets, garden lamps, weather stations), about its competitor <b>Brightmoor</b>, and about garden
lighting. None of it exists; Earshot may listen as much as it likes.</p>
"""

_JUST_SAID = """
<h2>Just said</h2><iframe src="/latest" title="What was just said"></iframe>
"""


def square_page(odd_ones: Iterable[tuple[str, str, str]]) -> bytes:
    """The index of the square."""
    sites = "".join(
        f'<tr><td><a href="{site.home}">{escape(site.name)}</a></td><td><a href="{site.feed}">'
        f"<code>{site.feed}</code></a></td><td>{escape(site.exercises)}</td></tr>"
        for site in SITES
    )
    odd = "".join(
        f"<tr><td><code>{path}</code></td><td>{escape(does)}</td></tr>" for path, _, does in odd_ones
    )
    body = (
        f"{_WELCOME}{_JUST_SAID}<h2>Say something and watch it arrive</h2>{_form()}"
        f"<h2>Sites</h2><table>{sites}</table>"
        f"<h2>The odd corner</h2><p>Servers that misbehave, one address each. For machines: "
        f'<a href="/sites.json"><code>/sites.json</code></a>, '
        f'<a href="/_requests.json"><code>/_requests.json</code></a>.</p><table>{odd}</table>'
    )
    return document(None, "The town square", body)


def latest_page(posts: Sequence[Post]) -> bytes:
    """A live look at what was just said; refreshes itself inside its frame on the front page."""
    listed = "".join(
        f"<li>{moment(post)} &middot; {escape(BY_KEY[post.site].name)} &middot; "
        f'<a href="{escape(post.link)}" target="_top">{escape(post.title)}</a><br>'
        f'<span lang="{escape(post.lang)}" dir="auto">'
        f"{escape(visible_text(post.html)[:220])}</span></li>"
        for post in posts
    )
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Just said</title>
<meta http-equiv="refresh" content="5"><style>{style("square")}</style></head>
<body><ul>{listed}</ul></body></html>
""".encode()


def _form() -> str:
    choices = "".join(f'<option value="{site.key}">{escape(site.name)}</option>' for site in SITES)
    return f"""<form method="post" action="/_publish">
<label>Where <select name="site">{choices}</select></label>
<label>Who <input name="author" placeholder="a passer-by" maxlength="80"></label>
<label>Title <input name="title" required maxlength="300"></label>
<label>What <textarea name="text" required rows="4" maxlength="20000"></textarea></label>
<button>Say it</button></form>"""
