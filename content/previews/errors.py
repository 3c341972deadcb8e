"""Refusals."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class PreviewInPast(ShopError):
    """What was is not shown any more."""

    code = "preview_in_past"
    message = _("Choose a moment to come, within a year.")


class TooManyPreviews(ShopError):
    """More links than anybody oversees."""

    code = "too_many_previews"
    message = _("There are twenty links to it already. End some of them first.")
