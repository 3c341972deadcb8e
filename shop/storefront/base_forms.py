"""What the forms of the shop's pages share."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput
from shop.customers.models import Customer
from shop.orders.models import OrderPicture
from shop.orders.operations import store_picture

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class ShopForm(forms.Form):
    """Labels as they are; what is missing is said by us, in our words, and not by the browser."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class PicturesForm(ShopForm):
    """Pictures may come with it: ``pictures`` are the ids of those that were sent, now or with an earlier try."""

    max_pictures = 6

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pictures: list[str] = []

    def take_pictures(self, request: HttpRequest, *, customer: Customer, at: datetime) -> None:
        """Keep what was sent; what cannot be taken is an error of the form, and the others stay."""
        self.full_clean()
        sent = request.POST.getlist("kept")[: self.max_pictures]
        wanted = [value for value in sent if _UUID.fullmatch(value)]
        rows = OrderPicture.objects.filter(customer=customer, ordered_at=None, public_id__in=wanted).order_by("pk")
        kept = [str(row.public_id) for row in rows]
        if len(kept) < len(sent):
            self.add_error(None, _("A picture is not there any more. Please send it again."))
        uploads = request.FILES.getlist("pictures")
        if len(kept) + len(uploads) > self.max_pictures:
            self.add_error(None, _("%(count)s pictures at most.") % {"count": self.max_pictures})
            uploads = []
        for upload in uploads:
            try:
                kept.append(str(store_picture(customer=customer, upload=upload, at=at).public_id))
            except InvalidInput as error:
                self.add_error(None, str(error))
        self.pictures = kept
