"""Writes of social."""

from shop.social.operations.attribution import attribute_order
from shop.social.operations.links import create_link, name_campaign, open_link

__all__ = ["attribute_order", "create_link", "name_campaign", "open_link"]
