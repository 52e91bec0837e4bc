"""What Lambda gives each function: its memory, and with it a share of a CPU."""

from __future__ import annotations

import json
from functools import cache

from .companions import ROOT

# A function with 1,769 MB has one CPU; with less, its share.
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
_CPU_MB = 1769


def memory_gb(function: str) -> float:
    """As it is configured."""
    return _memory_mb(function) / 1024


def cpu_share(function: str) -> float:
    """Of one CPU: what takes that a second takes the function so many times longer."""
    return min(1.0, _memory_mb(function) / _CPU_MB)


@cache
def _memory_mb(function: str) -> int:
    config = json.loads((ROOT / ".chalice" / "config.json").read_text("utf-8"))
    configured: int = config["stages"]["earshot"]["lambda_functions"][function]["lambda_memory_size"]
    return configured
