"""The ways to tell people. A notifier is a module here with a function `build`, and a line in `_MODULES`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from ..errors import NotFound

if TYPE_CHECKING:
    from ..domain.notices import Notice

_MODULES = {
    "email": ".email",
    "sns": ".sns",
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
    if name not in _MODULES:
        raise NotFound("notifier", name)
    module = import_module(_MODULES[name], __name__)
    return cast(Notifier, module.build(settings))
