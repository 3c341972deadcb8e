"""Refusals of the catalog."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput, ShopError


class InvalidPrice(InvalidInput):
    """Zero, negative or absurd."""

    code = "invalid_price"
    message = _("A price must be between ¥0.01 and ¥10,000,000.")


class KindHasNoSkus(ShopError):
    """The product is not sold here, so nothing of it has a price or stock."""

    code = "kind_has_no_skus"
    message = _("This product is not sold in this shop, so it has no SKUs. Its kind says so.")


class KindFixed(ShopError):
    """SKUs, questions or readers rest on the product's kind."""

    code = "kind_fixed"
    message = _("The kind cannot change any more: this product already has SKUs or an order form.")


class SpecificationInvalid(InvalidInput):
    """Answers to an order form that cannot be taken; ``errors`` says why by question id."""

    code = "invalid_specification"
    message = _("Please check what you filled in for this item.")

    def __init__(self, errors: Mapping[int, str]) -> None:
        self.errors = dict(errors)
        super().__init__(field="specification")

    @property
    def details(self) -> dict[str, Any]:
        return {"specification": {str(question_id or ""): [text] for question_id, text in self.errors.items()}}


class KindHasSessions(ShopError):
    """A bookable service is sold by session, and nothing else is."""

    code = "kind_has_sessions"
    message = _("A bookable service is sold by session: plan one in the calendar of sessions.")


class DuplicateCode(ShopError):
    """The SKU code is in use."""

    code = "duplicate_code"
    message = _("This SKU code is already in use.")


class DuplicateCombination(ShopError):
    """The product already has a SKU with these options."""

    code = "duplicate_combination"
    message = _("This product already has a SKU with the same options.")


class BadgeInUse(ShopError):
    """Products have it with their evidence."""

    code = "badge_in_use"
    message = _("Products have this badge.")


class VideoInUse(ShopError):
    """A video that a product shows is not removed."""

    code = "video_in_use"
    message = _("Products show this video.")


class CategoryInUse(ShopError):
    """A category that is not empty is not removed."""

    code = "category_in_use"
    message = _("Products or other categories stand in it. Put them somewhere else first.")
