"""The playbook: what good people do about each kind of talk, and what they never do.

Guidance, facts and history, never a text to paste.
"""

from __future__ import annotations

from dataclasses import dataclass

from .verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do, in the order people do it, and what never to do."""

    do: tuple[str, ...]
    never: str


_ADVICE = {
    Verdict.BAD: Advice(
        (
            "Apologise, and ask permission to join the conversation.",
            "Ask what went wrong and what would have been better.",
            "Offer the solution if there is one; if not, say what happens next, and follow up.",
            "Move to a private channel where that suits.",
            "Say thank you: caring enough to be angry is a gift.",
        ),
        "Never be defensive, argue, be sarcastic, or leave a drive-by comment.",
    ),
    Verdict.GOOD: Advice(
        (
            "Say thank you.",
            "Ask what they liked best and how they found you.",
            "Give your name and a direct line; treat them as an insider.",
        ),
        "Never take it as a licence to advertise.",
    ),
    Verdict.INDIFFERENT: Advice(
        (
            "Ask what would have made it great, and invite them to say more.",
            "Tell your story, and say thank you.",
        ),
        "Never ignore it: so-so is the cheapest to win over.",
    ),
    Verdict.TROLL: Advice(("Nothing. Leave them be.",), "Never feed them."),
    Verdict.UNSURE: Advice(
        ("Read it at the source, with what was said before and after, and judge for yourself.",),
        "Never answer before you know what was meant.",
    ),
}


def advice_for(verdict: Verdict) -> Advice:
    """What the playbook says about this kind of talk."""
    return _ADVICE[verdict]
