"""Who delivers to 华芳苑, one order that is on its way and one of which a part has come."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from microbrand.demo.clock import Clock
from microbrand.demo.plan import SUPPLIED
from shop.catalog.models import Sku
from shop.inventory.models import Place
from shop.inventory.operations import LotData
from shop.purchasing.models import PurchaseOrder, Supplier
from shop.purchasing.operations import (
    Arrival,
    ItemData,
    OrderData,
    OrderedLine,
    SupplierData,
    receive_goods,
    save_item,
    save_order,
    save_supplier,
    send_order,
)

PRESS = SupplierData(
    name="蓬莱周家榨汁坊",
    contact="周师傅",
    phone="0535-0000001",
    email="zhou@zhajia.example",
    lead_days=9,
    min_order_fen=200000,
    note="果子我们送去，瓶子他出。周日不开机。",
)
KILN = SupplierData(
    name="邢家窑", contact="老邢", phone="0535-0000002", lead_days=21, note="一窑三十六只，看火候，差两三只是常事。"
)
PRESS_ITEMS = {
    "HFY-GZ-6": ItemData(code="ZJ-06", cost_fen=3850, pack_size=4, min_quantity=12),
    "HFY-GZ-12": ItemData(code="ZJ-12", cost_fen=7400, pack_size=2, min_quantity=6),
}
KILN_ITEMS = {
    "HFY-DIE-SB": ItemData(code="霜白", cost_fen=5200, pack_size=6, min_quantity=12),
    "HFY-DIE-YQ": ItemData(code="叶青", cost_fen=5200, pack_size=6, min_quantity=12),
}
# SKU code: units ordered. Of the first a part has come (``plan.SUPPLIED``), one of them broken.
JUICE = {"HFY-GZ-6": 48, "HFY-GZ-12": 12}
DISHES = {"HFY-DIE-SB": 18, "HFY-DIE-YQ": 18}
BROKEN = 1


class Supply:
    """Puts suppliers and their orders on the clock."""

    def __init__(self, clock: Clock, *, desk: Any, warehouse: Any) -> None:
        self.clock, self.desk, self.warehouse = clock, desk, warehouse
        self.skus = {sku.code: sku for sku in Sku.objects.all()}

    def plan_all(self) -> None:
        """Sixteen days ago juice was ordered, five days ago dishes."""
        now = self.clock.now
        self.clock.plan(now - timedelta(days=16), self._order(PRESS, PRESS_ITEMS, JUICE, then=self._plan_arrival))
        self.clock.plan(now - timedelta(days=5, hours=3), self._order(KILN, KILN_ITEMS, DISHES))

    def _order(
        self,
        data: SupplierData,
        items: dict[str, ItemData],
        quantities: dict[str, int],
        then: Callable[[PurchaseOrder, datetime], None] | None = None,
    ) -> Any:
        def step(at: datetime) -> None:
            supplier = self._supplier(data, items)
            lines = [OrderedLine(sku_id=self.skus[code].pk, quantity=units) for code, units in quantities.items()]
            order_data = OrderData(supplier=supplier, place=Place.objects.default(), lines=lines)
            order = save_order(by=self.desk, data=order_data, at=at)
            send_order(by=self.desk, order=order, at=at + timedelta(minutes=20))
            if then:
                then(order, at)

        return step

    def _supplier(self, data: SupplierData, items: dict[str, ItemData]) -> Supplier:
        supplier = save_supplier(by=self.desk, data=data)
        for code, terms in items.items():
            save_item(by=self.desk, supplier=supplier, sku=self.skus[code], data=terms)
        return supplier

    def _plan_arrival(self, order: PurchaseOrder, at: datetime) -> None:
        self.clock.plan(at + timedelta(days=9), lambda at: self._receive(order, at))

    def _receive(self, order: PurchaseOrder, at: datetime) -> None:
        pressed = timezone.localdate(at) - timedelta(days=4)
        lot = LotData(
            code=f"{pressed:%m%d}", produced_on=pressed, expires_on=pressed + timedelta(days=270), origin="蓬莱"
        )
        arrivals = [
            Arrival(
                line_id=line.pk,
                units=SUPPLIED[line.sku.code],
                damaged=BROKEN,
                seen=(0, 0),
                lot=lot,
                take_cost=True,
            )
            for line in order.lines.select_related("sku")
            if line.sku.code in SUPPLIED
        ]
        note = "还有一半下周送"
        receive_goods(by=self.warehouse, order=order, arrivals=arrivals, token=order.number, at=at, note=note)
