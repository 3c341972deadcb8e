"""Links to the draft of one page or product: make one, copy it, end it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from content.previews.admin.forms import PreviewForm
from content.previews.audiences import audiences_of
from content.previews.models import PreviewLink
from content.previews.operations import revoke_preview, share_preview
from shop.core.desk import DeskView
from shop.core.desk_form import OperationView
from shop.core.editors import edited_at


class PreviewMixin:
    """Of what is edited at ``?at=``; whoever may edit it may show it."""

    permission_required = "wagtailadmin.access_admin"
    request: HttpRequest
    target: Any
    editor: str

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        self.editor = request.GET.get("at", "")[:300]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.target = edited_at(request, self.editor)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def url(self) -> str:
        """This screen."""
        return reverse("preview_desk:links") + "?" + urlencode({"at": self.editor})


class PreviewLinksView(PreviewMixin, OperationView):
    """The links there are, and a form for another."""

    template_name = "admin/previews/links.html"
    page_title = gettext_lazy("Show it to others")
    header_icon = "view"
    form_class = PreviewForm
    button = gettext_lazy("Make a link")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": self.editor, "label": str(self.target)}]

    def make_form(self, data: Any = None) -> PreviewForm:
        return PreviewForm(data, audiences=audiences_of(self.target))

    def perform(self, values: dict[str, Any]) -> str:
        share_preview(by=self.request.user, target=self.target, at=timezone.now(), **values)
        return _("The link is made: copy it from the list.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = timezone.now()
        rows = [
            {
                "link": link,
                "is_alive": link.is_alive(at),
                "audience": audiences_of(self.target).get(link.audience, ""),
                "address": self.request.build_absolute_uri(link.get_absolute_url()),
            }
            for link in PreviewLink.objects.of(self.target).select_related("created_by")[:50]
        ]
        return super().get_context_data(rows=rows, editor=self.editor, **kwargs)


class RevokePreviewView(PreviewMixin, DeskView):
    """The button that ends a link."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        link = get_object_or_404(PreviewLink.objects.of(self.target), pk=pk)
        if revoke_preview(by=request.user, link=link, at=timezone.now()):
            messages.success(request, _("Ended: the link shows nothing any more."))
        return redirect(self.url())
