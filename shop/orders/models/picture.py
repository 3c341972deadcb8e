"""Pictures that shoppers send with what is made to order."""

import uuid
from pathlib import PurePath
from typing import Any

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.customers.models import Customer


def private_storage() -> Storage:
    """Where files lie that no address serves."""
    return storages["private"]


def picture_name(picture: Any, filename: str) -> str:
    """Nothing of the shopper's own file name is kept."""
    return f"order-pictures/{picture.public_id}{'.png' if filename.endswith('.png') else '.jpg'}"


class OrderPicture(models.Model):
    """A picture as it was checked and written anew. Only its customer and the staff may open it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(_("file"), storage=private_storage, upload_to=picture_name)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    # Set in the transaction of the order: from then on it belongs to a document and stays.
    ordered_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("picture of an order")
        verbose_name_plural = _("pictures of orders")
        default_permissions = []
        indexes = [
            models.Index(fields=["created_at"], condition=models.Q(ordered_at=None), name="orders_picture_unordered"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def suffix(self) -> str:
        """``.jpg`` or ``.png``."""
        return PurePath(str(self.file.name)).suffix
