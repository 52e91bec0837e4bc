"""What can be set, added or called stands in the README."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
import yaml

from chalicelib import notifiers, web
from chalicelib.settings import Tables
from chalicelib.sources import kinds

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
_RESOURCES = yaml.safe_load((ROOT / ".chalice" / "resources.yaml").read_text("utf-8"))


@pytest.mark.parametrize("parameter", sorted(_RESOURCES["Parameters"]))
def test_every_parameter_is_explained(parameter: str) -> None:
    assert f"| `{parameter}` |" in README
    assert _RESOURCES["Parameters"][parameter]["Description"]


def test_every_setting_is_named() -> None:
    read = set(re.findall(r"EARSHOT_[A-Z_]+[A-Z]", (ROOT / "chalicelib" / "settings.py").read_text("utf-8")))
    read -= {"EARSHOT_TABLE"}
    read |= {f"EARSHOT_TABLE_{field.name.upper()}" for field in dataclasses.fields(Tables)}

    assert not {name for name in read if f"`{name}`" not in README}


@pytest.mark.parametrize("kind", sorted(kinds.LISTENED))
def test_every_kind_of_source_is_listed(kind: str) -> None:
    """In the words in which it declares itself."""
    declared = kinds.declared(kind)
    hears = f"{declared.hears}. {declared.cannot}" if declared.cannot else declared.hears
    limits = [f"every {declared.least_interval} to {declared.most_interval} minutes"]
    if budget := declared.budget:
        limits.append(budget.words)
    limits.append(declared.limits)

    row = f"| `{kind}` | {hears} | {declared.needs} | {'; '.join(limits)} | {declared.costs} |"
    assert row in README, row


@pytest.mark.parametrize("name", sorted(notifiers.NAMES))
def test_every_notifier_is_listed(name: str) -> None:
    """In the words in which it declares itself."""
    way = notifiers.declared(name)

    row = f"| `{way.written}` | {way.tells} | {way.needs} | {way.twice} |"
    assert row in README, row


def test_every_route_is_listed() -> None:
    app = web.Application("docs", configure_logs=False)

    for path, methods in app.routes.items():
        for method in methods:
            shown = f"{method} {path}"
            if not path.startswith("/websub"):
                shown = re.sub(r"\{\w+_id\}", "{id}", shown, count=1)
            is_preflight = method == "OPTIONS"  # browsers ask that by themselves
            assert is_preflight or f"`{shown}`" in README or f"`{shown}?" in README, shown


def test_documents_that_are_linked_exist() -> None:
    for document in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), ROOT / "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\((?!http)([^)#]+)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"
