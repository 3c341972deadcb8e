"""Refusals of promotions."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput, ShopError


class InvalidPromotion(InvalidInput):
    """Times, prices or limits that make no sense."""

    code = "invalid_promotion"


class OverlappingPromotion(ShopError):
    """A SKU has another time-limited price in that time."""

    code = "overlapping_promotion"


class PromotionUsedUp(ShopError):
    """The quantity set aside for the promotion does not suffice any more, or the promotion was just ended."""

    code = "promotion_used_up"
    message = _("Fewer units are left at the promotional price than you want. Please look at your cart again.")


class PersonLimitReached(ShopError):
    """More than one person may buy at this price."""

    code = "person_limit_reached"
    message = _("You have reached the number of units one person may buy at this price.")


class PromotionStarted(ShopError):
    """What shoppers have already seen cannot be changed, only ended."""

    code = "promotion_started"
    message = _("This promotion has already started. It can be ended early, but not changed.")
