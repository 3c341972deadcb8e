"""Ask for custom work, and agree about it before anything is ordered."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.bespoke import rules
from shop.bespoke.enums import BespokeState
from shop.bespoke.errors import NotTaken
from shop.bespoke.models import BespokeWork
from shop.bespoke.operations.steps import keep_pictures, lock, move, step_of, words, write
from shop.bespoke.queries import open_terms
from shop.bespoke.rules import Offer, Wish
from shop.catalog.models import Sku
from shop.core.errors import InvalidInput
from shop.core.numbering import new_number
from shop.customers.models import Customer
from shop.customers.rules import ContactData
from shop.orders.deposits import DepositPlan
from shop.orders.errors import InvalidQuantity
from shop.orders.rules import MAX_LINE_QUANTITY

S = BespokeState
MAX_PRICE_FEN = 10_000_000_00


@transaction.atomic
def ask(*, customer: Customer, wish: Wish, client_token: str, at: datetime) -> BespokeWork:
    """Ask for something to be made. Idempotent per (customer, ``client_token``).

    ``NotTaken`` if the product is not made to wishes (any more); ``InvalidInput`` names the field.
    """
    if not (1 <= len(client_token) <= 64 and client_token.isprintable()):
        raise InvalidInput(_("The form's token has 1 to 64 printable characters."), field="client_token")
    existing = BespokeWork.objects.filter(customer=customer, client_token=client_token).first()
    if existing:
        return existing
    sku = Sku.objects.for_sale(at).filter(pk=wish.sku_id).select_related("product").first()
    if sku is None or not sku.product.is_visible(at) or open_terms(sku.product) is None:
        raise NotTaken
    if not 1 <= wish.quantity <= MAX_LINE_QUANTITY:
        raise InvalidQuantity(field="quantity")
    contact = ContactData(phone=wish.phone, recipient=wish.name)
    if not contact.recipient:
        raise InvalidInput(_("Please fill in this field."), field="name")
    if wish.wished_on and wish.wished_on <= timezone.localdate(at):
        raise InvalidInput(_("Choose a day that is still to come."), field="wished_on")
    row = BespokeWork(
        customer=customer,
        client_token=client_token,
        sku=sku,
        quantity=wish.quantity,
        name=contact.recipient,
        phone=contact.phone,
        words=words(wish.words, field="words"),
        wished_on=wish.wished_on,
        opened_at=at,
        due_at=at + rules.ANSWER,
    )
    if twin := _insert(row):
        return twin
    keep_pictures(row, wish.pictures, at)
    write(row, S.ASKED, step_of(None, at), text=row.words)
    return row


def _insert(row: BespokeWork) -> BespokeWork | None:
    """Insert under a fresh number. The twin that was faster is returned, else None."""
    for attempt in range(5):
        row.number = f"C{new_number(row.opened_at)}"
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            row.pk = None
            twin = BespokeWork.objects.filter(customer=row.customer, client_token=row.client_token).first()
            if twin or attempt == 4:
                if twin is None:
                    raise
                return twin
        else:
            break
    return None


@transaction.atomic
def quote(*, by: Any, work: BespokeWork, offer: Offer, at: datetime) -> BespokeWork:
    """The shop says what it would make, for how much, with what deposit and in how many days.

    ``InvalidInput`` for a deposit that the law does not allow (``orders.rules.most_deposit_fen``);
    ``BespokeNotInState``.
    """
    row = lock(work, at, S.ASKED)
    if not 1 <= offer.each_fen <= MAX_PRICE_FEN:
        raise InvalidInput(_("Enter a price."), field="each_fen")
    if not 1 <= offer.make_days <= rules.MAX_MAKE_DAYS:
        raise InvalidInput(_("1 to %(count)s days.") % {"count": rules.MAX_MAKE_DAYS}, field="make_days")
    if not 1 <= offer.valid_days <= rules.MAX_VALID_DAYS:
        raise InvalidInput(_("1 to %(count)s days.") % {"count": rules.MAX_VALID_DAYS}, field="valid_days")
    goods_fen = offer.each_fen * row.quantity
    DepositPlan(kind=offer.deposit_kind, amount_fen=offer.deposit_fen).check(goods_fen=goods_fen, needs_shipping=True)
    text = words(offer.text)
    move(
        row,
        S.QUOTED,
        step_of(by, at),
        text=text,
        fen=goods_fen,
        due_at=at + timedelta(days=offer.valid_days),
        each_fen=offer.each_fen,
        deposit_fen=offer.deposit_fen,
        deposit_kind=offer.deposit_kind,
        make_days=offer.make_days,
        needs_proof=offer.needs_proof,
        offer=text,
    )
    return row


@transaction.atomic
def decline(*, by: Any, work: BespokeWork, text: str, at: datetime) -> BespokeWork:
    """The shop will not do it, and says why."""
    row = lock(work, at, S.ASKED)
    move(row, S.DECLINED, step_of(by, at), text=words(text))
    return row


@transaction.atomic
def ask_again(*, work: BespokeWork, text: str, at: datetime, by: Any = None) -> BespokeWork:
    """The customer wants the quote to be different: it is the shop's turn again (``by``: they told staff)."""
    row = lock(work, at, S.QUOTED)
    move(row, S.ASKED, step_of(by, at), text=words(text))
    return row


@transaction.atomic
def withdraw(*, work: BespokeWork, at: datetime, by: Any = None) -> BespokeWork:
    """The customer does not want it any more; nothing was ordered, so nothing is owed (``by``: they told staff)."""
    row = lock(work, at, S.ASKED, S.QUOTED)
    move(row, S.WITHDRAWN, step_of(by, at))
    return row
