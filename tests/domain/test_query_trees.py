"""Queries as trees: what they are true of, as a slow and obvious matcher says it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.entries import Entry
from chalicelib.domain.queries import Matcher, anchors
from chalicelib.domain.query_decisions import catches_nearly_all, is_true
from chalicelib.domain.query_index import FEW
from chalicelib.domain.query_trees import And, Field, FieldName, Near, Not, Or, Query, Term, Tree
from chalicelib.domain.readings import Reading
from chalicelib.domain.watches import Watch, WatchKind
from tests.domain.slow_matching import slowly_true

# Few words, in many spellings: what is random then meets often enough. An example has those of one family.
FAMILIES = [
    words.split("|")
    for words in (
        "acme|Acme|ACME|acmes|red|Red widget|widget|the|a|-|'s|acme.example",
        "caf\u00e9|Cafe|cafe\u0301|stra\u00dfe|STRASSE|gro\u1e9e|gross|\ufb01ne|FINE|\ud800",
        "\u0130stanbul|istanbul|\u0131s\u0131|ISI|\u01fe|\u00f8|O|\u0141\u00f3d\u017a|lodz|\u0301",
        "\u03cc\u03c3\u03bf\u03c2|\u039f\u03a3\u039f\u03a3|\u1f80|\u03b1|\u03b1\u03b9|\u0390|\u03b9|"
        "\u0439|\u0438",
        "C++|c|.NET|net|AT&T|at|Yahoo!|yahoo|_|*|\uff23\uff0b\uff0b|T\u2122",
        "#acme|@acme|acme|joe@acme.example|acme.example|acme[.]example|https://acme.example/x",
        "\U0001f469\u200d\U0001f4bb|\U0001f469|\U0001f4bb|\u2764\ufe0f|\u2764|#\U0001f4bb|\U0001d41acme|acme",
        "\u697d\u5929|\u697d\u5929\u5e02|\u5929|#\u697d\u5929|\u300c\u697d\u5929\u300d|IKEA\u5bb6\u5177|"
        "IKEA|\U00020bb7\u91ce|\U00020bb7",
        "\u30a2\u30de\u30be\u30f3|\uff71\uff8f\uff7f\uff9e\uff9d|\u30a2\u30de\u30be\u30f3\u30d7|"
        "\u304b\u3099|\u304c|\u304b|\u0e01\u0e33|\u0e01\u0e32|a",
        "\uc0bc\uc131|\uc0bc\uc131\uc740|\u1109\u1161\u11b7\uc131|\uc0bc|LG\uc804\uc790|LG|\u314b\u314b|"
        "\u1100|\u1161",
        "\u0939\u093f\u0928\u094d\u0926\u0940|\u0939\u093f\u0928\u094d\u0926|\u0958|\u0915|"
        "\u05e9\u05c1\u05dc\u05d5\u05dd|\u05e9\u05dc\u05d5\u05dd|\u0623\u0643\u0645\u064a|\ufe8e|\u0627",
    )
]
_FAMILY = st.shared(st.sampled_from(FAMILIES), key="family")
_WORDS = _FAMILY.flatmap(st.sampled_from)
_SEPARATORS = st.sampled_from(
    [" ", "  ", ", ", "\n", "", "\u200b", "-", "'s ", "\u2019s ", "\u3000", "\u0301", "[.]"]
)
texts = st.lists(st.tuples(_WORDS, _SEPARATORS), max_size=8).map(
    lambda parts: "".join(word + separator for word, separator in parts)
)
entries = st.builds(
    Entry,
    title=texts,
    text=texts,
    author=st.none() | texts,
    url=st.sampled_from([None, "https://a.example/", "https://b.example/"]),
)
terms = st.builds(Term, _WORDS, st.booleans(), st.booleans())
_sides = terms | st.lists(terms, min_size=2, max_size=3).map(lambda some: Or(tuple(some)))
nears = st.builds(Near, _sides, _sides, st.integers(1, 5), st.booleans())
_sites = st.builds(Field, st.just(FieldName.SITE), st.sampled_from([Term("a.example"), Term("b.example")]))


def _grown(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.builds(And, several) | st.builds(Or, several) | st.builds(Not, parts)


worded: st.SearchStrategy[Tree] = st.recursive(terms | nears, _grown, max_leaves=4)
_fielded = st.builds(Field, st.sampled_from([FieldName.TITLE, FieldName.AUTHOR]), worded)
trees: st.SearchStrategy[Tree] = st.recursive(terms | nears | _fielded | _sites, _grown, max_leaves=6)


@settings(max_examples=300, deadline=None)
@given(trees, entries)
def test_query_is_true_of_what_its_definition_says(tree: Tree, entry: Entry) -> None:
    assert is_true(tree, Reading(entry)) == slowly_true(tree, entry)


@pytest.mark.parametrize("few", [0, FEW])
@settings(max_examples=150, deadline=None)
@given(st.lists(trees, max_size=6), entries)
def test_all_watches_together_match_as_each_does_alone(few: int, some: list[Tree], entry: Entry) -> None:
    """Also those that only exclude, which nobody can save."""
    matcher = Matcher((_watch(f"w{at}", tree) for at, tree in enumerate(some)), few=few)

    found = {match.watch_id for match in matcher.matches(entry)}

    assert found == {f"w{at}" for at, tree in enumerate(some) if slowly_true(tree, entry)}


@given(trees, entries)
def test_text_without_any_anchor_is_never_matched(tree: Tree, entry: Entry) -> None:
    needed = anchors(tree, {})

    if needed is not None and slowly_true(tree, entry):
        assert any(slowly_true(term, entry) for term in needed)


@pytest.mark.parametrize("few", [0, FEW])
@given(st.lists(terms, min_size=1, max_size=30), texts)
def test_plain_phrases_match_as_any_of_them(few: int, some: list[Term], text: str) -> None:
    phrases = tuple(term.phrase for term in some)

    found = Matcher([Watch("w", "W", WatchKind.OWN, phrases)], few=few).matches(text)

    assert bool(found) == slowly_true(Or(tuple(map(Term, phrases))), Entry(text=text))


@given(trees)
def test_query_that_only_excludes_is_known_by_matching_silence(tree: Tree) -> None:
    if slowly_true(tree, Entry()):
        assert catches_nearly_all(tree)


@pytest.mark.parametrize("url", [None, "", "nonsense", "http://[broken/"])
def test_what_was_said_nowhere_is_said_at_no_site(url: str | None) -> None:
    at_blog = Field(FieldName.SITE, Term("blog.example"))

    assert not is_true(at_blog, Reading(Entry(text="blog.example", url=url)))


def test_language_that_nobody_recognises_is_none() -> None:
    english = Field(FieldName.LANG, Term("en"))

    assert not is_true(english, Reading(Entry(text="the lamp")))
    assert is_true(english, Reading(Entry(text="the lamp"), recognise=lambda text: "en"))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: Term(""), "at least one word"),
        (lambda: Term("two  blanks"), "single blanks"),
        (lambda: Near(Term("a"), Or((Not(Term("b")), Term("c"))), 5), "between words"),
        (lambda: Near(Term("a"), Term("b"), 0), "from 1 to 100"),
        (lambda: Near(Term("a"), Term("b"), 101), "from 1 to 100"),
        (lambda: Field(FieldName.TITLE, Not(Field(FieldName.SITE, Term("a")))), "site: cannot stand within"),
        (lambda: Field(FieldName.SITE, Term("abc", begins=True)), "plain values"),
        (lambda: Field(FieldName.KIND, Near(Term("a"), Term("b"), 1)), "plain values"),
    ],
)
def test_tree_that_means_nothing_cannot_be_built(make: object, reason: str) -> None:
    assert callable(make)

    with pytest.raises(ValueError, match=reason):
        make()


def _watch(watch_id: str, tree: Tree) -> Watch:
    return Watch(watch_id, "W", WatchKind.OWN, ("W",), query=Query("", tree))
