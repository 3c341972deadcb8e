"""Two workers at one piece: it is handed over once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from content.channels.models import Piece
from content.channels.operations import publishing, send_piece
from content.channels.outlets import News
from tests.factories import NOW
from tests.factories.channels import HOUR, piece_in
from tests.races.stage import meet

pytestmark = pytest.mark.django_db(transaction=True)
MOMENT = NOW + HOUR


class Vendor:
    """Counts what is handed over; says down at once what it is about to do."""

    def __init__(self) -> None:
        self.handed = 0

    def send(self, copy: Any, *, kept: dict[str, Any], keep: Callable[..., None]) -> None:
        if kept.get("submitting"):
            return
        keep(submitting=True)
        self.handed += 1

    def news(self, copy: Any, *, kept: dict[str, Any]) -> News:
        return News(is_out=None)


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch) -> Vendor:
    made = Vendor()
    monkeypatch.setattr("content.channels.outlets.weibo.channel.Channel.publisher", lambda channel: made)
    return made


def send(at: Any = MOMENT) -> Callable[[], bool]:
    piece_id = Piece.objects.get().pk
    return lambda: send_piece(piece_id=piece_id, at=at)


def test_two_workers_take_one_piece_once(vendor: Vendor) -> None:
    piece_in("scheduled", at=NOW)

    meet(send(), send(), after='FROM "channels_piecepicture"')

    assert vendor.handed == 1


def test_without_the_state_in_its_claim_it_goes_out_twice(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    piece_in("scheduled", at=NOW)
    rows = Piece.objects.all()
    monkeypatch.setattr(publishing, "_claim", lambda piece_id, at: rows.filter(pk=piece_id).update(state="sending"))

    meet(send(), send(), after='FROM "channels_piecepicture"')

    assert vendor.handed == 2


LATE = MOMENT + timedelta(hours=1)


def test_a_slow_worker_that_was_taken_for_dead_hands_nothing_over(vendor: Vendor) -> None:
    piece_in("scheduled", at=NOW)

    meet(send(), send(LATE), after='FROM "channels_piecepicture"')

    assert vendor.handed == 1


def test_without_its_number_in_the_guard_both_hand_it_over(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    piece_in("scheduled", at=NOW)
    monkeypatch.setattr(publishing, "_held", lambda piece: Piece.objects.filter(pk=piece.pk))

    meet(send(), send(LATE), after='FROM "channels_piecepicture"')

    assert vendor.handed == 2
