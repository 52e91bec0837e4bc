"""A folder of labelled texts, laid out as the training finds them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path


def put(folder: Path, name: str, *rows: Mapping[str, object]) -> None:
    """Write a set of this name."""
    (folder / "data").mkdir(exist_ok=True)
    with gzip.open(folder / "data" / f"{name}.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
