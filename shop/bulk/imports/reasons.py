"""Why a row is refused or left out, in words. Rows store code and parameters, so each reader gets their language."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.bulk.imports.columns import BY_KEY
from shop.bulk.uses import name_of
from shop.core.money import yuan

# Fields that no file has.
EXTRA_LABELS = {
    "is_active": gettext_lazy("For sale"),
    "live": gettext_lazy("In the shop"),
    "tag": gettext_lazy("Tag"),
    "image": gettext_lazy("Picture"),
}

WORDS: dict[str, Any] = {
    "no_code": gettext_lazy("The SKU code is missing."),
    "too_long": gettext_lazy("%(column)s (%(field)s): at most %(limit)s characters."),
    "bad_price": gettext_lazy("%(column)s (price): “%(value)s” is not an amount in yuan with at most two decimals."),
    "price_range": gettext_lazy("%(column)s (price): %(value)s yuan; a price is between 0.01 and 10,000,000."),
    "bad_cost": gettext_lazy("%(column)s (cost): “%(value)s” is not an amount in yuan with at most two decimals."),
    "bad_weight": gettext_lazy("%(column)s (weight): “%(value)s” is not a whole number of grams, up to 1,000,000."),
    "bad_stock": gettext_lazy("%(column)s (stock): “%(value)s” is not a whole number, zero or more."),
    "formula": gettext_lazy(
        "%(column)s (%(field)s): a formula, not a value. Save the file with results, or paste the values."
    ),
    "merged": gettext_lazy("%(column)s (%(field)s): merged with another cell. Unmerge it and fill every row."),
    "picture_missing": gettext_lazy("%(column)s (pictures): “%(value)s” is not in the ZIP."),
    "bad_picture": gettext_lazy("Picture %(value)s: %(told)s"),
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
    "no_stock": gettext_lazy("It has no stock of its own: it is made of other goods, or sold without stock."),
    "edit_price_range": gettext_lazy("The price would be %(value)s yuan; a price is between 0.01 and 10,000,000."),
    "edit_too_many": gettext_lazy("That is more than the stock can hold."),
    "edit_tags_full": gettext_lazy("It has %(limit)s tags already, as many as a product can have."),
    "edit_reason": gettext_lazy("The reason does not fit: received or returned goods add, damaged ones take away."),
    "is_scheduled": gettext_lazy("It is scheduled. Change its schedule in its own page."),
    "undo_stale": gettext_lazy("%(field)s is not %(value)s any more: somebody changed it since."),
    "undo_moved": gettext_lazy("Its stock moved since, or is reserved for an order."),
    "undo_priced": gettext_lazy("Its price changed, or it was sold, since."),
    "undo_edited": gettext_lazy("Its product was edited, published or taken down since."),
    "undo_used": gettext_lazy("Still in use: %(used)s."),
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
    field = parameters.get("field")
    if field:
        parameters["field"] = field_label(parameters["field"])
    if "used" in parameters:
        parameters["used"] = name_of(parameters["used"])
    if "value" in parameters and field:
        parameters["value"] = shown(field, parameters["value"])
    if "fields" in parameters:
        parameters["fields"] = _(", ").join(field_label(key) for key in parameters["fields"])
    return str(words % parameters)


def shown(field: str, value: Any) -> str:
    """A value of a field as people read it."""
    if value is None:
        return ""
    if field in {"price", "cost"} and isinstance(value, int):
        return f"¥{yuan(value)}"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return str(value)


def field_label(key: str) -> str:
    """What a field is called on the screen."""
    return str(BY_KEY[key].label if key in BY_KEY else EXTRA_LABELS[key])
