"""docs/states.md draws the state machines; what it draws is what the code allows, and every state is explained."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from content.channels.rules import TRANSITIONS as PIECES
from shop.aftersales.enums import CaseKind
from shop.aftersales.rules import TRANSITIONS as CASES
from shop.bespoke.rules import TRANSITIONS as CUSTOM_WORK
from shop.invoices.rules import TRANSITIONS as INVOICES
from shop.orders.rules import TRANSITIONS as ORDERS
from shop.orders.rules import UNSHIPPED_TRANSITIONS as UNSHIPPED_ORDERS
from shop.payments.rules import PAYMENT_TRANSITIONS, REFUND_TRANSITIONS
from shop.presales.rules import TRANSITIONS as PRESALES
from shop.shipping.enums import TrackingKind
from shop.shipping.rules import FINAL, TROUBLE

pytestmark = pytest.mark.once

MACHINES: dict[str, Mapping[Any, frozenset[Any]]] = {
    "Order": ORDERS,
    "Order with nothing to ship": UNSHIPPED_ORDERS,
    "Payment": PAYMENT_TRANSITIONS,
    "Refund": REFUND_TRANSITIONS,
    "Custom work": CUSTOM_WORK,
    "Pre-sale": PRESALES,
    "Invoice": INVOICES,
    "Piece in a channel": PIECES,
    **{f"Case: {kind.value}": CASES[kind] for kind in CaseKind},
}
STEP = re.compile(r"^ {4}(\w+) --> (\w+)", re.MULTILINE)


@pytest.fixture(scope="module")
def chapters() -> dict[str, str]:
    page = (Path(__file__).resolve().parents[2] / "docs" / "states.md").read_text()
    return dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("name", MACHINES)
def test_the_drawing_is_the_table(name: str, chapters: dict[str, str]) -> None:
    drawn = set(STEP.findall(chapters[name]))

    assert drawn == {(str(old), str(new)) for old, steps in MACHINES[name].items() for new in steps}


def test_no_machine_is_drawn_that_does_not_exist(chapters: dict[str, str]) -> None:
    assert {name for name, text in chapters.items() if STEP.search(text)} == set(MACHINES)


def test_everything_a_carrier_may_say_is_explained(chapters: dict[str, str]) -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| ([a-z ,]+) \|", chapters["Parcel"], re.MULTILINE))

    assert set(rows) == {str(kind) for kind in TrackingKind}
    assert {name for name, said in rows.items() if "trouble" in said} == {str(kind) for kind in TROUBLE}
    assert {name for name, said in rows.items() if "the end" in said} == {str(kind) for kind in FINAL}
