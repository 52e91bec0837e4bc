"""Which files of the packaged dependencies a function can need. What is left out costs every cold start
nothing."""

from __future__ import annotations

from pathlib import PurePosixPath

# The AWS services whose API descriptions ship. A client of any other fails with UnknownServiceError.
SERVICES = frozenset(
    {"bedrock-runtime", "comprehend", "dynamodb", "s3", "secretsmanager", "sesv2", "sns", "sqs", "sts"}
)

_DESCRIPTIONS = ("botocore/data", "boto3/data")
_UNUSED_SUFFIXES = frozenset({".c", ".h", ".pyc", ".pyi", ".pyx", ".pxd", ".typed"})
_UNUSED_FOLDERS = frozenset({"__pycache__", "tests", "bin"})
_KEPT_METADATA = frozenset(
    {"METADATA", "entry_points.txt"}
)  # versions and plug-ins are looked up at run time
_UNUSED = (
    "boto3/examples/*",
    "botocore/data/*/*/examples-1.json",
    "zstandard/_cffi.*",  # the binding for PyPy; Lambda runs CPython and takes backend_c
    "zstandard/backend_cffi.py",
)


def is_needed(name: str) -> bool:
    """Whether the file of this name in the packaged zip belongs in the bundle. Our own code always does."""
    path = PurePosixPath(name)
    top = path.parts[0]
    if top in {"app.py", "chalicelib"}:
        return True
    if top.endswith(".dist-info"):
        return path.name in _KEPT_METADATA
    if top.endswith(".data") or path.suffix in _UNUSED_SUFFIXES or _UNUSED_FOLDERS & set(path.parts[:-1]):
        return False
    if any(path.match(pattern) for pattern in _UNUSED):
        return False
    return _is_needed_description(path)


def _is_needed_description(path: PurePosixPath) -> bool:
    """Below the data folders every folder is a service; the files beside them serve all."""
    if str(PurePosixPath(*path.parts[:2])) not in _DESCRIPTIONS or len(path.parts) == 3:
        return True
    return path.parts[2] in SERVICES
