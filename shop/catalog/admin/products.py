"""Products in the admin: the list, the editor, the chooser. All of it is content; prices and stock are never here.

The room above (inventory) adds what a product costs and how much there is of it, and registers the viewset.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields import CharField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, MultipleChooserPanel, ObjectList, PublishingPanel
from wagtail.admin.ui.tables import BaseColumn
from wagtail.models import Revision
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet

from shop.catalog.admin.attributes import FactsPanel, ProductForm
from shop.catalog.admin.kinds import kind_choices
from shop.catalog.admin.references import ProductUnpublishView
from shop.catalog.admin.videos import VideoChooserWidget
from shop.catalog.enums import ProductKind, ProductState
from shop.catalog.finding import find_products
from shop.catalog.models import Category, Collection, Product, ProductPicture, ProductTag, ProductType
from shop.catalog.rules import OFFERED_KINDS, product_state
from shop.catalog.selection import belonging
from shop.core.desk import capped_count
from shop.core.tables import MoreButton, PlainCheckboxColumn, PlainTitleColumn, TemplateColumn


def with_state(products: QuerySet[Product]) -> QuerySet[Product]:
    """Annotate what ``state_of`` and the state filter need."""
    scheduled = Revision.objects.filter(
        base_content_type__app_label="catalog",
        base_content_type__model="product",
        object_id=Cast(OuterRef("pk"), CharField()),
        approved_go_live_at__isnull=False,
    )
    return products.annotate(is_scheduled=Exists(scheduled))


def state_of(product: Any, *, at: Any) -> ProductState:
    """The state of a product that came through ``with_state``."""
    return product_state(
        live=product.live,
        has_unpublished_changes=product.has_unpublished_changes,
        is_scheduled=product.is_scheduled,
        was_published=product.first_published_at is not None,
        expire_at=product.expire_at,
        at=at,
    )


def in_state(products: QuerySet[Product], state: str, *, at: Any) -> QuerySet[Product]:
    """``rules.product_state`` as a condition (a test holds the two together)."""
    # Those with a date are few, and named by id: an index can then answer for the rest.
    planned = Revision.objects.filter(
        base_content_type__app_label="catalog",
        base_content_type__model="product",
        approved_go_live_at__isnull=False,
    )
    is_scheduled = Q(pk__in=[int(pk) for pk in planned.order_by().values_list("object_id", flat=True)])
    shown = Q(live=True) & (Q(expire_at=None) | Q(expire_at__gt=at))
    hidden = Q(live=False) | Q(expire_at__lte=at)
    waiting = Q(has_unpublished_changes=True) | is_scheduled
    conditions = {
        ProductState.LIVE: shown & ~waiting,
        ProductState.CHANGED: shown & waiting,
        ProductState.SCHEDULED: hidden & is_scheduled,
        ProductState.ENDED: hidden & ~is_scheduled & Q(first_published_at__isnull=False),
        ProductState.DRAFT: hidden & ~is_scheduled & Q(first_published_at=None),
    }
    return with_state(products).filter(conditions[ProductState(state)])


class CappedPaginator(WagtailPaginator):  # type: ignore[misc]
    """Pages that count no further than ``MOST`` rows: a number beyond it tells nobody anything, and takes long."""

    MOST = 2_000

    @cached_property
    def count(self) -> int:
        return min(capped_count(self.object_list.values("pk"), ceiling=self.MOST), self.MOST)

    @cached_property
    def items_count_label(self) -> str:
        label: str = super().items_count_label
        return label.replace(str(self.MOST), f"{self.MOST}+") if self.count == self.MOST else label


class ProductFilterSet(WagtailFilterSet):
    """What the list can be narrowed to."""

    state = ChoiceFilter(
        label=_("State"),
        choices=ProductState.choices,
        method="by_state",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    collection = ModelChoiceFilter(
        label=_("Collection"), queryset=Collection.objects.all(), method="by_collection", empty_label=_("All")
    )

    kind = ChoiceFilter(
        label=_("Kind"),
        choices=[(kind.value, kind.label) for kind in OFFERED_KINDS],
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )

    product_type = ModelChoiceFilter(label=_("Product type"), queryset=ProductType.objects.all(), empty_label=_("All"))
    category = ModelChoiceFilter(
        label=_("Category"), queryset=Category.objects.order_by("path"), method="by_category", empty_label=_("All")
    )
    tag = ModelChoiceFilter(
        label=_("Tag"), field_name="tagged_items__tag", queryset=ProductTag.objects.all(), empty_label=_("All")
    )
    picture = ChoiceFilter(
        label=_("Picture"),
        choices=[("none", _("No picture"))],
        method="by_picture",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )

    class Meta:
        model = Product
        fields: Sequence[str] = []

    def by_category(self, products: QuerySet[Product], name: str, value: Category) -> QuerySet[Product]:
        """What stands in a category or below it."""
        return products.filter(category__path__startswith=value.path)

    def by_collection(self, products: QuerySet[Product], name: str, value: Collection) -> QuerySet[Product]:
        """What is in a collection now, by hand or by its rule."""
        return products.filter(belonging(value, at=timezone.now()))

    def by_picture(self, products: QuerySet[Product], name: str, value: str) -> QuerySet[Product]:
        """Products that have neither a cover nor a further picture."""
        pictures = ProductPicture.objects.filter(product=OuterRef("pk"))
        return products.filter(~Exists(pictures), cover=None)

    def by_state(self, products: QuerySet[Product], name: str, value: str) -> QuerySet[Product]:
        return in_state(products, value, at=timezone.now())


class ProductIndexView(IndexView):
    """The list of products: what it looks like, what it is called, whether it is in the shop."""

    # Title and SKU code: full-text search splits at spaces, which Chinese has none of.
    search_backend_name = None
    is_searchable = True
    paginator_class = CappedPaginator
    filterset_class = ProductFilterSet
    default_ordering = "-edited_at"
    page_title = _("Products")

    def get_base_queryset(self) -> QuerySet[Product]:
        return (
            with_state(Product.objects.defer("body"))
            .select_related("cover")
            .prefetch_related("cover__renditions", "collections")
        )

    def search_queryset(self, queryset: QuerySet[Product]) -> QuerySet[Product]:
        return find_products(queryset, self.search_query.strip()) if self.is_searching else queryset

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            PlainCheckboxColumn("bulk_actions", obj_type="snippet"),
            TemplateColumn("cover", "admin/catalog/cells/cover.html", label="", width="56px"),
            self._get_title_column("title"),
            TemplateColumn("kind", "admin/catalog/cells/kind.html", label=_("Kind")),
            *self.offer_columns(),
            TemplateColumn("state", "admin/catalog/cells/state.html", label=_("State")),
            TemplateColumn("collections", "admin/catalog/cells/collections.html", label=_("Product collections")),
            TemplateColumn("edited_at", "admin/catalog/cells/edited.html", label=_("Updated"), sort_key="edited_at"),
        ]

    def _get_title_column(self, *args: Any, **kwargs: Any) -> BaseColumn:
        column = super()._get_title_column(*args, **{"column_class": PlainTitleColumn, **kwargs})
        column.label = _("Product name")
        return column

    def get_list_buttons(self, instance: Product) -> list[Any]:
        return [MoreButton.instead_of(button) for button in super().get_list_buttons(instance)]

    def offer_columns(self) -> list[BaseColumn]:
        """Columns of the room above: price and stock."""
        return []

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        at = timezone.now()
        rows = list(context["object_list"])
        for product in rows:
            product.state = state_of(product, at=at)
        self.complete(rows)
        context["table"].data = rows
        return context

    def complete(self, rows: list[Any]) -> None:
        """What the room above knows about the products of this page."""


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
