"""What 华芳苑 charges for sending its goods, and where they can be fetched."""

from typing import Any

from microbrand.demo.stores import STORE
from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.inventory.models import Place
from shop.inventory.operations import save_place
from shop.shipping.enums import Basis
from shop.shipping.operations import ZoneData, assign_template, save_template

# 山东 and its neighbours, 江浙沪 and 京津冀.
NEAR = ("37", "11", "12", "13", "31", "32", "33", "34", "41")
FAR = ("54", "65", "63", "15")
NOWHERE = ("71", "81", "82")
# By the beginning of their SKU codes: what is heavy enough to cost more.
CRATES = ("HFY-MX", "HFY-BZ")


def set_up(*, by: Any) -> None:
    """Two templates and a place to fetch orders at; the orders of the past were sent for nothing."""
    save_template(
        by=by,
        name="快递",
        basis=Basis.COUNT,
        zones=[
            ZoneData(regions=NEAR, first_fen=600, more_fen=100, free_from_fen=9900),
            ZoneData(regions=FAR, first_fen=1800, more_fen=600),
            ZoneData(regions=NOWHERE, delivers=False),
            ZoneData(first_fen=1000, more_fen=200, free_from_fen=9900),
        ],
    )
    crates = save_template(
        by=by,
        name="整箱鲜果",
        basis=Basis.COUNT,
        zones=[
            ZoneData(regions=NEAR, first_fen=1200, more_fen=800, free_from_fen=19900),
            ZoneData(regions=("54", "65", *NOWHERE), delivers=False),
            ZoneData(first_fen=1800, more_fen=1200, free_from_fen=19900),
        ],
    )
    heavy = Product.objects.filter(kind=ProductKind.PHYSICAL)
    assign_template(
        by=by,
        products=[
            product
            for product in heavy
            if any(sku.code.startswith(CRATES) for sku in product.skus.only("code", "product"))
        ],
        template=crates,
    )
    store = Place.objects.get(name=STORE)
    save_place(by=by, place=store, name=store.name, kind=store.kind, address=store.address, offers_pickup=True)
