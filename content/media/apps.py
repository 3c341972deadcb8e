"""App configuration."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    """Image and document models with source, licence and expiry."""

    name = "content.media"
    label = "media"
    verbose_name = _("Media")

    def ready(self) -> None:
        # Wagtail's screens and choosers save and delete pictures by themselves.
        from django.db.models.signals import post_delete, post_save

        from content.media.avif import write_avif_fast

        write_avif_fast()
        image = self.get_model("BrandImage")
        post_save.connect(_announce, sender=image, dispatch_uid="media.image_saved")
        post_delete.connect(_announce, sender=image, dispatch_uid="media.image_deleted")


def _announce(instance: Any, created: bool = False, **kwargs: Any) -> None:
    from content.media.events import ImageChanged
    from shop.core import events

    if not created:  # nothing shows a new one yet
        events.publish(ImageChanged(image_id=instance.pk))
