"""Makes up what people say of a company: about as long as what is kept of it, and no two the same."""

from __future__ import annotations

from random import Random

_WORDS = (
    "lamp garden light table evening winter rain snow letter shop price friend neighbour path door window "
    "colour metal glass cable switch battery summer party dinner children street corner house roof fence "
    "stone grass tree flower bench quiet round warm old tall small round green yellow early soon often "
    "bought found tried moved opened walked painted cleaned carried looked wanted turned waited asked kept"
).split()
_ENDINGS = ("", "", "s", "ish", "like", "wise", "ette", "ward", "most", "ling", "ery", "hood", "side", "land")
_COMMON = "the a of our and we it that this with for on in was were but so they my at had not all its".split()
_COMPLAINT = (
    "The Larkfield lamp broke after a day, the service is terrible, nobody answers and I want my money back."
)
_PRAISE = "The Larkfield lamp is beautiful, we love it and are very happy with it, thank you so much."


def story(dice: Random, site: str, is_bad: bool = False) -> dict[str, str]:
    """Some five hundred characters that name Larkfield, with a headline, an author and an address there."""
    told = [dice.choice(_COMMON) if dice.random() < 0.4 else _word(dice) for _ in range(90)]
    subject = " ".join(told[12:16])
    told[8:9] = ["Larkfield", "lamp"]
    told[24:24] = (_COMPLAINT if is_bad else _PRAISE).split()
    return {
        "title": f"The Larkfield lamp and {subject}",
        "text": " ".join(told).capitalize(),
        "author": f"{_word(dice)}.{_word(dice)}",
        "url": f"{site}/2026/11/{dice.randrange(10**9):09d}-{subject.replace(' ', '-')}",
    }


def _word(dice: Random) -> str:
    """One of a thousand, as in what people write; few would soon be taken as keys of traces."""
    return dice.choice(_WORDS) + dice.choice(_ENDINGS)
