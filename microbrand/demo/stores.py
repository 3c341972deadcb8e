"""Where the goods of 华芳苑 lie: three places, the lots of the apples, a bundle, and what was counted."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from microbrand.demo.clock import Clock
from microbrand.demo.shapes import Drawing, Goods, Variant
from shop.catalog.models import Sku
from shop.inventory.enums import PlaceKind
from shop.inventory.models import Balance, Place, Stocktake
from shop.inventory.operations import (
    Finding,
    LotData,
    Spot,
    count_goods,
    open_stocktake,
    post_stocktake,
    receive,
    save_place,
    set_components,
    set_levels,
    transfer,
)

TASTER = Goods(
    key="taster",
    slug="lu-bian-san-yang",
    title="炉边三样",
    line="一袋苹果干，一瓶苹果酱，一瓶苹果醋，装在一只小木盒里。",
    body=(
        "<p>没来过的人常问先买哪一样。我们就把锅里和缸里的各拿一份，装成一盒：苹果干一袋，小锅苹果酱一瓶，"
        "缸里的苹果醋一瓶。</p>"
        "<p>盒子是木箱的边角料钉的，上面烙着一片叶子。三样单买要贵几块钱，盒子算是送的。</p>"
        "<p>哪一样断了货，这一盒就先不卖，等它出锅。</p>"
    ),
    cover=Drawing("apple-jam", 4),
    pictures=(Drawing("apple-slices", 4),),
    variants=(Variant(code="HFY-SY-1", price_fen=7900),),
    days_old=12,
    seo="苹果干、苹果酱、苹果醋各一份，装在木箱边角料钉的小盒里。",
)
COMPONENTS = {"HFY-GG-1": 1, "HFY-GJ-1": 1, "HFY-CU-1": 1}
CELLAR, STORE = "果园冷窖", "镇上小店"
PLACES = (
    (CELLAR, PlaceKind.ORCHARD, "山东省烟台市栖霞市 南坡半山，窖门朝北"),
    (STORE, PlaceKind.SHOP, "山东省烟台市栖霞市 霞光路集市口"),
)
# The apples keep by date. Days from now that the first and the second lot are good for; first in, first out.
KEEPS = {"HFY-MX": (23, 58), "HFY-LH": (27, 62), "HFY-WL": (5, 34), "HFY-BZ": (16, 44)}
ORIGINS = {"HFY-WL": "东坡"}
# What was carried down to the shop, and how many of it somebody has counted there by now.
CARRIED = {"HFY-GG-1": (8, 7), "HFY-GJ-1": (6, 6), "HFY-CU-1": (5, None)}
COUNTED = ("HFY-GG-1", "HFY-GG-3", "HFY-GJ-1", "HFY-GJ-2", "HFY-CU-1")


class Stores:
    """Places, lots and counts. ``skus`` maps codes to SKUs."""

    def __init__(self, clock: Clock, *, skus: dict[str, Sku], by: Any, warehouse: Any) -> None:
        self.clock, self.skus, self.by, self.warehouse = clock, skus, by, warehouse
        self.places: dict[str, Place] = {}

    def plan_all(self, opening: datetime) -> None:
        """Put it on the clock, from the opening on."""
        now = self.clock.now
        self.clock.plan(opening, self._places)
        self.clock.plan(now - timedelta(days=TASTER.days_old), self._bundle)
        self.clock.plan(now - timedelta(days=9), self._carry)
        self.clock.plan(now - timedelta(hours=3), self._begin)

    def _places(self, at: datetime) -> None:
        for name, kind, address in PLACES:
            self.places[name] = save_place(by=self.by, name=name, kind=kind, address=address)

    def _bundle(self, at: datetime) -> None:
        components = {self.skus[code].pk: units for code, units in COMPONENTS.items()}
        set_components(by=self.by, sku=self.skus[TASTER.variants[0].code], components=components)
        set_levels(by=self.by, sku=self.skus["HFY-GJ-1"], safety=6, low_at=12)

    def receive(self, code: str, units: int, note: str, *, at: datetime, is_first: bool) -> None:
        """Goods come in: apples as a lot, the first one into the warehouse, the second into the cellar."""
        kind = code[:6]
        lot = None
        if kind in KEEPS:
            first, second = KEEPS[kind]
            produced = timezone.localdate(at) - timedelta(days=2)
            lot = LotData(
                code=f"{produced:%y%m%d}{'' if is_first else '-窖'}",
                produced_on=produced,
                expires_on=self._day(first if is_first else second),
                origin=ORIGINS.get(kind, "南坡 老园子"),
            )
        place = self.places[CELLAR] if lot and not is_first else None
        receive(by=self.warehouse, sku=self.skus[code], units=units, place=place, lot=lot, note=note, at=at)

    def _day(self, days: int) -> date:
        return timezone.localdate(self.clock.now) + timedelta(days=days)

    def _carry(self, at: datetime) -> None:
        home = Spot(place_id=Place.objects.default().pk)
        for code, (units, _counted) in CARRIED.items():
            transfer(
                by=self.warehouse,
                sku=self.skus[code],
                units=units,
                origin=home,
                to=self.places[STORE],
                at=at,
                note="小店上货",
            )

    def stocktake(self, note: str, differences: dict[str, int], at: datetime) -> None:
        """Count what comes from pot and vat in the warehouse, and post what differs."""
        ids = [self.skus[code].pk for code in COUNTED]
        stocktake = open_stocktake(
            by=self.warehouse, place=Place.objects.default(), sku_ids=ids, note=note, at=at - timedelta(minutes=40)
        )
        for number, code in enumerate(COUNTED):
            there = self._there(code, stocktake.place)
            self._count(stocktake, code, there + differences.get(code, 0), at - timedelta(minutes=30 - number * 4))
        post_stocktake(by=self.by, stocktake=stocktake, reason=note, at=at)

    def _begin(self, at: datetime) -> None:
        stocktake = open_stocktake(by=self.warehouse, place=self.places[STORE], note="小店每周清点", at=at)
        for code, (_units, counted) in CARRIED.items():
            if counted is not None:
                self._count(stocktake, code, counted, at + timedelta(minutes=6))

    def _there(self, code: str, place: Place) -> int:
        rows = Balance.objects.filter(stock=self.skus[code].pk, place=place, lot=None, condition="sellable")
        return rows.values_list("on_hand", flat=True).first() or 0

    def _count(self, stocktake: Stocktake, code: str, units: int, at: datetime) -> None:
        count_goods(
            by=self.warehouse,
            stocktake=stocktake,
            sku=self.skus[code],
            findings=[Finding(units=units)],
            token="demo",  # noqa: S106
            at=at,
        )
