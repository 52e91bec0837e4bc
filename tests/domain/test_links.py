"""How long links work."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.domain.history import Deed
from chalicelib.domain.links import digest_link_for, link_for

from .examples import NOW, a_mention


def test_link_to_a_deed_works_for_a_week() -> None:
    link = link_for(a_mention(), "ann", Deed.ACKNOWLEDGED, NOW)

    assert not link.has_expired(NOW + timedelta(days=7, seconds=-1))
    assert link.has_expired(NOW + timedelta(days=7))


def test_link_to_ones_digest_works_as_long_as_people_keep_mails() -> None:
    link = digest_link_for("k", NOW)

    assert not link.has_expired(NOW + timedelta(days=364))
    assert link.has_expired(NOW + timedelta(days=365))
