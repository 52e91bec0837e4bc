"""The rules that a machine can check: who imports whom, what an import costs, how large things are."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "chalicelib"
EDGES = (
    "sources",
    "judging",
    "parsing",
    "storage",
    "queues",
    "dead_letters",
    "notifiers",
    "signing",
    "keys",
    "mailroom",
    "feedback",
    "network",
)
MODULES = sorted([ROOT / "app.py", *PACKAGE.rglob("*.py")])
OPS = sorted((ROOT / "ops").rglob("*.py"))
STANDARD = sys.stdlib_module_names

# What each part of the tree may import: other parts of ours, and libraries beyond the standard one.
# `*` stands for any library: an edge brings its own SDK.
ALLOWED: dict[str, tuple[set[str], set[str]]] = {
    "app": ({"web", "wiring", "messages", "logs", "batches", "garbage"}, {"chalice"}),
    "web": ({"wiring", "domain", "errors", ""}, {"chalice", "jinja2", "msgspec"}),
    "wiring": ({"*"}, {"*"}),
    # It reads what queues bring, each with the edge that knows how that is written, and calls a use case.
    "messages": ({"wiring", "services", "domain", "queues", "mailroom", "feedback", "sources"}, set()),
    "parts": ({"*"}, {"*"}),
    "services": ({"domain", "errors"}, set()),
    **{edge: ({"domain", "errors"}, {"*"}) for edge in EDGES},
    # Who asks and who tells reach others' machines by the same guarded way, and say who they are.
    "sources": ({"domain", "errors", "network", ""}, {"*"}),
    "notifiers": ({"domain", "errors", "network", "keys", ""}, {"*"}),
    "domain": ({"errors"}, set()),
    "errors": ({"domain"}, set()),
    "settings": (set(), set()),
    "logs": (set(), set()),
    "batches": (set(), set()),
    "garbage": (set(), set()),
    "": (set(), set()),
}


def _part_of(path: Path) -> str:
    """The part of the tree a module belongs to: `domain`, `web`, …; `app` for the top; `` for the package."""
    if path.name == "app.py":
        return "app"
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py").replace("__init__", "")


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _imports(path: Path) -> Iterator[str]:
    """Absolute names of everything a module imports, wherever the import stands."""
    package = path.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level]
            yield from (".".join((*base, *filter(None, (node.module, alias.name)))) for alias in node.names)


def _named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=_named)
def test_modules_import_only_what_the_dependency_rule_allows(path: Path) -> None:
    part = _part_of(path)
    ours, libraries = ALLOWED[part]

    for name in _imports(path):
        top, _, rest = name.partition(".")
        if top == "chalicelib":
            target = rest.split(".")[0] if (PACKAGE / rest.split(".")[0]).exists() else _module(rest)
            assert target == part or target in ours or "*" in ours, f"{part or 'chalicelib'} imports {name}"
        elif top not in STANDARD and top != "__future__":
            assert top in libraries or "*" in libraries, f"{part} imports {top}"


def _module(rest: str) -> str:
    first = rest.split(".")[0]
    return first if (PACKAGE / f"{first}.py").exists() else ""


def test_every_edge_stands_in_contributing() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")

    assert not [edge for edge in EDGES if f"`{edge}/`" not in page and f"`{edge}.py`" not in page]


@pytest.mark.parametrize("path", MODULES, ids=_named)
def test_nothing_that_ships_imports_what_does_not(path: Path) -> None:
    assert not [name for name in _imports(path) if name.split(".")[0] in {"ops", "tests"}]


@pytest.mark.parametrize("path", MODULES, ids=_named)
def test_only_settings_reads_the_environment(path: Path) -> None:
    if path.name == "settings.py":
        return

    names = {node.attr for node in ast.walk(_tree(path)) if isinstance(node, ast.Attribute)}
    assert not names & {"environ", "getenv"}


@pytest.mark.parametrize("path", [*MODULES, *OPS], ids=_named)
def test_modules_are_documented_and_of_bearable_size(path: Path) -> None:
    assert ast.get_docstring(_tree(path)), "a module starts by saying what it is responsible for"
    assert len(path.read_text("utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", [*MODULES, *OPS], ids=_named)
def test_functions_fit_on_a_screen(path: Path) -> None:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < 40, f"{node.name} is too long"


@pytest.mark.parametrize("path", [*MODULES, *OPS], ids=_named)
def test_names_say_what_things_are(path: Path) -> None:
    assert path.stem not in {"utils", "helpers", "common", "misc"}
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ClassDef):
            assert not node.name.endswith(("Manager", "Handler", "Helper", "Base", "Impl")), node.name


def test_everything_is_caught_in_two_places_only() -> None:
    """Around one message of a batch, and around one source of a scan: there neighbours must go on."""
    broad = {"Exception", "BaseException"}
    caught = [
        _named(path)
        for path in [*MODULES, *OPS]
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or broad & {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)})
    ]

    assert caught == ["chalicelib/batches.py", "chalicelib/services/fetch.py"]


def test_functions_in_app_are_at_most_five_lines() -> None:
    for node in _tree(ROOT / "app.py").body:
        if isinstance(node, ast.FunctionDef):
            statements = [s for s in node.body if not isinstance(s, ast.Expr)]
            assert sum((s.end_lineno or 0) - s.lineno + 1 for s in statements) <= 5, node.name


def test_scheduled_and_queue_functions_stand_only_in_app() -> None:
    """A blueprint's job would run without `app.py` ever being loaded."""
    decorators = (
        "schedule",
        "on_sqs_message",
        "on_sns_message",
        "on_s3_event",
        "on_cw_event",
        "lambda_function",
    )
    for path in PACKAGE.rglob("*.py"):
        used = [node.attr for node in ast.walk(_tree(path)) if isinstance(node, ast.Attribute)]
        assert not set(used) & set(decorators), path


def _loaded_by(statement: str) -> set[str]:
    """The modules that a fresh interpreter holds after this statement."""
    script = f"import sys; {statement}; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


def test_importing_app_loads_no_edge_library() -> None:
    """Every function pays for what `app` imports at each cold start."""
    loaded = _loaded_by("import app")

    heavy = {"boto3", "botocore", "httpx", "feedparser", "pynamodb", "jinja2", "itsdangerous", "asyncio"}
    assert not loaded & heavy
    assert not [name for name in loaded if name.startswith(tuple(f"chalicelib.{edge}" for edge in EDGES))]


def test_functions_that_serve_no_web_import_none_of_it() -> None:
    assert "chalicelib.web.routes" not in _loaded_by("import app")


def test_what_answers_is_imported_when_it_is_asked() -> None:
    loaded = _loaded_by("import app; app.app.routes")

    assert "chalicelib.web.routes" in loaded
    assert not loaded & {"chalicelib.web.mention_routes", "chalicelib.web.resources.watches"}


def test_importing_the_domain_loads_only_the_standard_library() -> None:
    loaded = _loaded_by("import chalicelib.domain.escalations, chalicelib.domain.queries")

    others = {name.split(".")[0] for name in loaded} - STANDARD - {"chalicelib", "__main__"}
    assert not {name for name in others if not name.startswith(("_", "sitecustomize"))}
