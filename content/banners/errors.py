"""Refusals of banners."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class PictureBlocked(ShopError):
    """Its picture may not be used when it is to stand there."""

    code = "picture_blocked"
    status = 409
    message = _("This picture may not be used any more by then. Choose another, or renew its licence.")


class LeadsNowhere(ShopError):
    """Not exactly one thing to lead to."""

    code = "leads_nowhere"
    status = 400
    message = _("Choose exactly one thing that it leads to: a page, a product, a collection or a promotion.")


class SponsorMissing(ShopError):
    """Paid for by somebody who is not named."""

    code = "sponsor_missing"
    status = 400
    message = _("Say who pays for it: shoppers see the name beside the word “Ad”.")


class WrongPlace(ShopError):
    """A place that knows no collection or story."""

    code = "wrong_place"
    status = 400
    message = _("Only the list of goods can be narrowed to a collection, and only the end of a story to one story.")
