"""Whoever is not listed. Asked by nobody: staff note what they are told."""

from django.utils.translation import gettext_lazy as _

from shop.shipping.carriers import Unasked


class Carrier(Unasked):
    """See ``shop.shipping.carriers.Carrier``."""

    code = "other"
    label = _("Other carrier")
    words = "其他 其它 other"
