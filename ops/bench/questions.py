"""How the bench speaks with its companions, which are processes of their own: a line of JSON each way.

Only the standard library is imported here: a peer's environment holds nothing else of ours.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

Answer = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def answer_all(answer: Answer) -> None:
    """Answer each question on standard input, until there is none. What else is printed goes elsewhere."""
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), file=answers, flush=True)
