"""Design, approve, make, and call for the balance."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shop.bespoke import rules
from shop.bespoke.enums import BespokeState
from shop.bespoke.models import BespokeWork
from shop.bespoke.operations.steps import keep_pictures, lock, move, step_of, words
from shop.core.errors import InvalidInput
from shop.orders.operations import call_for_balance

S = BespokeState


@transaction.atomic
def send_proof(*, by: Any, work: BespokeWork, pictures: Sequence[str], text: str, at: datetime) -> BespokeWork:
    """Show the customer what it will be: at least one picture (kept for the customer before), and words."""
    row = lock(work, at, S.DESIGNING)
    if not pictures:
        raise InvalidInput(_("Show at least one picture."), field="pictures")
    text = words(text, required=False)
    keep_pictures(row, pictures, at, of_round=row.rounds + 1)
    move(row, S.PROOF, step_of(by, at), text=text, rounds=F("rounds") + 1)
    return row


@transaction.atomic
def approve(*, work: BespokeWork, seen: int, at: datetime, by: Any = None) -> BespokeWork:
    """The customer approves of the proof they saw, the ``seen``-th (``by``: they told staff). Now it is made."""
    row = lock(work, at, S.PROOF, S.MAKING)
    if row.rounds != seen:
        raise InvalidInput(_("There is a newer proof. Please look at it first."))
    if row.state == S.PROOF:
        move(row, S.MAKING, step_of(by, at))
    return row


@transaction.atomic
def want_changes(*, work: BespokeWork, text: str, at: datetime, by: Any = None) -> BespokeWork:
    """The customer wants the proof to be different, and says how (``by``: they told staff)."""
    row = lock(work, at, S.PROOF)
    move(row, S.DESIGNING, step_of(by, at), text=words(text))
    return row


@transaction.atomic
def finish(*, by: Any, work: BespokeWork, at: datetime, text: str = "") -> BespokeWork:
    """It is made: the customer has ``rules.PAY_BALANCE`` to pay the rest. Then it is sent like any order."""
    row = lock(work, at, S.MAKING)
    assert row.order is not None  # noqa: S101 what is being made was ordered
    row.order = call_for_balance(by=by, order=row.order, until=at + rules.PAY_BALANCE, at=at)
    move(row, S.BALANCE, step_of(by, at), text=words(text, required=False), due_at=row.order.expires_at)
    return row
