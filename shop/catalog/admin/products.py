"""Products in the admin: the editor and the chooser. All of it is content; prices and stock are never here.

The room above (inventory) adds what a product costs and how much there is of it, and registers the viewset.
"""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, MultipleChooserPanel, ObjectList, PublishingPanel
from wagtail.admin.ui.tables import BaseColumn
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from shop.catalog.admin.attributes import FactsPanel, ProductForm
from shop.catalog.admin.kinds import kind_choices
from shop.catalog.admin.product_list import ProductIndexView
from shop.catalog.admin.references import ProductUnpublishView
from shop.catalog.admin.videos import VideoChooserWidget
from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.catalog.rules import OFFERED_KINDS
from shop.core.tables import TemplateColumn


class ProductCreateView(CreateView):
    """First the kind, with a sentence each; then the form."""

    @property
    def kind(self) -> ProductKind | None:
        """The kind that was chosen."""
        chosen = self.request.GET.get("kind", "")
        return ProductKind(chosen) if chosen in OFFERED_KINDS else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.kind is None:
            context = {
                "header_title": _("New product"),
                "page_title": _("New product"),
                "header_icon": "tag",
                "breadcrumbs_items": [*self.breadcrumbs_items, *self.get_breadcrumbs_items()],
                "choices": kind_choices(),
            }
            return TemplateResponse(request, "admin/catalog/choose_kind.html", context)
        response: HttpResponseBase = super().get(request, *args, **kwargs)
        return response

    def get_add_url(self) -> str:
        return f"{super().get_add_url()}?{urlencode({'kind': self.kind or ProductKind.PHYSICAL})}"

    def get_initial_form_instance(self) -> Product:
        return Product(kind=self.kind or ProductKind.PHYSICAL)

    def get_page_subtitle(self) -> str:
        return str((self.kind or ProductKind.PHYSICAL).label)


class ProductEditView(EditView):
    """The editor, with the way to prices and stock in plain sight."""

    template_name = "admin/catalog/product_edit.html"


class LiveOnlyMixin:
    """A chooser of what shoppers can see, with its picture."""

    # The title says it already.
    page_subtitle = ""

    def get_object_list(self) -> QuerySet[Product]:
        return Product.objects.visible(timezone.now()).select_related("cover").prefetch_related("cover__renditions")

    @property
    def columns(self) -> list[BaseColumn]:
        title_column, *_rest = super().columns  # type: ignore[misc]
        cover = TemplateColumn("cover", "admin/catalog/cells/cover.html", label="", width="56px")
        return [cover, title_column]


class ProductChooseView(LiveOnlyMixin, ChooseView):
    """The chooser's window."""


class ProductChooseResultsView(LiveOnlyMixin, ChooseResultsView):
    """The chooser's list alone."""


class ProductChooserViewSet(SnippetChooserViewSet):
    """Choose a product for a story, a collection or a link."""

    choose_view_class = ProductChooseView
    choose_results_view_class = ProductChooseResultsView
    choose_one_text = _("Choose a product")
    choose_another_text = _("Choose another product")

    def get_urlpatterns(self) -> list[URLPattern]:
        """Products are made in their own editor: the address for making one in the chooser has no form to read."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


class ProductViewSet(SnippetViewSet):
    """Products: drafts, preview, schedule, history, usage."""

    model = Product
    icon = "tag"
    add_to_admin_menu = True
    menu_label = _("Products")
    menu_name = "products"
    menu_order = 120
    list_per_page = 50
    index_view_class = ProductIndexView
    add_view_class = ProductCreateView
    edit_view_class = ProductEditView
    unpublish_view_class = ProductUnpublishView
    edit_template_name = "admin/catalog/product_edit.html"
    chooser_viewset_class = ProductChooserViewSet
    chooser_per_page = 20
    copy_view_enabled = False
    panels = [
        FieldPanel("title", heading=_("Product name")),
        FieldPanel("subtitle"),
        FieldPanel("cover"),
        MultipleChooserPanel("pictures", chooser_field_name="image", label=_("picture"), heading=_("More pictures")),
        MultiFieldPanel(
            [FieldPanel("video", widget=VideoChooserWidget), FieldPanel("video_poster")], heading=_("Video")
        ),
        FieldPanel("body"),
        MultipleChooserPanel(
            "related",
            chooser_field_name="target",
            label=_("related product"),
            heading=_("Shown beside it"),
            help_text=_("In this order. Left empty, the newest of its category are shown."),
            max_num=8,
        ),
        MultiFieldPanel([FieldPanel("product_type"), FactsPanel("attributes")], heading=_("Type and facts")),
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("seo_description"), FieldPanel("share_image")],
            heading=_("Address and search engines"),
        ),
        PublishingPanel(),
    ]

    def get_edit_handler(self) -> Any:
        return ObjectList(self.panels, base_form_class=ProductForm).bind_to_model(self.model)
