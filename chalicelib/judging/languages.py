"""Which of the few languages we know a little a text is written in, told by its smallest words."""

from __future__ import annotations

import re
from collections.abc import Iterable

# The commonest small words of each; those that several share are left to whoever uses them more.
_SMALL_WORDS = {
    "en": """
        the a an and or of to in on at for with from by about as is are was were be been do does did has
        have had will would can could should i you he she it we they me him her us them my your his its
        our their this that these those there here what when where who why how which if so not no yes up
        out just now then all any some more most one get got go going new day today like im dont its u ur
        rt after before over back than too very only into off down because but please people know see make
        want need think good great bad love thanks first last next again still even also never always let
        come take tomorrow tonight week year i'm it's
    """,
    "de": """
        der die das und ist nicht ich ein eine einen einem einer mit auf für von zu den dem des sich auch
        es sie wir ihr mein meine meinen man war hat haben habe bin sind wird werden nur noch schon aber
        oder wenn wie bei nach aus seit über immer kein keine nie mehr sehr so dass im am um was vom zum
        zur gibt mir mich
    """,
    "fr": """
        le la les un une des du de et est pas je tu il elle nous vous ils que qui dans pour sur avec au
        aux ce cette ces mon ma mes son sa ses leur plus mais ou où très été être avoir suis sont ai ont
        chez depuis sans tout rien jamais encore toujours ne c'est j'ai n'est d'un qu'il même après par
    """,
    "es": """
        el la los las un una unos de del y es no yo que en por para con se su sus mi mis lo le les al como
        más pero o muy ha han he hay esta este esto ese eso son está están fue ser nunca siempre sin desde
        nada todo todos me te nos cuando donde porque ya también si
    """,
    "it": """
        il lo la gli le un una di da del della che non è e per con sono ho hai ha mi ti si ci più ma anche
        come questo questa nel alla mai sempre molto dopo ancora
    """,
    "nl": """
        de het een en van is niet ik je dat die op te met voor er aan zijn was maar ook als bij nog naar
        heb hebben heeft geen wel nooit meer al uit mijn wat om
    """,
    "pt": """
        o a os as um uma de do da dos das e é não que em no na por para com se eu você meu minha mais mas
        muito foi ser está já nunca sempre sem também isso este
    """,
}
_WORDS_OF = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_ENOUGH_WORDS = 5
_LEAST_SHARE = 0.12
_HEADLINE_WORDS = _WORDS_OF["en"] - frozenset(
    "a i on in to do so no is he me am an as at or go it us".split()
)


def language_of(text: str) -> str | None:
    """The code of the language a whole text is written in; None when it is foreign, or holds no words."""
    spoken = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", text.lower().replace("’", "'"))
    return recognise(spoken) if spoken else None


def recognise(words: Iterable[str]) -> str | None:
    """The language most of the small words belong to, English when too few to tell, None when foreign.

    `words` are in lower case, without names, numbers and signs.
    """
    spoken = list(words)
    if sum(map(_is_latin, spoken)) < len(spoken) / 2:
        return None
    counts = {language: sum(map(known.__contains__, spoken)) for language, known in _WORDS_OF.items()}
    best = max(counts, key=counts.__getitem__)  # the first of equals: English
    if len(spoken) < _ENOUGH_WORDS:
        return best
    if counts[best] >= _LEAST_SHARE * len(spoken):
        return best
    is_headline = best == "en" and not _HEADLINE_WORDS.isdisjoint(spoken)  # they do with few small words
    return "en" if is_headline else None


def _is_latin(word: str) -> bool:
    return max(word) < "\u0250"
