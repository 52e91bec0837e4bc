"""What a text asks for or announces beside its verdict: a question, a request for help, an intent to leave, a
matter of safety or of law. Found by patterns, in English only; what is only meant and not said is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from .signal_patterns import ASKED_WITHOUT_A_MARK, HELP, LEAVING, LEGAL, RHETORICAL, SAFETY


class Signal(StrEnum):
    """What can be heard beside the verdict. The order is the order in which they are told."""

    SAFETY = "safety"
    LEGAL = "legal"
    LEAVING = "leaving"
    HELP = "help"
    QUESTION = "question"

    @property
    def words(self) -> str:
        """As people say it."""
        return _WORDS[self]


_WORDS = {
    Signal.SAFETY: "a matter of safety",
    Signal.LEGAL: "a legal matter",
    Signal.LEAVING: "an intent to leave",
    Signal.HELP: "a request for help",
    Signal.QUESTION: "a question",
}

MOST_CHARS = 3_000  # of a text that are read
_US = "¤"  # stands where the text names whom it is about

_ADDRESS = re.compile(r"(?:https?://|www\.)\S++")
_BLANKS = re.compile(r"\s++")
_QUESTION_MARK = re.compile(r"\?[?!]*+(?=[\s\"'”’)\]]|$)")
_END = re.compile(r"[.!…]+ ")

_PATTERNS = ((Signal.SAFETY, SAFETY), (Signal.LEGAL, LEGAL), (Signal.LEAVING, LEAVING), (Signal.HELP, HELP))


def signals_in(text: str, names: Iterable[str] = ()) -> tuple[Signal, ...]:
    """What is heard in the first `MOST_CHARS` of the text, each once, in the order of `Signal`.

    `names` are those of whom it is about: who switches to them is not leaving them.
    """
    said = _plain(text, names)
    found = [signal for signal, pattern in _PATTERNS if pattern.search(said)]
    return (*found, Signal.QUESTION) if _asks(said) else tuple(found)


def _plain(text: str, names: Iterable[str]) -> str:
    """In lower case, without addresses, in single blanks, names as `_US`."""
    said = _ADDRESS.sub(" ", text[:MOST_CHARS].casefold().replace("’", "'"))
    said = _BLANKS.sub(" ", said).strip()
    for name in sorted((name.casefold() for name in names), key=len, reverse=True):
        if name.strip():
            said = re.sub(rf"(?<!\w)[@#]?{re.escape(name)}(?!\w)", _US, said)
    return said


def _asks(said: str) -> bool:
    """True for a question that wants an answer; one asked for effect does not."""
    if ASKED_WITHOUT_A_MARK.search(said):
        return True
    *asked, _ = _QUESTION_MARK.split(said)
    sentences = (_END.split(before)[-1].strip() for before in asked)
    return any(sentence and not RHETORICAL.search(sentence) for sentence in sentences)
