"""Write freight templates and what is sent by them."""

from shop.shipping.operations.goods import assign_template, set_volume
from shop.shipping.operations.templates import make_default, remove_template, save_template
from shop.shipping.rules import Zone as ZoneData

__all__ = ["ZoneData", "assign_template", "make_default", "remove_template", "save_template", "set_volume"]
