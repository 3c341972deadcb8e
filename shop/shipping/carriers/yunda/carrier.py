"""Yunda Express. Asked by nobody: staff note what they are told."""

from django.utils.translation import gettext_lazy as _

from shop.shipping.carriers import Unasked


class Carrier(Unasked):
    """See ``shop.shipping.carriers.Carrier``."""

    code = "yunda"
    label = _("Yunda Express")
    words = "韵达"
