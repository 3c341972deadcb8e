"""Write freight templates and what is sent by them, and what is known of parcels under way."""

from shop.shipping.operations.goods import assign_template, set_volume
from shop.shipping.operations.templates import make_default, remove_template, save_template
from shop.shipping.operations.tracking import ask, ask_due, follow, let_go, note_news, settle_trouble
from shop.shipping.rules import Zone as ZoneData

__all__ = [
    "ZoneData",
    "ask",
    "ask_due",
    "assign_template",
    "follow",
    "let_go",
    "make_default",
    "note_news",
    "remove_template",
    "save_template",
    "set_volume",
    "settle_trouble",
]
