"""End custom work between deposit and balance."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shop.bespoke import rules
from shop.bespoke.enums import BespokeState
from shop.bespoke.errors import BespokeNotInState
from shop.bespoke.models import BespokeWork
from shop.bespoke.operations.steps import lock, move, step_of, words
from shop.orders.closing import ask_before_closing
from shop.orders.enums import Fault
from shop.orders.operations.deposit import REASONS, end_with_deposit


def call_off(
    *,
    work: BespokeWork,
    at: datetime,
    by: Any = None,
    fault: Fault | None = None,
    text: str = "",
    expected: Fault | None = None,
) -> BespokeWork:
    """End it. Staff say whose fault it is; a customer's is their own unless the shop is late (``rules``), and it is
    refused if that is not the fault that they were shown (``expected``).

    The deposit goes where the law has it (``orders.rules.fate_of``). ``BespokeNotInState``.
    """
    if work.order is None:
        raise BespokeNotInState
    # Asks other machines, so it is no part of the transaction.
    ask_before_closing(work.order, at)
    return _call_off(work, at, by, fault, text, expected)


@transaction.atomic
def _call_off(
    work: BespokeWork, at: datetime, by: Any, fault: Fault | None, text: str, expected: Fault | None
) -> BespokeWork:
    row = lock(work, at, *rules.BOUND_STATES)
    assert row.order is not None  # noqa: S101 what is bound was ordered
    text = words(text, required=by is not None)
    if by is None:
        is_late = row.due_at is not None and row.due_at <= at
        fault = rules.fault_of_customer(row.state, is_late=is_late)
        if expected is not None and expected != fault:
            raise BespokeNotInState
    assert fault is not None  # noqa: S101 staff name it
    end_with_deposit(order_id=row.order.pk, by=by, fault=fault, reason=REASONS[fault], at=at, text=text[:200])
    move(row, BespokeState.CALLED_OFF, step_of(by, at), text=text)
    return row
