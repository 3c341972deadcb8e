"""Registrations with Wagtail."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from shop.core import audit


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "catalog.create_sku": _("Create SKU"),
            "catalog.change_price": _("Change price"),
            "catalog.set_sku_active": _("Put SKU on or off sale"),
        },
    )
