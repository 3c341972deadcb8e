"""What had to be put right: one case of each kind that a desk sees in a week."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from microbrand.demo.clock import Clock
from shop.aftersales.enums import CaseKind, CaseReason
from shop.aftersales.models import Case
from shop.aftersales.operations import agree, make_offer, open_case, send_back
from shop.aftersales.rules import CaseData, LineClaim
from shop.catalog.enums import ProductKind
from shop.orders.models import Order, OrderLine
from shop.orders.operations.pictures import store_picture
from shop.payments.operations import refund_due


class AfterCare:
    """Five orders that were not as they should have been."""

    def __init__(self, clock: Clock, *, desk: Any, picture: Any) -> None:
        self.clock = clock
        self.desk = desk
        self.picture = picture
        self._tokens: Iterator[int] = count(1)

    def plan_all(self) -> None:
        """Put it on the clock."""
        now = self.clock.now
        self.clock.plan(now - timedelta(days=9, hours=2), self._bruised)
        self.clock.plan(now - timedelta(days=4, hours=7), self._sent_back)
        self.clock.plan(now - timedelta(hours=44), self._one_missing)
        # Eight hours are left to answer this one.
        self.clock.plan(now - timedelta(hours=40), self._leaking)
        self.clock.plan(now - timedelta(hours=21), self._offer)

    def _bruised(self, at: datetime) -> None:
        case = self._open(
            CaseKind.REFUND, CaseReason.DAMAGED, "最上面一层有三个磕伤了，其余都好，退一点就行。", at, fen=900
        )
        self.clock.plan(at + timedelta(hours=2), lambda at: self._yes(case, "对不住，垫纸少了一层。九块退给你。", at))
        self.clock.plan(at + timedelta(hours=2, minutes=6), lambda at: _ignore(refund_due(at=at)))

    def _sent_back(self, at: datetime) -> None:
        case = self._open(CaseKind.RETURN, CaseReason.UNLIKE, "比照片上的小一圈，和说好的不一样。", at)
        self.clock.plan(at + timedelta(hours=3), lambda at: self._yes(case, "请寄回来，运费我们出。", at))
        self.clock.plan(
            at + timedelta(days=2),
            lambda at: _ignore(send_back(case=_now(case), carrier="sf", tracking_number="SF30260119874", at=at)),
        )

    def _one_missing(self, at: datetime) -> None:
        case = self._open(CaseKind.RESHIP, CaseReason.MISSING, "打开少了一份，箱子是完好的。", at)
        self.clock.plan(at + timedelta(hours=4), lambda at: self._yes(case, "查了出库录像，是我们漏装，今天补。", at))

    def _leaking(self, at: datetime) -> None:
        self._open(CaseKind.REFUND, CaseReason.DAMAGED, "底下那格压坏了，汁水渗到纸板上，附一张照片。", at, shows=True)

    def _offer(self, at: datetime) -> None:
        case = self._open(CaseKind.REFUND, CaseReason.QUALITY, "放了三天就有点面，不如头一箱脆。", at)
        self.clock.plan(
            at + timedelta(hours=5),
            lambda at: _ignore(
                make_offer(by=self.desk, case=_now(case), amount_fen=1500, text="留着煮苹果茶，退十五块可好？", at=at)
            ),
        )

    def _open(
        self,
        kind: CaseKind,
        reason: CaseReason,
        words: str,
        at: datetime,
        *,
        fen: int | None = None,
        shows: bool = False,
    ) -> Case:
        line = self._line(at)
        pictures: tuple[str, ...] = ()
        if shows:
            with self.picture.file.open("rb") as file:
                stored = store_picture(customer=line.order.customer, upload=file, at=at)
            pictures = (str(stored.public_id),)
        return open_case(
            order=line.order,
            data=CaseData(
                kind=kind,
                reason=reason,
                claims=(LineClaim(line.pk, 1),),
                words=words,
                amount_fen=fen,
                pictures=pictures,
            ),
            client_token=f"demo-{next(self._tokens)}",
            at=at,
        )

    def _line(self, at: datetime) -> OrderLine:
        """Something that arrived last, in an order about which nobody has asked yet."""
        orders = Order.objects.filter(completed_at__lte=at - timedelta(hours=2), cases=None).order_by("-completed_at")
        lines = OrderLine.objects.filter(order__in=orders, kind=ProductKind.PHYSICAL, total_fen__gte=2000)
        return lines.select_related("order__customer").order_by("-order__completed_at", "pk")[0]

    def _yes(self, case: Case, text: str, at: datetime) -> None:
        agree(by=self.desk, case=_now(case), text=text, at=at)


def _now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def _ignore(_result: Any) -> None:
    """For steps whose result nobody needs."""
