"""The text a person sees: no markup, scripts or comments; character references resolved; white space single.

Not built on the standard `html.parser`, whose time grows with the square of the length where tags stay open:
20 KB of `<a ` took it 3 seconds. Here the time grows with the length, whatever the input.
"""

from __future__ import annotations

import html
import re
from html.entities import html5

# The content of these is never shown. An unclosed one hides the rest, as it does in a browser.
_HIDDEN = "script|style|template|noscript|iframe|title|svg"
# Tags that do not end a word. Unknown elements are inline, too; all other known ones separate words.
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb rp rt ruby s "
    "samp small span strike strong sub sup time tt u var wbr".split()
)
_BLOCK = frozenset(
    "address area article aside audio base blockquote body br button canvas caption center col colgroup dd "
    "details dialog dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 "
    "h6 head header hgroup hr html img input legend li link main map menu meta nav object ol optgroup option "
    "output p param picture pre progress section select source summary table tbody td textarea tfoot th "
    "thead tr track ul video".split()
)
_KNOWN = "|".join(sorted({*_INLINE, *_BLOCK, *_HIDDEN.split("|")}))

# A tag up to its end, quoted values included, as browsers delimit it; all repeats are possessive, which is
# what keeps the time linear.
_ATTRIBUTES = r"""(?>[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+"""
_MARKUP = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    rf"|<(?P<hidden>{_HIDDEN})(?=[\s/>]){_ATTRIBUTES}(?:(?<=/)>|>.*?(?:</(?P=hidden)\s*+>|\Z)|\Z)"
    rf"|</?(?P<name>[a-z][^\s/>]*+){_ATTRIBUTES}(?:>|\Z)"
    r"|<[!?][^>]*+(?:>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
# The same for what is all shown, in a third of the time: split by it, texts and names of tags take turns.
_ANY_TAG = re.compile(
    rf"<(?:/?([A-Za-z][^\s/>]*+)(?:>|{_ATTRIBUTES}(?:>|\Z))|!--(?:-?>|.*?(?:--!?>|\Z))|[!?][^>]*+(?:>|\Z))",
    re.DOTALL,
)
_GAPS: dict[str | None, str] = {
    None: "",
    **{written: " " for name in _BLOCK for written in (name, name.upper())},
    **{written: "" for name in _INLINE for written in (name, name.upper())},
}
# What tells HTML from text that merely holds a `<`: a name we know, a closing or empty tag, an attribute.
_SIGN_OF_HTML = re.compile(
    rf"<(?:(?:{_KNOWN})(?=[\s/>]|\Z)|/[a-z]|!--|!doctype|!\[CDATA\[|\?xml"
    r"|[a-z][^\s<>]*+(?:(?<=/)>|\s(?:[^<>]*?(?:/>|[\w:-]=[\"'])|[^<>=]*+=[^<>]*+>)))",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"&(?:#\d{1,8}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});")
_CLOSING_TAG = re.compile(r"</[A-Za-z][A-Za-z0-9]*\s*>")
# Control characters that are no white space, soft hyphens, byte order marks, and halves of surrogate pairs.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\ud800-\udfff\ufeff\ufffe\uffff]")


def visible_text(text: str) -> str:
    """What a browser would show of this HTML, in one line. Never raises.

    Text that is no HTML comes back as it is, though it may hold `<` or `&`: "a < b", "AT&T". HTML that was
    escaped once too often, as a whole, is read as it was meant.
    """
    if "<" not in text and "&" not in text:
        return single_spaced(text)
    if not _SIGN_OF_HTML.search(text):
        text = resolved(text)
        if not _CLOSING_TAG.search(text):
            return single_spaced(text)
    if "[" in text or "]" in text:
        text = text.replace("<![CDATA[", "").replace("]]>", "")
    return single_spaced(resolved(_without_markup(text)))


def plain_text(text: str) -> str:
    """The same for what is said to be plain: it is HTML only where it closes a tag or escapes a character."""
    if _CLOSING_TAG.search(text) or _REFERENCE.search(text):
        return visible_text(text)
    return single_spaced(text)


def single_spaced(text: str) -> str:
    """The text without characters that cannot be seen, in one line."""
    found = " ".join(text.split())
    return found if found.isprintable() else " ".join(_INVISIBLE.sub("", text).split())


def resolved(text: str) -> str:
    """The text with the characters that its references stand for; where there is none, they stay."""
    # Only references that end in `;`: without it, the address "?a=1&param=2" would become "?a=1¶m=2".
    return _REFERENCE.sub(_referred, text) if "&" in text else text


def _referred(match: re.Match[str]) -> str:
    return html5.get(match[0][1:]) or html.unescape(match[0])


def _without_markup(text: str) -> str:
    """Each tag replaced by a blank if it separates words, by nothing if not."""
    pieces = _ANY_TAG.split(text)
    try:
        pieces[1::2] = map(_GAPS.__getitem__, pieces[1::2])
    except KeyError:  # the tag of what is never shown, or of an unknown name
        return _MARKUP.sub(_in_its_place, text)
    return "".join(pieces)


def _in_its_place(match: re.Match[str]) -> str:
    name = match["name"]
    if name is None:
        return " " if match["hidden"] else ""
    return " " if name.lower() in _BLOCK else ""
