"""What is written down: varied, labelled truthfully, with the traps that honest matching has to survive."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from ops.town_square.markup import visible_text
from ops.town_square.sites import SITES
from ops.town_square.texts import Text, Truth, families, written

WRITTEN = [text for site in SITES for text in written(site.key)]
NAMES = {
    "larkfield": r"(?i)(?<![A-Za-z])(lark(field|feild)|red widgets?)(?![A-Za-z])",
    "brightmoor": r"(?i)\bbrightmoor\b",
    "garden lighting": r"(?i)\bgarden lighting\b",
}
NEGATIVE = (
    r"(?i)\b(no|not|never|nothing|nobody|none|bad|poor|awful|terrible|horrible|broken?|broke|fault\w*|"
    r"damage\w*|wrong|lost|late|angry|annoy\w*|disappoint\w*|useless|complain\w*|problem\w*|fail\w*|"
    r"hate\w*|worst|worse|refund|sorry|missing|dead|\w+n't|cannot|nicht|kein\w*)\b"
)


def visible(text: Text) -> str:
    return f"{text.title} {visible_text(text.html)}"


def test_there_is_more_than_enough_to_read() -> None:
    assert len(WRITTEN) >= 60
    assert len({text.html for text in WRITTEN if not text.copy_of}) == sum(not t.copy_of for t in WRITTEN)


def test_most_are_indifferent_about_a_third_is_bad_some_praise_and_a_few_are_trolls() -> None:
    verdicts = Counter(text.truth for text in WRITTEN)

    assert verdicts.most_common(1)[0][0] is Truth.INDIFFERENT
    assert 0.3 < verdicts[Truth.BAD] / len(WRITTEN) < 0.4
    assert verdicts[Truth.GOOD] >= 15
    assert verdicts[Truth.TROLL] == 5


def test_a_third_of_the_complaints_has_no_negative_word() -> None:
    complaints = [text for text in WRITTEN if text.truth is Truth.BAD]
    quiet = [text for text in complaints if text.quiet]

    assert len(quiet) / len(complaints) > 0.3
    assert [text.title for text in quiet if re.search(NEGATIVE, visible(text))] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_text_is_about_a_name_exactly_when_a_reader_can_see_it(name: str) -> None:
    mislabelled = [
        text.title
        for text in WRITTEN
        if not text.copy_of and bool(re.search(NAMES[name], visible(text))) != (name in text.about)
    ]

    assert mislabelled == []


def test_some_carry_the_name_only_where_no_reader_sees_it() -> None:
    hidden = [t for t in WRITTEN if "larkfield" in t.html.casefold() and "larkfield" not in t.about]

    assert any("larkfields" in visible(text) for text in hidden)
    assert any("larkfield" not in visible(text).casefold() for text in hidden)


def test_people_speak_several_languages() -> None:
    assert {text.lang for text in WRITTEN} >= {"en", "de", "fr", "es", "ja", "ar"}


@pytest.mark.parametrize("family", families(), ids=lambda family: family.name)
def test_parts_of_a_family_mention_what_it_is_about_and_nothing_else(family) -> None:  # type: ignore[no-untyped-def]
    for name, pattern in NAMES.items():
        openings = [bool(re.search(pattern, opening)) for opening in family.openings]
        others = " ".join(family.middles + family.ends)

        assert all(openings) if name in family.about else not any(openings)
        assert not re.search(pattern, others)


def test_every_site_has_something_left_to_say_when_the_written_texts_are_used_up() -> None:
    assert {site for family in families() for site in family.sites} == {site.key for site in SITES}
