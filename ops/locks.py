"""Sees that only one command at a time starts what lives in a home."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from .errors import CannotContinue
from .home import Home


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """Nobody else is in here for this home until the block ends, however it ends. Raises CannotContinue.

    The system lets go of the lock when its holder dies; the file stays, for it means nothing by itself.
    """
    with (home.run / "up.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotContinue(
                f"another command is already starting Earshot in {home.path}",
                "wait for it; then this shows where everything is: make status",
            ) from error
        yield
