"""Refusals of claims."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class ClaimKnown(ShopError):
    """The same claim about the same product."""

    code = "claim_known"
    status = 409
    message = _("This claim about the product is known already.")


class OtherProduct(ShopError):
    """A claim about something else than what was returned."""

    code = "other_product"
    status = 409
    message = _("This claim is about another product than the one in the case.")
