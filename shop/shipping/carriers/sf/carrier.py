"""SF Express. Asked by nobody: staff note what they are told."""

from django.utils.translation import gettext_lazy as _

from shop.shipping.carriers import Unasked


class Carrier(Unasked):
    """See ``shop.shipping.carriers.Carrier``."""

    code = "sf"
    label = _("SF Express")
    words = "顺丰 shunfeng"
