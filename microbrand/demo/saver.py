"""Somebody who pays ahead: a wallet with a top-up and its invoice, an order paid from it, a part taken out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from microbrand.demo.clock import Clock
from microbrand.demo.people import Person, address_of
from microbrand.demo.special import CARVED
from microbrand.demo.trade import GATEWAY
from shop.catalog.models import Product, Sku
from shop.customers.models import Customer
from shop.customers.operations import create_customer
from shop.invoices.operations import request_invoice
from shop.invoices.rules import clean_title
from shop.orders.lines import LineData
from shop.orders.operations import place_order
from shop.payments.models import Payment, Refund, Wallet
from shop.payments.operations import execute_refund, pay_from_wallet, start_top_up, wallet_of, withdraw

SAVER = Person("莫岚", "上海市", "上海市", "长宁区", "愚园路 1088 弄 11 号 402 室")
TOP_UP_FEN = 50_000
WITHDRAWN_FEN = 10_000


class Saver:
    """One customer's wallet over nine days."""

    def __init__(self, clock: Clock, *, arrive: Callable[[Payment, datetime], None]) -> None:
        self.clock = clock
        self.arrive = arrive

    def plan_all(self) -> None:
        """Put it on the clock."""
        now = self.clock.now
        self.clock.plan(now - timedelta(days=9, hours=3), self._top_up)
        self.clock.plan(now - timedelta(days=4, hours=5), self._buy)
        self.clock.plan(now - timedelta(days=1, hours=6), self._take_out)

    def _wallet(self) -> Wallet:
        return Wallet.objects.get(customer__name=SAVER.name)

    def _top_up(self, at: datetime) -> None:
        customer: Customer = create_customer()
        customer.name, customer.phone, customer.created_at = SAVER.name, self._address().phone, at
        customer.save(update_fields=["name", "phone", "created_at"])
        payment, _start = start_top_up(wallet=wallet_of(customer), amount_fen=TOP_UP_FEN, gateway_code=GATEWAY, at=at)
        self.arrive(payment, at + timedelta(minutes=1))
        payment.refresh_from_db()
        title = clean_title(kind="company", title="上海愚园路莫家书店", tax_number="91310105DEM000000U")
        request_invoice(subject=payment, data=title, at=at + timedelta(minutes=6))

    def _buy(self, at: datetime) -> None:
        questions = {question.label: question for question in Product.objects.get(slug=CARVED.slug).spec_fields.all()}
        script = questions["字体"].choices.get(label="楷书")
        answers = {str(questions["刻什么字"].pk): "平安喜乐", str(questions["字体"].pk): str(script.pk)}
        sku = Sku.objects.get(code="HFY-KZ-5")
        order = place_order(
            customer=self._wallet().customer,
            lines=[LineData(sku.pk, 1, answers)],
            address=self._address(),
            client_token=f"demo-saver-{sku.pk}",
            expected_total_fen=sku.price_fen,
            at=at,
        )
        pay_from_wallet(order=order, at=at + timedelta(minutes=1))

    def _take_out(self, at: datetime) -> None:
        withdraw(wallet=self._wallet(), amount_fen=WITHDRAWN_FEN, token=f"{at:%y%m%d%H%M}", at=at)
        for refund in Refund.objects.filter(payment__wallet=self._wallet()):
            execute_refund(refund_id=refund.pk, at=at + timedelta(minutes=2))

    def _address(self) -> Any:
        return address_of(SAVER, 190)
