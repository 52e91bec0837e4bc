"""The hard sentences, one by one: those that must be read right, and those that are known to be missed."""

from __future__ import annotations

from pathlib import Path

from chalicelib.judging.trained import TrainedJudge

_TABLES = Path(__file__).parents[2] / "tests" / "judging"
_TITLES = {"read_right": "Must be read right", "known_misses": "Known to be missed"}


def hard_sentences() -> str:
    """Tables of what a person says of each, and the judge, with its probability of bad."""
    judge = TrainedJudge()
    lines = ["## Hard sentences", "", "Written for Earshot's tests; kept there, in `tests/judging`."]
    for table, title in _TITLES.items():
        lines += [
            "",
            f"### {title}",
            "",
            "| text | about | a person says | the judge says | bad | it points at |",
        ]
        lines.append("| --- | --- | --- | --- | --- | --- |")
        for row in (_TABLES / f"{table}.tsv").read_text(encoding="utf-8").splitlines():
            if row.startswith("# "):
                continue
            verdict, about, text = row.split("\t")
            found = judge.judge(text, (about,))
            odds = f"{found.probabilities.bad:.2f}" if found.probabilities else "–"
            cells = (text, about, verdict, found.verdict.value, odds, ", ".join(found.evidence))
            lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join([*lines, ""])
