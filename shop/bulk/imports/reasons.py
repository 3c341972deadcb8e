"""Why a row is refused or left out, in words. Rows store code and parameters, so each reader gets their language."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.bulk.imports.columns import BY_KEY

WORDS: dict[str, Any] = {
    "no_code": gettext_lazy("The SKU code is missing."),
    "too_long": gettext_lazy("%(column)s (%(field)s): at most %(limit)s characters."),
    "bad_price": gettext_lazy("%(column)s (price): “%(value)s” is not an amount in yuan with at most two decimals."),
    "price_range": gettext_lazy("%(column)s (price): %(value)s yuan; a price is between 0.01 and 10,000,000."),
    "bad_stock": gettext_lazy("%(column)s (stock): “%(value)s” is not a whole number, zero or more."),
    "formula": gettext_lazy(
        "%(column)s (%(field)s): a formula, not a value. Save the file with results, or paste the values."
    ),
    "error_value": gettext_lazy("%(column)s (%(field)s): the spreadsheet says %(value)s here."),
    "half_option": gettext_lazy("An option needs a name and a value: fill both cells or none."),
    "title_missing": gettext_lazy("This code is not in the shop yet; a new product needs a name."),
    "price_missing": gettext_lazy("This code is not in the shop yet; a new product needs a price."),
    "conflict": gettext_lazy("This code comes several times with different content: %(fields)s."),
    "suspect": gettext_lazy("Looks like a service (postage, discount, fee …), not like goods. Tick it to import it."),
    "options_fixed": gettext_lazy("The options of a SKU that exists cannot be changed by import."),
    "same_combination": gettext_lazy("Another row or SKU of this product has the same option."),
    "repeat": gettext_lazy("Says the same as row %(row)s, which counts."),
    "overruled": gettext_lazy("Differs from row %(row)s, which counts: %(fields)s."),
    "exists_now": gettext_lazy("Somebody created this SKU code after the check. Import the file again."),
    "stale": gettext_lazy("%(field)s was changed by somebody after the check. Import the file again."),
    "gone": gettext_lazy("This SKU was removed after the check."),
    "below_reserved": gettext_lazy("Stock cannot go below what is reserved for orders."),
    "collection_full": gettext_lazy("The collection “%(value)s” is full: at most %(limit)s products."),
    "other": gettext_lazy("The shop refuses this row. Check its name, code and price."),
}


def say(reason: dict[str, Any]) -> str:
    """The sentence for a stored reason; '' for none."""
    if not reason:
        return ""
    parameters = dict(reason)
    words = WORDS[parameters.pop("code")]
    if "column" in parameters:
        parameters["column"] = _("Column %(name)s") % {"name": parameters["column"]}
    if "field" in parameters:
        parameters["field"] = field_label(parameters["field"])
    if "fields" in parameters:
        parameters["fields"] = _(", ").join(field_label(key) for key in parameters["fields"])
    return str(words % parameters)


def field_label(key: str) -> str:
    """What a field is called on the screen."""
    return str(BY_KEY[key].label)
