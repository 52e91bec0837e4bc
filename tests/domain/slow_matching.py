"""Matching straight from its definition, however slowly: what the real one must agree with.

A term stands at a place if the words there are spelled like it, and no word goes on around it. Every place of
a text is tried, and every pair of places.
"""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.domain.entries import Entry
from chalicelib.domain.folding import UNSPACED, bare, continues, folded, plain
from chalicelib.domain.query_trees import And, Field, FieldName, Near, Not, Or, Term, Tree

Place = tuple[int, int, int]  # which line, from, to


def slowly_true(tree: Tree, entry: Entry) -> bool:  # noqa: PLR0911 (a line for each kind of tree)
    """True when the query is true of the entry. Sites are compared as a whole."""
    match tree:
        case And(parts):
            return all(slowly_true(part, entry) for part in parts)
        case Or(parts):
            return any(slowly_true(part, entry) for part in parts)
        case Not(part):
            return not slowly_true(part, entry)
        case Field(FieldName.TITLE, part):
            return slowly_true(part, Entry(text=entry.title))
        case Field(FieldName.AUTHOR, part):
            return slowly_true(part, Entry(text=entry.author or ""))
        case Field(FieldName.SITE, Term(phrase)):
            return (entry.url or "") == f"https://{phrase}/"
        case Near(first, second, distance, ordered):
            pairs = [(one, other) for one in _places(first, entry) for other in _places(second, entry)]
            if not ordered:
                pairs += [(other, one) for one, other in pairs]
            return any(_on_from(one, other, entry) <= distance for one, other in pairs)
        case Term():
            return bool(list(_places(tree, entry)))
        case _:
            raise AssertionError(tree)


def _lines(entry: Entry) -> list[str]:
    return [plain(entry.title), plain(entry.text)]


def _places(side: Term | Or, entry: Entry) -> Iterator[Place]:
    if isinstance(side, Or):
        for part in side.parts:
            assert isinstance(part, Term)
            yield from _places(part, entry)
        return
    longest = len(folded(plain(side.phrase)))  # folding makes texts longer, never shorter
    for number, line in enumerate(_lines(entry)):
        for start in range(len(line)):
            for end in range(start + 1, min(start + longest, len(line)) + 1):
                if _is_spelled(side, line[start:end]) and _is_whole(side, line, start, end):
                    yield number, start, end


def _is_spelled(term: Term, words: str) -> bool:
    if term.begins:  # with the sign that completes it, which may be more: the ß of Straße completes `stras*`
        return _begins(term, words) and not _begins(term, words[:-1])
    return _phrase(term) in (_spelled(term, words), bare(_spelled(term, words)))


def _begins(term: Term, words: str) -> bool:
    spelled = _spelled(term, words)
    return spelled.startswith(_phrase(term)) or bare(spelled).startswith(_phrase(term))


def _phrase(term: Term) -> str:
    return _spelled(term, plain(term.phrase))


def _spelled(term: Term, words: str) -> str:
    return words if term.exact_case else folded(words)


def _is_whole(term: Term, line: str, start: int, end: int) -> bool:
    phrase = plain(term.phrase)
    begins = start == 0 or not continues(line[start - 1])
    ends = end == len(line) or not continues(line[end])
    is_name_of_korea = "\uac00" <= phrase[-1] <= "\ud7a3"
    may_begin = not continues(phrase[0]) and phrase[0] not in "@#"
    may_end = term.begins or is_name_of_korea or not continues(phrase[-1])
    return (begins or may_begin) and (ends or may_end)


def _on_from(one: Place, other: Place, entry: Entry) -> float:
    """How many words further the other begins than the one ends; endless where it does not follow."""
    if one[0] != other[0] or other[1] < one[2]:
        return float("inf")
    line = _lines(entry)[one[0]]
    return 1 + sum(_begins_word(line, at) for at in range(one[2], other[1]))


def _begins_word(line: str, at: int) -> bool:
    if UNSPACED.match(line[at]):
        return True
    return continues(line[at]) and (at == 0 or not continues(line[at - 1]))
