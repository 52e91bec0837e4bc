"""What a person is told: the whole story of a mention, so that whoever gets it next can answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .mentions import Mention
from .people import Person
from .playbook import Advice
from .watches import Watch


@dataclass(frozen=True, slots=True)
class Notice:
    """All that a person needs to know about a mention in order to answer it.

    `acknowledge_url` is the person's own signed link; None where the notice goes to nobody in particular.
    `step` counts from 1, of `steps`. `sources` names the places where it was sighted, by source id.
    """

    mention: Mention
    watch: Watch | None
    advice: Advice
    person: Person | None
    acknowledge_url: str | None
    mention_url: str
    step: int
    steps: int
    sources: Mapping[str, str]
