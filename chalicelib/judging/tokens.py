"""Cuts a text into words, signs and names, each knowing where in the text it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

NAME = "<name>"
STOPS = frozenset((",", ".", ";", ":", "\n", "(", ")", "–", "—", "-", "…", "«", "»", "“", "”", '"', "!", "?"))
"""The signs that part what stands before from what stands after. Several in a row count by the first."""


class Token(NamedTuple):
    """A word, number, sign or emoji. `low` is what the lexicon knows it by; a subject's name is `NAME`."""

    low: str
    start: int
    end: int


_TOKEN = re.compile(
    r"""
      https?://\S+ | www\.\S+ | @\w+
    | [:;=]['’]?-?[()\[\]DPpOo/\\|]+(?!\w) | <3+ | </3                          # emoticons
    | \d+(?:[.,:/]\d+)* (?:st|nd|rd|th|k|m|x|%)?(?!\w)
    | \#?\w+ (?:['’*-]+\w+)* \**                                              # don't, e-mailed, so-so, f***
    | [!?]+ | \.{2,} | … | [.,;:()\n"“”«»–—] | -(?=\s) | (?<=\s)/s(?!\w)
    | [\u2600-\u27bf\U0001f1e6-\U0001faff]
    """,
    re.VERBOSE,
)
_SPACED = r"[^\W\u3040-\u9fff\uac00-\ud7af]"  # a letter or digit of a script that parts words by spaces
_STRETCHED = re.compile(r"([^\W\d])\1{2,}")


def tokens(text: str, names: Sequence[str] = ()) -> list[Token]:
    """The tokens of `text` in order; each of `names`, also as handle or tag, is one token `NAME`."""
    found = [Token(_key(match.group()), *match.span()) for match in _TOKEN.finditer(text)]
    spans = list(name_spans(text, names))
    return _merged(found, spans) if spans else found


def name_spans(text: str, names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the names stand in the text, with a possessive ending, in order."""
    wanted = tuple(name.strip() for name in names if name.strip())
    if wanted:
        yield from (match.span() for match in _any_of(wanted).finditer(text))


def spellings(low: str) -> tuple[str, ...]:
    """What a word may have been stretched from: itself, or "so" and "soo" for "sooo"."""
    if not _STRETCHED.search(low):
        return (low,)
    return (_STRETCHED.sub(r"\1\1", low), _STRETCHED.sub(r"\1", low))


def _merged(found: list[Token], spans: list[tuple[int, int]]) -> list[Token]:
    merged: list[Token] = []
    waiting = iter(spans)
    span: tuple[int, int] | None = next(waiting, None)
    for token in found:
        while span and token.start >= span[1]:
            span = next(waiting, None)
        if not span or token.end <= span[0]:
            merged.append(token)
        elif not merged or merged[-1].low != NAME or merged[-1].start != span[0]:
            merged.append(Token(NAME, span[0], span[1]))
    return merged


@lru_cache(maxsize=4096)
def _key(word: str) -> str:
    """Lower case, typewriter's apostrophe, no hash, "don't" as "dont", "sooooo" as "sooo"."""
    if word[0] in "!?.…":
        return "?" if "?" in word else "!" if "!" in word else "…" if len(word) > 1 else word
    low = word.casefold().replace("’", "'")
    if low.endswith("n't"):
        low = f"{low[:-3]}nt"
    if len(low) > 1 and low[0] == "#" and low[1:].isalpha() and low not in _TAGS:
        low = low[1:]
    return _STRETCHED.sub(r"\1\1\1", low)


_TAGS = frozenset(("#not", "#fail", "#sarcasm", "#sarcastic", "#irony"))


@lru_cache(maxsize=256)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    each = "|".join(
        r"\s+".join(re.escape(part).replace("'", "['’]") for part in name.split()) for name in longest_first
    )
    edge = f"(?-i:{_SPACED})"
    return re.compile(rf"(?<!{edge})[#@]?(?:{each})(?:['’]s?)?(?!{edge})", re.IGNORECASE)
