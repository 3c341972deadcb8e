"""Writes of social."""

from shop.social.operations.attribution import attribute_order
from shop.social.operations.blocks import BlockData, note_blocks
from shop.social.operations.clicks import Visitor, count_click, count_tap
from shop.social.operations.links import create_link, name_campaign, open_link

__all__ = [
    "BlockData",
    "Visitor",
    "attribute_order",
    "count_click",
    "count_tap",
    "create_link",
    "name_campaign",
    "note_blocks",
    "open_link",
]
