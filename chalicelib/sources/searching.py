"""What a watch is called when a service is searched for it."""

from __future__ import annotations

from collections.abc import Iterable

from ..domain.watches import Watch


def phrases(watch: Watch) -> tuple[str, ...]:
    """What to search for: names and terms, without characters that search languages take for their own.

    A service whose search knows accounts or sites is asked for `handles` and `domains` besides.
    """
    plain = (" ".join(phrase.replace('"', " ").split()) for phrase in watch.names + watch.terms)
    return tuple(dict.fromkeys(phrase for phrase in plain if phrase))


def quoted(phrase: str) -> str:
    """As most search languages write words that must stand together."""
    return f'"{phrase}"'


def any_of(parts: Iterable[str], most_chars: int, between: str = " OR ") -> tuple[str, ...]:
    """As few queries as these alternatives fit into, none longer than a service takes.

    One that is too long by itself is cut where it must be: the mentions found are matched again anyway.
    """
    queries: list[str] = []
    for part in parts:
        longer = f"{queries[-1]}{between}{part}" if queries else part
        if queries and len(longer) <= most_chars:
            queries[-1] = longer
        else:
            queries.append(part[:most_chars])
    return tuple(queries)
