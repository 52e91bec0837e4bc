"""The tree that is drawn at the top of `errors` is the one there is."""

import re

from chalicelib import errors

_DRAWN = re.compile(r"^ {4}(?P<branch>[│├└─ ]*)(?P<name>[A-Z]\w+)", re.MULTILINE)


def _drawn() -> dict[str, str | None]:
    """Each error's name, with that of the one under which it is drawn."""
    parents: dict[str, str | None] = {}
    above: list[str] = []
    for line in _DRAWN.finditer(errors.__doc__ or ""):
        depth = len(line["branch"]) // 4
        above = [*above[:depth], line["name"]]
        parents[line["name"]] = above[-2] if depth else None
    return parents


def test_every_error_is_drawn_under_the_one_that_it_is() -> None:
    kinds = [each for each in vars(errors).values() if isinstance(each, type)]

    defined = {each.__name__: each.__base__.__name__ for each in kinds if each.__base__}

    assert _drawn() == {**defined, "EarshotError": None}
