"""Custom work, made by the shop's own operations."""

import itertools
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shop.bespoke import operations
from shop.bespoke.enums import BespokeState
from shop.bespoke.models import BespokeWork
from shop.bespoke.rules import Offer, Wish
from shop.customers.models import Customer
from shop.orders.enums import DepositKind, Fault
from shop.orders.models import Order
from shop.orders.operations import store_picture
from tests.factories import NOW
from tests.factories.catalog import made_to_order, make_sku
from tests.factories.customers import CustomerFactory, address
from tests.factories.orders import ship
from tests.factories.payments import pay
from tests.factories.staff import UserFactory

S = BespokeState
_tokens = itertools.count(1)


def custom_sku(*, price_fen: int = 80000, **terms: Any) -> Any:
    """A SKU of a product that is made to wishes."""
    sku = make_sku(product=made_to_order(title="定制印章"), price_fen=price_fen, is_stocked=False)
    values = {"is_open": True, "deposit_kind": DepositKind.EARNEST, "deposit_percent": 20, "hint": "", **terms}
    operations.set_terms(by=UserFactory(), product=sku.product, **values)
    return sku


def asked(sku: Any = None, *, customer: Customer | None = None, at: datetime = NOW, **fields: Any) -> BespokeWork:
    """Somebody asks for one piece."""
    wish = {
        "sku_id": (sku or custom_sku()).pk,
        "quantity": 1,
        "name": "林小满",
        "phone": "13800138000",
        "words": "刻“山高水长”四字。",
        **fields,
    }
    token = f"wish-{next(_tokens)}"
    return operations.ask(customer=customer or CustomerFactory(), wish=Wish(**wish), client_token=token, at=at)


def offer(**fields: Any) -> Offer:
    """A quote of ¥1,000 with a fifth as earnest money."""
    values = {
        "each_fen": 100000,
        "deposit_fen": 20000,
        "deposit_kind": DepositKind.EARNEST,
        "make_days": 10,
        "text": "寿山石，篆书，四字。",
        **fields,
    }
    return Offer(**values)


def quoted(work: BespokeWork | None = None, *, at: datetime = NOW, **fields: Any) -> BespokeWork:
    """With a quote."""
    return operations.quote(by=UserFactory(), work=work or asked(at=at), offer=offer(**fields), at=at)


def accepted(work: BespokeWork | None = None, *, at: datetime = NOW, **fields: Any) -> BespokeWork:
    """Accepted: an order that waits for its deposit."""
    work = work or quoted(at=at, **fields)
    operations.accept(work=work, address=address(), expected_total_fen=work.goods_fen, at=at)
    return follow(work, at=at)


def follow(work: BespokeWork, *, at: datetime = NOW) -> BespokeWork:
    """As the outbox would: what the order came to is written down."""
    if work.order_id:
        operations.follow_order(order_id=work.order_id, at=at)
    return BespokeWork.objects.select_related("order").get(pk=work.pk)


def order_of(work: BespokeWork) -> Order:
    """Its order as it is now."""
    assert work.order_id is not None
    return Order.objects.select_related("deposit").get(pk=work.order_id)


def picture() -> SimpleUploadedFile:
    """A small picture as it is sent."""
    data = BytesIO()
    Image.new("RGB", (40, 30), "#a33").save(data, "PNG")
    return SimpleUploadedFile("proof.png", data.getvalue(), content_type="image/png")


def proof(work: BespokeWork, *, at: datetime = NOW) -> BespokeWork:
    """Shown to the customer."""
    kept = store_picture(customer=work.customer, upload=picture(), at=at)
    return operations.send_proof(by=UserFactory(), work=work, pictures=[str(kept.public_id)], text="", at=at)


def work_in(state: str, *, at: datetime = NOW, **fields: Any) -> BespokeWork:
    """Custom work that has come to that state step by step."""
    by = UserFactory()
    if state in {S.ASKED, S.DECLINED}:
        work = asked(at=at)
        return operations.decline(by=by, work=work, text="做不了", at=at) if state == S.DECLINED else work
    if state in {S.QUOTED, S.WITHDRAWN}:
        work = quoted(at=at, **fields)
        return operations.withdraw(work=work, at=at) if state == S.WITHDRAWN else work
    if state == S.LAPSED:
        work = quoted(at=at, **fields)
        operations.act_due(at=at + timedelta(days=8))
        return follow(work)
    work = accepted(at=at, **fields)
    if state == S.ORDERED:
        return work
    pay(order_of(work), at=at)
    work = follow(work, at=at)
    if state == S.CALLED_OFF:
        return operations.call_off(work=work, by=by, fault=Fault.NOBODY, text="双方同意", at=at)
    if state == S.DESIGNING:
        return work
    work = proof(work, at=at)
    if state == S.PROOF:
        return work
    work = operations.approve(work=work, seen=1, at=at)
    if state == S.MAKING:
        return work
    work = operations.finish(by=by, work=work, at=at)
    if state == S.BALANCE:
        return work
    pay(order_of(work), at=at)
    if state == S.DONE:
        ship(order_of(work), at=at)
    return follow(work, at=at)
