"""Refusals of shipping."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput, ShopError


class NotDelivered(ShopError):
    """Something in it is not sent to this region; the message says what and where."""

    code = "no_delivery"


class RegionUnknown(InvalidInput):
    """Nobody can tell what the freight is."""

    code = "region_unknown"
    message = _("Choose province, city and district from the lists: the freight depends on them.")


class TemplateInUse(ShopError):
    """Goods are still sent by it."""

    code = "template_in_use"


class UnknownCarrier(InvalidInput):
    """No carrier that is in use here."""

    code = "unknown_carrier"
    message = _("Choose a carrier.")


class CarrierUnavailable(ShopError):
    """A carrier does not answer."""

    code = "carrier_unavailable"
    status = 503
    message = _("The carrier does not answer. Please try again later.")
