"""Lexicons: what stands in a text, by hand-written entries with wildcards."""

from collections import Counter
from pathlib import Path

import pytest

from chalicelib.judging.lexicon import Hit, Kind, Lexicon, lexicon
from chalicelib.judging.tokens import tokens

LANGUAGES = ("en", "de", "fr", "es")
FOLDER = Path(__file__).parents[2] / "chalicelib" / "judging" / "lexicons"

SMALL = Lexicon(
    """# A remark, with a comma.

[opinions -2]
bad, disappoint*, so bad, not ~ same

[harms -3]
waited <n> hours, done with <name>, don't work

[boosters]
very, really
"""
)


def _hits(text: str, *names: str) -> list[tuple[str, float]]:
    found = tokens(text, names)

    def words(hit: Hit) -> str:
        return text[found[hit.first].start : found[hit.last - 1].end]

    return [(words(hit), hit.entry.weight) for hit in SMALL.hits(found)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("This is bad.", ["bad"]),
        ("BAD", ["BAD"]),
        ("badly", []),
        ("baaaad", ["baaaad"]),
        ("disappointing", ["disappointing"]),
        ("waited 3 hours", ["waited 3 hours"]),
        ("waited three hours", ["waited three hours"]),
        ("waited some hours", []),
        ("not the same", ["not the same"]),
        ("not same", ["not same"]),
        ("not at all quite the same", []),
        ("not here. The same", []),
        ("don\u2019t work", ["don\u2019t work"]),
        ("dont work", ["dont work"]),
        ("#disappointed", ["#disappointed"]),
    ],
)
def test_entries_are_found_as_they_are_written_by_people(text: str, found: list[str]) -> None:
    assert [words for words, _ in _hits(text)] == found


def test_longest_entry_of_a_place_wins() -> None:
    assert _hits("so bad")[0] == ("so bad", -2.0)


def test_subjects_name_is_a_wildcard() -> None:
    assert _hits("I am done with Acme Corp", "Acme Corp") == [("done with Acme Corp", -3.0)]


def test_small_words_are_known_by_their_role() -> None:
    assert SMALL.role("boosters") == {"very", "really"}
    assert SMALL.role("negations") == frozenset()


@pytest.mark.parametrize("language", LANGUAGES)
def test_lexicon_weighs_what_is_good_above_zero_and_what_is_bad_below(language: str) -> None:
    for title, _ in _sections(language):
        kind, _, weight = title.partition(" ")
        if kind in (Kind.HARMS, Kind.SCORN):
            assert float(weight) < 0
        if kind in (Kind.REMEDIES, Kind.ABILITIES, Kind.ABUSE):
            assert float(weight) > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_is_weighed_twice(language: str) -> None:
    weighed = ("opinions", "harms", "remedies", "scorn")

    times = Counter(
        entry for title, entries in _sections(language) if title.startswith(weighed) for entry in entries
    )

    assert not [entry for entry, count in times.items() if count > 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_without_wildcards_is_found_in_itself(language: str) -> None:
    known = lexicon(language)

    lost = [
        entry
        for title, entries in _sections(language)
        if title.split()[0] in set(Kind)
        for entry in entries
        if not set("<~*") & set(entry)
        if not any(hit.last - hit.first == len(tokens(entry)) for hit in known.hits(tokens(entry)))
    ]

    assert not lost


def _sections(language: str) -> list[tuple[str, list[str]]]:
    """The file's sections, read the plainest way."""
    sections: list[tuple[str, list[str]]] = []
    for part in (FOLDER / f"{language}.txt").read_text(encoding="utf-8").split("\n\n")[1:]:
        title, _, body = part.partition("\n")
        sections.append((title.strip("[]"), [" ".join(e.split()) for e in body.split(",") if e.strip()]))
    return sections
