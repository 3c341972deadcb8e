"""Registrations with Wagtail: a word of warning when something is published with a licence that is over."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages

from content.media.models import BrandImage
from content.media.queries import expired_assets_of


@hooks.register("after_publish_page")
@hooks.register("after_publish_snippet")
def warn_of_expired_licences(request: HttpRequest, instance: Any) -> None:
    """Publishing is the editor's decision; what may not be shown any more is named, with a way to it."""
    for asset in expired_assets_of(instance, on=timezone.localdate()):
        kind = "wagtailimages" if isinstance(asset, BrandImage) else "wagtaildocs"
        address = reverse(f"{kind}:edit", args=[asset.pk])
        messages.warning(
            request,
            _("“%(title)s” may not be used since %(day)s: its licence is over. Replace it or renew the licence.")
            % {"title": asset.title, "day": asset.expires_on},
            buttons=[messages.button(address, _("Look at it"))],
        )
