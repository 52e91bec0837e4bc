"""What a way to tell declares: how a destination is written, whom it reaches, and what its key holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# Says what is wrong with a field's value; nothing where nothing is.
Check = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to tell, in the words of the README's table.

    `written` is what a destination looks like; one with a key has a name of its own after the colon. `keys`
    lists the fields that its key must have; where there are several such lists, one of them. `may_have` names
    those it can do without, `checks` how each is looked at before it is kept. `twice` is what becomes of a
    notice that is sent a second time, because nobody could write down that it was sent. One that `follows` is
    also told how mentions go on after its notices.
    """

    written: str
    tells: str
    twice: str
    keys: tuple[tuple[str, ...], ...] = ()
    may_have: tuple[str, ...] = ()
    checks: Mapping[str, Check] = field(default_factory=dict)
    follows: bool = False

    @property
    def needs(self) -> str:
        """What must be there before anybody can be told, in words."""
        if not self.keys:
            return "nothing"
        needed = f"a key ({'; or '.join(', '.join(fields) for fields in self.keys)})"
        return f"{needed}; which may also have ({', '.join(self.may_have)})" if self.may_have else needed

    def wrong_with(self, fields: Mapping[str, str]) -> tuple[str, ...]:
        """What is wrong with a key of these fields, in words that repeat no value."""
        found = ((name, check(fields[name])) for name, check in self.checks.items() if fields.get(name))
        wrong = (f"{name} {words}" for name, words in found if words)
        return (*misnamed(fields, self.keys, self.may_have), *wrong)


def misnamed(
    fields: Mapping[str, str], keys: tuple[tuple[str, ...], ...], may_have: tuple[str, ...]
) -> tuple[str, ...]:
    """Which fields are missing of those lists of which one is needed, and which are unknown."""
    known = {*may_have, *(name for names in keys for name in names)}
    # Of several lists, whoever gave some fields means the one that they come closest to.
    meant = max(keys, key=lambda names: (bool(fields.keys() & set(names)), -len(names)), default=())
    absent = [name for name in meant if not fields.get(name)]
    unknown = [name for name in sorted(fields) if name not in known]
    return (*(f"{name} is missing" for name in absent), *(f"{name} is unknown" for name in unknown))
