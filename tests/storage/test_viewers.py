"""The contract of ViewerStore, and what only DynamoDB can get wrong."""

import pytest

from chalicelib.domain.changes import Change
from chalicelib.domain.deliveries import Cause, Delivery
from chalicelib.domain.policies import Destination
from chalicelib.domain.viewers import STAYS, Viewer
from chalicelib.services.ports import MentionStore, ViewerStore
from chalicelib.storage.viewers import DynamoViewerStore, ViewerItem
from tests.domain.examples import MINUTE, NOW

ANN = Viewer("m1", "ann", NOW)


def test_nobody_was_seen_where_nobody_was(viewers: ViewerStore) -> None:
    assert viewers.at("m1") == ()
    assert viewers.at("x" * 5000) == ()


def test_everybody_who_was_seen_at_a_mention_is_there(viewers: ViewerStore) -> None:
    ben, elsewhere = Viewer("m1", "ben", NOW + MINUTE), Viewer("m2", "ann", NOW)
    for each in (ANN, ben, elsewhere):
        viewers.put(each)

    assert set(viewers.at("m1")) == {ANN, ben}
    assert viewers.at("m2") == (elsewhere,)


def test_when_somebody_was_last_seen_never_moves_back(viewers: ViewerStore) -> None:
    later = Viewer("m1", "ann", NOW + MINUTE)

    for each in (ANN, later, ANN, later):
        viewers.put(each)

    assert viewers.at("m1") == (later,)


def test_viewers_are_no_deliveries(viewers: ViewerStore, mentions: MentionStore) -> None:
    """They lie in one table."""
    delivery = Delivery("m1", Cause.STEP, 0, 2, 0, Destination("email", "ann"), NOW, due_at=NOW)

    mentions.commit(Change(deliveries=(delivery,)))
    viewers.put(ANN)

    assert mentions.deliveries("m1") == (delivery,)
    assert viewers.at("m1") == (ANN,)
    assert mentions.undelivered(NOW) == (("m1", delivery.id),)


@pytest.mark.usefixtures("tables")
def test_viewer_goes_by_itself_a_minute_after() -> None:
    DynamoViewerStore().put(ANN)

    (item,) = ViewerItem.query("viewers:m1")
    assert item.expires == (NOW + STAYS).replace(microsecond=0)
