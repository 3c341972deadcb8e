"""The list of products in the admin: state, filters, columns. The room above adds price and stock."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.fields import CharField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import BaseColumn
from wagtail.models import Revision
from wagtail.snippets.views.snippets import IndexView

from shop.catalog.enums import ProductState
from shop.catalog.finding import find_products
from shop.catalog.models import Category, Collection, Product, ProductPicture, ProductTag, ProductType
from shop.catalog.rules import OFFERED_KINDS, product_state
from shop.catalog.selection import belonging
from shop.core.desk import capped_count
from shop.core.tables import MoreButton, PlainCheckboxColumn, PlainTitleColumn, RowUrls, TemplateColumn


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
            .prefetch_related("cover__renditions", Prefetch("collections", to_attr="shelves"))
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

    # A row asks for the same rights as the one before it, and for addresses that differ by its id.
    @cached_property
    def _rights(self) -> dict[str, bool]:
        return {}

    def user_has_permission(self, permission: str) -> bool:
        if permission not in self._rights:
            self._rights[permission] = super().user_has_permission(permission)
        return self._rights[permission]

    @cached_property
    def _edit_urls(self) -> RowUrls:
        return RowUrls(self.edit_url_name)

    @cached_property
    def _delete_urls(self) -> RowUrls:
        return RowUrls(self.delete_url_name)

    def get_edit_url(self, instance: Product) -> str | None:
        return self._edit_urls(instance.pk) if self.user_has_permission("change") else None

    def get_delete_url(self, instance: Product) -> str | None:
        return self._delete_urls(instance.pk) if self.user_has_permission("delete") else None

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
