"""The ways to tell people. A notifier is a module here with a function `build`, a `WAY` that declares what it
needs, and a line in `_MODULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Protocol, cast

from ..errors import NotFound

if TYPE_CHECKING:
    from ..domain.notices import Notice
    from ..domain.policies import Destination
    from .ways import Way

_MODULES = {
    "canary": ".canary",
    "discord": ".discord",
    "email": ".email",
    "pagerduty": ".pagerduty",
    "slack": ".slack",
    "sns": ".sns",
    "teams": ".teams",
    "webhook": ".webhook",
}
NAMES = frozenset(_MODULES)


class Notifier(Protocol):
    """What `build` promises: one way to tell."""

    def send(self, notice: Notice) -> None:
        """Tell. Raises TemporaryError or PermanentError when nobody was told."""


def build(name: str, settings: object) -> Notifier:
    """The notifier that destinations call `name`, its module imported only now.

    Each module says by its `Needs` which of the settings it reads. Raises NotFound.
    """
    return cast(Notifier, _module(name).build(settings))


def declared(name: str) -> Way:
    """What the notifier that destinations call `name` says of itself. Raises NotFound."""
    return cast("Way", _module(name).WAY)


def trouble(destination: Destination, key_names: Callable[[], Collection[str]]) -> str | None:
    """Why a destination that is written so would reach nobody, in words that say what to do; None where it
    may. Whether there is such a person or rota is another question. `key_names` is asked only if need be.
    """
    name, written = destination.notifier, str(destination)
    if name not in NAMES:
        return f"{written!r} names no way to tell; there are: {', '.join(sorted(NAMES))}"
    way = declared(name)
    if words := _miswritten(destination, way):
        return f"{written!r} {words}"
    if way.keys and written not in key_names():
        return f"{written!r} has no key yet; first: earshot keys set {written}"
    return None


def _miswritten(destination: Destination, way: Way) -> str:
    if destination.rota_id and destination.notifier != "email":
        return f"asks a rota, but only mail goes to a person; write: email:{destination.to}"
    wants_a_name = ":" in way.written
    if wants_a_name and destination.to is None:
        return f"does not say to whom or what it goes; write it like {way.written}"
    if not wants_a_name and destination.to is not None:
        return f"names somebody, but goes to nobody in particular; write: {way.written}"
    return ""


def _module(name: str) -> ModuleType:
    if name not in _MODULES:
        raise NotFound("notifier", name)
    return import_module(_MODULES[name], __name__)
