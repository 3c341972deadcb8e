"""Wagtail's question before a picture or document is deleted: what is shown stays, the rest goes into the bin."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.documents.views.documents import DeleteView as WagtailDeleteDocumentView
from wagtail.images.views.images import DeleteView as WagtailDeleteImageView

from content.bin.operations import bin_asset
from content.bin.queries import KEPT, shown_in
from shop.core.errors import ShopError


class _BinMixin:
    template_name = "admin/bin/asset.html"
    object: Any
    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**context, "uses": shown_in(self.object, by=self.request.user), "days": KEPT.days}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            bin_asset(by=self.request.user, asset=self.object, at=timezone.now())
        except ShopError as error:
            messages.error(self.request, str(error))
            return redirect(self.request.path)
        messages.success(
            self.request,
            _("“%(title)s” is in the bin for %(days)s days.") % {"title": self.object.title, "days": KEPT.days},
        )
        # An address, never the name of a view: it may come from the request.
        return HttpResponseRedirect(self.get_success_url())  # type: ignore[attr-defined]


class DeleteImageView(_BinMixin, WagtailDeleteImageView):  # type: ignore[misc]
    """Of a picture."""


class DeleteDocumentView(_BinMixin, WagtailDeleteDocumentView):  # type: ignore[misc]
    """Of a document."""
