"""Many spellings of the same words, made one; and where words begin and end, in any script.

Cases, compatible forms, kinds of blanks and invisible marks do not matter, nor do the brackets by which
people hide a domain: `example[.]com`. A text without its accents has the same letters at the same places.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Scripts written without spaces between words: there a phrase may begin and end anywhere.
_UNSPACED_SIGNS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"  # Japanese, Han
)
_UNSPACED = re.compile(f"[{_UNSPACED_SIGNS}]")
_UNSPACED_RUN = re.compile(f"[{_UNSPACED_SIGNS}]+")
# Korean puts spaces between words, and hangs particles on them: a name ends where the particle begins.
_HANGUL = re.compile("[\uac00-\ud7a3]")
# What would become letters of the name (Acme™), or hide that it is the same name.
_SPELLED_PLAINLY = (("\u2122", " "), ("\u2120", " "), ("\u2010", "-"), ("\u2011", "-"), ("\u2019", "'"))
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")
_HIDDEN_DOT = re.compile(
    r"(?<=\w) ?(?:\[ ?(?:\.|dot) ?\]|\( ?(?:\.|dot) ?\)|\{ ?(?:\.|dot) ?\}) ?(?=\w)", re.I
)
# Accents of Latin, Greek and Cyrillic that make no letter of their own with what they stand on.
_LOOSE_ACCENTS = re.compile("(?<=\\w)[\u0300-\u036f]+")
_ACCENT = re.compile("[\u0300-\u036f]")
_ASCII_WORD = re.compile(r"\w+", re.ASCII)


def plain(text: str) -> str:
    """NFKC, single blanks, no invisible marks, domains as they are; cases and accents as written."""
    if not text.isascii():
        for sign, plainly in _SPELLED_PLAINLY:
            text = text.replace(sign, plainly)
        text = _without_loose_accents(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))
    text = " ".join(text.split())
    may_hide_some = "[" in text or "(" in text or "{" in text
    return _HIDDEN_DOT.sub(".", text) if may_hide_some else text


def folded(text: str) -> str:
    """`text`, made plain before, without regard to cases."""
    return _without_loose_accents(text.casefold())


def _without_loose_accents(text: str) -> str:
    may_hold_some = not text.isascii() and _ACCENT.search(text)
    return _LOOSE_ACCENTS.sub("", text) if may_hold_some else text


def bare(text: str) -> str:
    """The same text without accents, sign by sign."""
    if text.isascii():
        return text
    letters = _bare_letters()
    return _accented().sub(lambda found: letters[found[0]], text)


@cache
def _accented() -> re.Pattern[str]:
    return re.compile(f"[{''.join(_bare_letters())}]")


@cache
def _bare_letters() -> dict[str, str]:
    letters = dict(zip("øØłŁđĐı", "oOlLdDi", strict=True))
    for code in (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000)):
        parts = unicodedata.normalize("NFD", chr(code))
        if len(parts) > 1 and all("\u0300" <= mark <= "\u036f" for mark in parts[1:]):
            letters[chr(code)] = parts[0]
    for own in "йЙ":  # a letter of its own to whoever writes Cyrillic
        del letters[own]
    return letters


@cache
def _marks() -> str:
    """Marks that combine with letters, which `\\w` leaves out."""
    return "".join(chr(c) for c in range(0x300, 0xFFFF) if unicodedata.category(chr(c))[0] == "M")


@cache
def _word() -> re.Pattern[str]:
    """Letters, digits, underscores, and the marks that combine with them."""
    return re.compile(f"[\\w{_marks()}]+")


@cache
def _counted_word() -> re.Pattern[str]:
    """A word, or one sign of a script without spaces."""
    return re.compile(f"[{_UNSPACED_SIGNS}]|(?:(?![{_UNSPACED_SIGNS}])[\\w{_marks()}])+")


def words(text: str) -> list[str]:
    """The words of a text; scripts without spaces have none, and end those beside them."""
    if text.isascii():
        return _ASCII_WORD.findall(text)
    return _word().findall(_UNSPACED_RUN.sub(" ", text))


def word_starts(text: str) -> list[int]:
    """Where its words begin, by which distances are counted: every sign of an unspaced script is one."""
    if text.isascii():
        return [word.start() for word in _ASCII_WORD.finditer(text)]
    return [word.start() for word in _counted_word().finditer(text)]


@cache
def continues(sign: str) -> bool:
    """True when a word does not end before this character."""
    return _word().match(sign) is not None and not _UNSPACED.match(sign)


def ends_anywhere(phrase: str) -> bool:
    """True when a word may go on behind this phrase."""
    return _HANGUL.match(phrase[-1]) is not None or not continues(phrase[-1])


def begins_anywhere(phrase: str) -> bool:
    """True when a word may stand right before this phrase. An account's or a tag's sign begins a word: what
    stands in joe@example.com is no account.
    """
    return not continues(phrase[0]) and phrase[0] not in "@#"
