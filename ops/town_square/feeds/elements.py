"""Just enough XML writing, with escaping that cannot be forgotten: plain strings are escaped,
Markup is not.
"""

from __future__ import annotations

from html import escape

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


class Markup(str):
    """A piece of finished XML."""

    __slots__ = ()


def element(name: str, *inside: str, **attributes: str) -> Markup:
    """One element. In attribute names `__` stands for a colon, and a trailing `_` is dropped
    (`class_`).
    """
    pairs = ((key.rstrip("_").replace("__", ":"), value) for key, value in attributes.items())
    opening = name + "".join(f' {key}="{escape(value)}"' for key, value in pairs)
    body = "".join(piece if isinstance(piece, Markup) else escape(piece) for piece in inside)
    return Markup(f"<{opening}>{body}</{name}>" if body else f"<{opening}/>")


def cdata(text: str) -> Markup:
    """The text as character data; an end mark inside is split over two sections, as real blogs do
    it.
    """
    return Markup("<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>")


def joined(*pieces: Markup) -> Markup:
    """Pieces of finished XML, one per line."""
    return Markup("\n".join(pieces))
