"""How an order is paid in two parts."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from shop.core.errors import InvalidInput
from shop.core.money import yuan
from shop.orders.enums import DepositKind
from shop.orders.rules import most_deposit_fen


@dataclass(frozen=True, kw_only=True)
class DepositPlan:
    """So much first, the balance between two moments; without them when the shop calls for it.

    With a ``quota_id`` it is ordered in a pre-sale: of what is not sold the normal way now, against that quota, sent by
    a day, and for less if the price falls before the balance is paid.
    """

    kind: DepositKind
    amount_fen: int
    balance_from: datetime | None = None
    balance_until: datetime | None = None
    quota_id: int | None = None
    ship_on: date | None = None

    def check(self, *, goods_fen: int, needs_shipping: bool) -> None:
        """``InvalidInput`` for a deposit that the law or arithmetic does not allow, or for what is not shipped."""
        if not needs_shipping:
            raise InvalidInput(_("Only what is shipped or fetched is ordered with a deposit."), field="deposit")
        most = most_deposit_fen(self.kind, goods_fen)
        if not 1 <= self.amount_fen <= most:
            raise InvalidInput(_("The deposit is ¥0.01 to ¥%(most)s.") % {"most": yuan(max(most, 0))}, field="deposit")

    def as_dict(self) -> dict[str, Any]:
        """For the order's row."""
        return {
            "kind": self.kind,
            "amount_fen": self.amount_fen,
            "balance_from": self.balance_from,
            "balance_until": self.balance_until,
            "ship_on": self.ship_on,
            "protects_price": self.quota_id is not None,
        }
