"""Refusals."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput, ShopError


class EndsBeforeItBegins(InvalidInput):
    """The last day is before the first."""

    code = "ends_before_it_begins"
    message = _("The last day is before the first.")


class CoversNothing(ShopError):
    """Only a licence we hold covers pictures and documents."""

    code = "covers_nothing"
    message = _("Only a licence we hold covers pictures and documents of the library.")
