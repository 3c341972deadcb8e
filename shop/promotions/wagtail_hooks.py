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
            "promotions.create": _("Create promotion"),
            "promotions.change": _("Change promotion"),
            "promotions.end": _("End promotion"),
            "promotions.cancel": _("Cancel promotion"),
            "promotions.began": _("Promotion began"),
            "promotions.over": _("Promotion is over"),
        },
    )
