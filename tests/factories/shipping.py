"""Freight templates."""

from typing import Any

from shop.shipping.enums import Basis
from shop.shipping.models import FreightTemplate
from shop.shipping.operations import ZoneData, save_template


def rest(first_fen: int = 1000, **fields: Any) -> ZoneData:
    """The zone of all regions that no other names."""
    return ZoneData(first_fen=first_fen, **fields)


def make_template(*zones: ZoneData, name: str = "快递", basis: Basis = Basis.COUNT, **fields: Any) -> FreightTemplate:
    """A template: ¥10 for everywhere unless told otherwise. The first one holds for all goods."""
    return save_template(by=None, name=name, basis=basis, zones=zones or [rest()], **fields)
