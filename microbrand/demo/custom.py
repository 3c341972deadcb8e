"""Custom work of 华芳苑: one question that waits, one proof to look at, one that is being made, one that was sent."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from microbrand.demo.clock import Clock
from microbrand.demo.people import Person, address_of
from microbrand.demo.pictures import draw_all
from microbrand.demo.shapes import Drawing
from microbrand.demo.special import CARVED
from shop.bespoke import operations
from shop.bespoke.models import BespokeWork
from shop.bespoke.rules import Offer, Wish
from shop.catalog.models import Product, Sku
from shop.customers.operations import create_customer
from shop.orders.enums import DepositKind
from shop.orders.models import Order
from shop.orders.operations import store_picture

HINT = "说说刻什么、给谁、要几只；有图样可以发来。"
ASKED = Person("何田田", "江苏省", "苏州市", "姑苏区", "平江路 66 号")
WEDDING = Person("许知远", "北京市", "北京市", "东城区", "东四十条 5 号院 3 单元 201 室")
SHOP = Person("苏晚晴", "广东省", "广州市", "越秀区", "东山口新河浦路 21 号")


class Custom:
    """Three people who want something of their own, over two weeks."""

    def __init__(self, clock: Clock, *, by: Any, pay: Callable[[Order, datetime], None]) -> None:
        self.clock, self.by, self.pay = clock, by, pay

    def plan_all(self) -> None:
        """Put it on the clock."""
        now = self.clock.now
        self.clock.plan(now - timedelta(days=16), self._open)
        self.clock.plan(now - timedelta(hours=9), self._ask(ASKED, "箱盖上刻一枝梅花，给外婆八十岁生日，图样附上。", 1))
        self.clock.plan(
            now - timedelta(days=3, hours=2), self._ask(WEDDING, "结婚用，二十只，盖上刻两人的名字和日子。", 20)
        )
        self.clock.plan(
            now - timedelta(days=2, hours=4), self._quote(WEDDING, 15800, "杉木箱二十只，楷书，每只同一版，附样稿。")
        )
        self.clock.plan(now - timedelta(days=1, hours=6), self._accept(WEDDING))
        self.clock.plan(now - timedelta(hours=5), self._proof(WEDDING))
        self.clock.plan(now - timedelta(days=12), self._ask(SHOP, "茶室用，三只，盖上刻店名“晚晴”，隶书。", 3))
        self.clock.plan(
            now - timedelta(days=11, hours=20), self._quote(SHOP, 16800, "三只，隶书，刻后擦油。", proof=False)
        )
        self.clock.plan(now - timedelta(days=11), self._accept(SHOP))
        self.clock.plan(now - timedelta(days=2), self._finish(SHOP))

    def _open(self, at: datetime) -> None:
        operations.set_terms(
            by=self.by,
            product=Product.objects.get(slug=CARVED.slug),
            is_open=True,
            deposit_kind=DepositKind.EARNEST,
            deposit_percent=20,
            hint=HINT,
        )

    def _work(self, person: Person) -> BespokeWork:
        return BespokeWork.objects.select_related("order", "customer").get(name=person.name)

    def _ask(self, person: Person, words: str, quantity: int) -> Callable[[datetime], None]:
        def step(at: datetime) -> None:
            customer = create_customer()
            address = address_of(person, 40 + quantity)
            customer.name, customer.phone, customer.created_at = person.name, address.phone, at
            customer.save(update_fields=["name", "phone", "created_at"])
            sku = Sku.objects.get(code="HFY-KZ-5")
            wish = Wish(sku_id=sku.pk, quantity=quantity, name=person.name, phone=address.phone, words=words)
            operations.ask(customer=customer, wish=wish, client_token=f"demo-{person.name}", at=at)

        return step

    def _quote(self, person: Person, each_fen: int, text: str, *, proof: bool = True) -> Callable[[datetime], None]:
        def step(at: datetime) -> None:
            work = self._work(person)
            offer = Offer(
                each_fen=each_fen,
                deposit_fen=each_fen * work.quantity // 5,
                deposit_kind=DepositKind.EARNEST,
                make_days=14,
                text=text,
                needs_proof=proof,
            )
            operations.quote(by=self.by, work=work, offer=offer, at=at)

        return step

    def _accept(self, person: Person) -> Callable[[datetime], None]:
        def step(at: datetime) -> None:
            work = self._work(person)
            address = address_of(person, 40 + work.quantity)
            order = operations.accept(work=work, address=address, expected_total_fen=work.goods_fen, at=at)
            self.pay(order, at + timedelta(minutes=2))
            operations.follow_order(order_id=order.pk, at=at + timedelta(minutes=2))

        return step

    def _proof(self, person: Person) -> Callable[[datetime], None]:
        def step(at: datetime) -> None:
            work = self._work(person)
            drawn = next(iter(draw_all([Drawing("fuji-crate", 9)], scale=0.5).values()))
            upload = SimpleUploadedFile("proof.jpg", drawn.data, content_type="image/jpeg")
            kept = store_picture(customer=work.customer, upload=upload, at=at)
            operations.send_proof(
                by=self.by, work=work, pictures=[str(kept.public_id)], text="这是样稿，字距按三指宽。", at=at
            )

        return step

    def _finish(self, person: Person) -> Callable[[datetime], None]:
        def step(at: datetime) -> None:
            operations.finish(by=self.by, work=self._work(person), text="三只都做好了，晾着油。", at=at)

        return step
