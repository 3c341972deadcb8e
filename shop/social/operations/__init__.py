"""Writes of social."""

from shop.social.operations.attribution import attribute_order
from shop.social.operations.clicks import Visitor, count_click
from shop.social.operations.links import create_link, name_campaign, open_link

__all__ = ["Visitor", "attribute_order", "count_click", "create_link", "name_campaign", "open_link"]
