"""Collections in the admin: title, picture, and the products in the merchant's order."""

from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, MultipleChooserPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from shop.catalog.admin.conditions import ConditionsPanel, MatchesPanel
from shop.catalog.admin.references import CollectionDeleteView
from shop.catalog.admin.types import ProductTypeViewSet
from shop.catalog.admin.videos import video_chooser
from shop.catalog.models import Collection
from shop.catalog.models.collection import MAX_ITEMS
from shop.core.tables import TemplateColumn


class CollectionIndexView(IndexView):
    """All collections, in the order the shop shows them."""

    search_backend_name = None
    search_fields = ["title"]
    is_searchable = True
    default_ordering = "position"

    def get_base_queryset(self) -> QuerySet[Collection]:
        return (
            Collection.objects.annotate(
                product_count=Count("items", distinct=True), condition_count=Count("conditions", distinct=True)
            )
            .select_related("cover")
            .prefetch_related("cover__renditions")
        )

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TemplateColumn("cover", "admin/catalog/cells/cover.html", label="", width="56px"),
            self._get_title_column("title"),
            TemplateColumn("visible", "admin/catalog/cells/visible.html", label=_("State")),
            TemplateColumn("product_count", "admin/catalog/cells/chosen.html", label=_("Products")),
            Column("position", label=_("Position"), sort_key="position"),
        ]


class CollectionEditView(EditView):
    """The editor, with the way to its texts in other languages."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        told = reverse("language_desk:text", args=["catalog.collection", self.object.pk])
        return [*super().header_more_buttons, Button(_("In other languages"), url=told, icon_name="globe")]


class CollectionViewSet(ModelViewSet):
    """Shelves of products. No draft: what is saved is what shoppers see."""

    model = Collection
    name = "collections_of_goods"
    url_prefix = "goods/collections"
    icon = "folder-open-inverse"
    menu_label = _("Product collections")
    menu_name = "collections-of-goods"
    menu_order = 130
    edit_view_class = CollectionEditView
    add_to_admin_menu = True
    index_view_class = CollectionIndexView
    delete_view_class = CollectionDeleteView
    list_per_page = 50
    copy_view_enabled = False
    add_to_reference_index = True
    panels = [
        FieldPanel("title"),
        FieldPanel("intro"),
        FieldPanel("cover"),
        FieldPanel("is_visible"),
        MultipleChooserPanel(
            "items",
            chooser_field_name="product",
            label=_("product"),
            heading=_("Products by hand, in the order shown"),
            help_text=_("They are always in it, whether they fit the rule or not."),
            max_num=MAX_ITEMS,
        ),
        MultiFieldPanel(
            [
                FieldPanel("match"),
                ConditionsPanel(),
                MultipleChooserPanel(
                    "exclusions",
                    chooser_field_name="product",
                    label=_("product"),
                    heading=_("Never by this rule"),
                    max_num=MAX_ITEMS,
                ),
            ],
            heading=_("By rule"),
            help_text=_("Whatever meets the conditions is in it, at every moment, also what is published tomorrow."),
        ),
        FieldPanel("order"),
        MatchesPanel(heading=_("In this collection now")),
        MultiFieldPanel([FieldPanel("slug"), FieldPanel("position")], heading=_("Address and place")),
    ]


def register_viewsets() -> list[Any]:
    """The catalog's own viewsets."""
    return [CollectionViewSet(), ProductTypeViewSet(), video_chooser]
