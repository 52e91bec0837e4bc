"""Draws the reliability plot."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
mpl.rcParams["svg.hashsalt"] = "earshot"  # the same figures give the same file

import matplotlib.pyplot as plt  # noqa: E402  the backend is chosen before

from .figures import Reliability  # noqa: E402


def draw_reliability(found: Mapping[str, Reliability], path: Path) -> None:
    """For each set a line: how often (up) what was said with that probability (right) was so."""
    figure, axes = plt.subplots(figsize=(5, 4.5))
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=1, linestyle="--", label="as it should be")
    for name, each in found.items():
        there = each.texts > 0
        axes.plot(each.said[there], each.true[there], marker="o", markersize=4, label=name)
    axes.set(xlabel="probability of bad, as said", ylabel="share that is bad", xlim=(0, 1), ylim=(0, 1))
    axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
