"""A labelled text as the judge hears it."""

from __future__ import annotations

from chalicelib.judging.lexicon import lexicon
from chalicelib.judging.mockery import unmasked
from chalicelib.judging.opinions import Reading
from chalicelib.judging.passages import excerpt, sentences
from chalicelib.judging.tokens import tokens
from chalicelib.judging.words import Heard

from .sets import Example


def heard(example: Example) -> Heard:
    """The text as the judge hears it; the sets are English, which short texts do not always show."""
    kept = excerpt(example.text, example.names)
    found = tokens(kept, example.names)
    reading = Reading(kept, found, sentences(found, kept), lexicon("en"))
    return Heard(reading, unmasked(reading, reading.signals()), "en")
