"""What becomes of a person's orders when they are forgotten (``customers.erasing``)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Min, ProtectedError, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from shop.catalog.enums import SpecKind
from shop.customers.erasing import Eraser, Holding
from shop.customers.models import Customer
from shop.orders.enums import OrderStatus
from shop.orders.models import Cart, CartLine, Order, OrderEntry, OrderLine, OrderPicture, Receiver
from shop.promotions.operations import forget_person

# 《电子商务法》第三十一条: records of a sale are kept for three years from its end. It speaks to platforms; limitation
# (《民法典》第一百八十八条) asks the same of everybody who sells.
KEPT = timedelta(days=3 * 365 + 1)
_ENDED = [OrderStatus.COMPLETED, OrderStatus.CANCELLED]
_PERSONAL = {"recipient": "", "phone": "", "district": "", "street": "", "note": "", "gift_text": ""}
# An answer to an order form in somebody's own words or with their own picture.
_OWN_WORDS = {SpecKind.TEXT, SpecKind.PICTURE, SpecKind.DATE}


def kept_orders(customer: Customer, at: datetime) -> QuerySet[Order]:
    """Orders that the law has us keep whole: those that were paid and ended less than ``KEPT`` ago, or have not."""
    ended = Q(completed_at__gt=at - KEPT) | Q(cancelled_at__gt=at - KEPT)
    return Order.objects.filter(customer=customer).filter(
        ~Q(status__in=_ENDED) | (Q(paid_at__isnull=False) & ended),
    )


def forgettable_orders(customer: Customer, at: datetime) -> QuerySet[Order]:
    """The others, whoever they name still."""
    kept = kept_orders(customer, at).values("pk")
    return Order.objects.filter(customer=customer).exclude(pk__in=kept)


def _holdings(customer: Customer, at: datetime) -> Iterable[Holding]:
    kept = kept_orders(customer, at)
    first = kept.aggregate(first=Min(Coalesce("completed_at", "cancelled_at")))["first"]
    yield Holding(
        name=_("Orders: receiver, address, wishes"),
        erased=forgettable_orders(customer, at).exclude(recipient="", phone="").count(),
        kept=kept.count(),
        why=_("Records of a sale are kept for three years from its end (E-commerce Law, article 31). Amounts stay."),
        until=first + KEPT if first else None,
    )
    yield Holding(name=_("Cart"), erased=CartLine.objects.filter(cart__customer=customer).count())
    yield Holding(name=_("People to send goods to"), erased=Receiver.objects.filter(customer=customer).count())
    pictures = OrderPicture.objects.filter(customer=customer)
    stay = len(_pictures_of(kept))
    yield Holding(
        name=_("Pictures sent to us"),
        erased=max(0, pictures.count() - stay),
        kept=stay,
        why=_("They belong to orders that are kept, and go with them."),
    )


def _objections(customer: Customer, at: datetime) -> Iterable[str]:
    numbers = list(Order.objects.filter(customer=customer).exclude(status__in=_ENDED).values_list("number", flat=True))
    if numbers:
        yield _("Still open: order %(numbers)s. Wait until it has arrived, or cancel it.") % {
            "numbers": ", ".join(numbers[:5])
        }


def _erase(customer: Customer, at: datetime) -> None:
    due = list(forgettable_orders(customer, at).select_for_update(no_key=True).order_by("pk"))
    ids = [order.pk for order in due]
    for line in OrderLine.objects.filter(order__in=ids).exclude(specification=[]):
        line.specification = [
            answer | {"value": "", "text": ""} if answer["kind"] in _OWN_WORDS else answer
            for answer in line.specification
        ]
        line.save(update_fields=["specification"])
    OrderEntry.objects.filter(order__in=ids).exclude(text="").update(text="")
    Order.objects.filter(pk__in=ids).update(**_PERSONAL)
    for phone in {order.phone for order in due if order.phone}:
        # Somebody else may have ordered with the same number.
        if not Order.objects.filter(phone=phone).exists():
            forget_person(person_key=phone)
    Cart.objects.filter(customer=customer).delete()
    Receiver.objects.filter(customer=customer).delete()
    _erase_pictures(customer, at)


def _pictures_of(orders: QuerySet[Order]) -> set[str]:
    lines = OrderLine.objects.filter(order__in=orders).exclude(specification=[])
    answers = (answer for line in lines.only("specification") for answer in line.specification)
    return {answer["value"] for answer in answers if answer["kind"] == SpecKind.PICTURE}


def _erase_pictures(customer: Customer, at: datetime) -> None:
    """All but those of kept orders; those of kept cases and custom work are protected by their rows."""
    stay = _pictures_of(kept_orders(customer, at))
    for picture in OrderPicture.objects.filter(customer=customer).exclude(public_id__in=stay).order_by("pk"):
        try:
            with transaction.atomic():
                picture.delete()
        except ProtectedError:
            continue
        transaction.on_commit(partial(picture.file.delete, save=False), robust=True)


ERASER = Eraser(holdings=_holdings, erase=_erase, objections=_objections)
