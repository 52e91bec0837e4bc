"""What notifiers share whose destinations lie behind a key: its fields, and the way to post."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ..errors import PermanentError
from ..keys import SecretKeys
from ..network.guard import AddressGuard
from . import aws
from .posting import Post


class Needs(Protocol):
    """The settings that these notifiers read."""

    @property
    def keys_secret_arn(self) -> str: ...

    @property
    def allow_private_addresses(self) -> bool: ...


class Keys(Protocol):
    """Where the fields of a destination's key come from; `fresh` also sees one that was set just now."""

    def get(self, name: str) -> Mapping[str, str]: ...

    def fresh(self, name: str) -> Mapping[str, str]: ...


def keys_of(settings: Needs) -> SecretKeys:
    """The keys of this deployment."""
    return SecretKeys(aws.client("secretsmanager"), settings.keys_secret_arn)


def post_of(settings: Needs) -> Post:
    """The way out of this deployment."""
    return Post(AddressGuard(allow_private=settings.allow_private_addresses))


def named(notifier: str, to: str | None) -> str:
    """The destination as policies write it, which is also the name of its key. Raises PermanentError."""
    if not to:
        raise PermanentError(f"{notifier!r} needs a name: write it like {notifier}:support")
    return f"{notifier}:{to}"


def key_of(keys: Keys, destination: str, *wanted: str) -> Mapping[str, str]:
    """The fields of the destination's key. Raises PermanentError where it lacks one that is `wanted`."""
    fields = keys.get(destination)
    if not _has(fields, wanted):
        fields = keys.fresh(destination)
    if not _has(fields, wanted):
        raise PermanentError(f"{destination} has no usable key; set it with: {setting(destination)}")
    return fields


def setting(destination: str) -> str:
    """The command that sets the destination's key."""
    return f"earshot keys set {destination}"


def _has(fields: Mapping[str, str], wanted: tuple[str, ...]) -> bool:
    return bool(fields) and all(fields.get(name) for name in wanted)
