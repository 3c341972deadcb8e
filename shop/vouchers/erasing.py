"""What becomes of a person's vouchers when they are forgotten (``customers.erasing``): they name nobody."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from shop.customers.erasing import Eraser, Holding
from shop.customers.models import Customer
from shop.vouchers.models import Voucher


def _holdings(customer: Customer, at: datetime) -> Iterable[Holding]:
    yield Holding(
        name=_("Vouchers"),
        kept=Voucher.objects.filter(line__order__customer=customer).count(),
        why=_("They are a part of the orders, and name nobody."),
    )


def _objections(customer: Customer, at: datetime) -> Iterable[str]:
    rows = Voucher.objects.filter(line__order__customer=customer, redeemed_at=None, voided_at=None)
    count = rows.filter(Q(valid_until=None) | Q(valid_until__gt=at)).count()
    if count:
        yield _("Vouchers that are paid and can still be redeemed: %(count)s. Redeem them, or give them back.") % {
            "count": count
        }


def _erase(customer: Customer, at: datetime) -> None:
    pass


ERASER = Eraser(holdings=_holdings, erase=_erase, objections=_objections)
