"""Refusals of social."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class LinkUnknown(ShopError):
    """A code that was never given out, or was tampered with."""

    code = "link_unknown"
    status = 404
    message = _("This code is not one of ours. It may have been copied incompletely.")


class LinkExpired(ShopError):
    """A code whose time is over."""

    code = "link_expired"
    status = 410
    message = _("This link has expired.")


class LinkTargetGone(ShopError):
    """The thing it led to is not shown any more."""

    code = "link_target_gone"
    status = 410
    message = _("What this link led to is no longer on show.")
