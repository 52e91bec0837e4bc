"""Spares a starting function the search for garbage: what it imports and makes then, stays."""

from __future__ import annotations

import gc

# A fetch has made some 130,000 things when its first event is handled. As Python has it, those that are left
# would be gone through 200 times until then, for a few hundred that can be given back.
_OF_A_START = 150_000
_USUAL = gc.get_threshold()


def spare_start() -> None:
    """Look for garbage only after so many things were made, once; then as usual, among what is newer."""
    if _as_usual not in gc.callbacks:
        gc.set_threshold(_OF_A_START)
        gc.callbacks.append(_as_usual)


def _as_usual(phase: str, info: dict[str, int]) -> None:
    if phase == "stop":
        gc.callbacks.remove(_as_usual)
        gc.set_threshold(*_USUAL)
        gc.freeze()  # going through all of it again took a tenth of the time of fetches that find something
