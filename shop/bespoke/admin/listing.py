"""Which custom work a screen shows."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.bespoke.enums import BespokeState
from shop.bespoke.models import BespokeWork
from shop.bespoke.queries import in_state
from shop.customers.desk import Turn, TurnListing

S = BespokeState


class BespokeListing(TurnListing):
    """The custom work of a filter."""

    turns: ClassVar[list[Turn]] = [
        ("quote", _("To quote"), (S.ASKED,)),
        ("design", _("Proof to make"), (S.DESIGNING,)),
        ("make", _("Being made"), (S.MAKING,)),
        ("customer", _("With the customer"), (S.QUOTED, S.ORDERED, S.PROOF, S.BALANCE)),
        ("send", _("To be sent"), (S.READY,)),
        ("closed", _("Closed"), (S.DONE, S.DECLINED, S.WITHDRAWN, S.LAPSED, S.CALLED_OFF)),
    ]
    placeholder: ClassVar[str | Promise] = _("Number, order, product, phone")

    @classmethod
    def in_state(cls, rows: Any, states: Iterable[str], *, at: datetime) -> Any:
        return in_state(rows, *states, at=at)

    def everything(self) -> QuerySet[BespokeWork]:
        return BespokeWork.objects.all()

    def matching(self, rows: QuerySet[BespokeWork], word: str) -> QuerySet[BespokeWork]:
        hit = Q(number__istartswith=word) | Q(order__number__startswith=word) | Q(sku__product__title__icontains=word)
        if self.personal:
            hit |= Q(phone__startswith=word) | Q(name__startswith=word)
        return rows.filter(hit)
