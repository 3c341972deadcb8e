"""Which cases a screen shows."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.aftersales.enums import CaseState
from shop.aftersales.models import Case
from shop.customers.desk import Turn, TurnListing
from shop.orders.models import Shipment

S = CaseState


class CaseListing(TurnListing):
    """The cases of a filter."""

    turns: ClassVar[list[Turn]] = [
        ("decide", _("To decide"), (S.ASKED, S.RECEIVED)),
        ("receive", _("To receive"), (S.SENT,)),
        ("send", _("To send"), (S.REPLACING,)),
        ("customer", _("With the customer"), (S.OFFERED, S.RETURNING, S.RESENT)),
        ("closed", _("Closed"), (S.SETTLED, S.REFUSED, S.WITHDRAWN)),
    ]
    placeholder: ClassVar[str | Promise] = _("Case, order, parcel, product, phone")

    @classmethod
    def in_state(cls, rows: Any, states: Iterable[str], *, at: datetime) -> Any:
        return rows.in_state(*states, at=at)

    def everything(self) -> QuerySet[Case]:
        return Case.objects.all()

    def matching(self, rows: QuerySet[Case], word: str) -> QuerySet[Case]:
        hit = (
            Q(number__istartswith=word)
            | Q(order__number__startswith=word)
            | Q(tracking_number__iexact=word)
            | Q(number__in=Shipment.objects.filter(tracking_number__iexact=word).values("reference"))
            | Q(lines__line__product_title__icontains=word)
        )
        if self.personal:
            hit |= Q(order__phone__startswith=word) | Q(order__recipient__startswith=word)
        return rows.filter(Q(pk__in=Case.objects.filter(hit).values("pk")))
