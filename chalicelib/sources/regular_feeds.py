"""Reads RSS and Atom that are as they should be, as feedparser would and in a tenth of its time.

On any doubt it reads nothing: what is not well-formed, or says anything in an unusual way, is left to
feedparser, whose ways are followed (version 6.0.14, https://github.com/kurtmckee/feedparser).
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from .feed_fields import FeedFields
from .feed_markup import MOST_TAGS, feed_root
from .feed_names import Doubt, Names, Version
from .feed_reading import Meaning, Reading

# Control characters, which browsers, and `feed_markup` with them, take for characters of cp1252. A pattern
# that heeds cases is looked for by its first two signs, and so in no time.
_ODD_REFERENCE = re.compile(r"&#(?:0*1(?:2[7-9]|[345]\d)|[xX]0*(?:7[fF]|[89][0-9a-fA-F]));")


def _dated(field: str) -> Meaning:
    return lambda reading, element, depth: reading.date(field, element, depth)


_MEANINGS: dict[str, Meaning] = {
    name: meaning
    for meaning, names in (
        (Reading.entry, "item entry"),
        (Reading.guid, "guid"),
        (Reading.id, "id"),
        (Reading.link, "link"),
        (Reading.title, "title dc:title"),
        (Reading.title_of_media, "media:title"),
        (Reading.description, "description dc:description media:description"),
        (Reading.summary, "summary itunes:summary"),
        (Reading.content, "content"),
        (Reading.content_encoded, "content:encoded"),
        (_dated("published"), "published issued pubdate dcterms:issued"),
        (_dated("updated"), "updated modified lastbuilddate dc:date dcterms:modified"),
        (_dated("created"), "created dcterms:created"),
        (Reading.author, "author managingeditor dc:author dc:creator itunes:author"),
        (Reading.other_person, "contributor dc:contributor"),
        (Reading.owner, "itunes:owner"),
        (Reading.source, "source"),
        (Reading.image, "image"),
        (Reading.text_box, "textinput"),
        (Reading.other_words, "rights copyright subtitle tagline info"),
        (Reading.other_words, "dc:rights itunes:subtitle feedburner:browserfriendly"),
        (Reading.doubtful, "feed rss rdf:rdf channel body xhtml:body fullitem abstract"),
        # What feedparser would take for a field, or for its own notes, if it met elements of these names.
        (Reading.doubtful, "date links authors guidislink author_detail title_detail summary_detail"),
        (Reading.doubtful, "description_detail author:detail title:detail summary:detail"),
        (Reading.doubtful, "description:detail"),
    )
    for name in names.split()
}
_AT_TOP = dict.fromkeys(_MEANINGS, Reading.doubtful) | {
    "channel": Reading.channel,
    "item": Reading.entry,
    "image": Reading.image,
    "textinput": Reading.text_box,
}


def regular_feed(text: str) -> FeedFields | None:
    """None for what is no feed, or none that can be read in this way without doubt."""
    root = feed_root(text)
    if root is None or _is_crowded(text) or ("&#" in text and _ODD_REFERENCE.search(text)):
        return None
    try:
        # Without what stands before the root element no entity can be declared: none is expanded or fetched.
        element = ElementTree.fromstring(text[root.start() :].encode())  # noqa: S314
        names = Names(text)
        version = names.version_of(element.tag)
        reading = Reading(names, version, "xml:base" in text, _MEANINGS)
        return reading.read(element, _AT_TOP if version is Version.RSS else _MEANINGS)
    except (ElementTree.ParseError, UnicodeEncodeError, Doubt):
        return None


def _is_crowded(text: str) -> bool:
    """True for what may be more tags or attributes than anybody could read."""
    if len(text) <= MOST_TAGS:
        return False
    return text.count("<") > MOST_TAGS or max(text.count('"'), text.count("'")) > 2 * MOST_TAGS
