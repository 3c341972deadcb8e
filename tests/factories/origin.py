"""Lots with stories, and printed codes."""

from datetime import date
from typing import Any

from shop.inventory.models import Lot
from shop.inventory.operations import LotData, receive
from shop.origin.models import LotStory, PrintedCode, PrintRun
from shop.origin.operations import StoryData, save_story, start_run
from shop.social.operations import Visitor
from tests.factories import NOW
from tests.factories.catalog import make_sku

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0"


def make_lot(*, code: str = "2026-南坡-7", units: int = 10, **fields: Any) -> Lot:
    """A lot of which there are units on hand, of a SKU of its own unless one is given."""
    sku = fields.pop("sku", None) or make_sku()
    data = {"produced_on": date(2026, 9, 20), "expires_on": date(2099, 3, 20), "origin": "栖霞市官道镇", **fields}
    receive(by=None, sku=sku, units=units, lot=LotData(code=code, **data), at=NOW)
    return Lot.objects.select_related("sku__product").get(sku=sku, code=code)


def told(lot: Lot, **fields: Any) -> LotStory:
    """Its story, public unless told otherwise."""
    data = StoryData(**{"title": "霜降那天摘的", "text": "南坡第七行。\n\n天没亮就上山。", "is_public": True, **fields})
    return save_story(by=None, lot=lot, data=data, at=NOW)


def printed(lot: Lot | None = None, **fields: Any) -> PrintRun:
    """Labels of a lot."""
    lot = lot or make_lot()
    fields = {"target": "lot", "preset": "a4-24", "labels": 3, "product": lot.sku.product, **fields}
    return start_run(by=None, lot=lot, at=NOW, **fields)


def code_of(run: PrintRun, number: int = 0) -> PrintedCode:
    """A code of it: the only one, or that of a unit."""
    return PrintedCode.objects.select_related("run__product", "run__lot__sku__product").get(run=run, number=number)


def visitor(key: str = "1", user_agent: str = PHONE, **fields: Any) -> Visitor:
    """Somebody with a phone."""
    return Visitor(key=key, user_agent=user_agent, **fields)
