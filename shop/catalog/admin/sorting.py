"""The category tree, and where a product stands in it: screens with immediate effect."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.forms.tags import TagField

from shop.catalog import operations
from shop.catalog.models import Category, Product, ProductTag
from shop.catalog.queries import category_rows
from shop.core.desk import DeskView
from shop.core.errors import ShopError


def _choices(empty: Any) -> list[tuple[Any, Any]]:
    return [("", empty), *((row.pk, "\u3000" * (row.depth - 1) + row.title) for row in category_rows())]


class CategoryForm(forms.Form):
    """A category and where it hangs."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=40)
    intro = forms.CharField(label=gettext_lazy("Introduction"), max_length=200, required=False)
    parent = forms.TypedChoiceField(label=gettext_lazy("Below"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = _choices(_("At the top"))  # type: ignore[attr-defined]


class SortingForm(forms.Form):
    """A product's category and tags."""

    category = forms.TypedChoiceField(label=gettext_lazy("Category"), required=False, coerce=int, empty_value=None)
    tags = TagField(
        label=gettext_lazy("Tags"),
        required=False,
        tag_model=ProductTag,
        help_text=gettext_lazy("Words that products share across categories, separated by commas."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = _choices(_("None"))  # type: ignore[attr-defined]


class CategoryListView(DeskView):
    """The tree: add a category, move one among its siblings, remove an empty one."""

    permission_required = "catalog.change_category"
    header_icon = "folder-inverse"
    template_name = "admin/catalog/categories.html"

    def get_page_title(self) -> str:
        return _("Categories")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"categories": category_rows(counts=True), "form": CategoryForm()}
        return super().get_context_data(**{**context, **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            for action, step in (("up", -1), ("down", 1)):
                if action in request.POST:
                    operations.move_category(by=request.user, category_id=_id(request.POST[action]), step=step)
                    return redirect("category_desk:list")
            if "remove" in request.POST:
                operations.remove_category(by=request.user, category_id=_id(request.POST["remove"]))
                messages.success(request, _("The category was removed."))
                return redirect("category_desk:list")
        except ShopError as error:
            messages.error(request, str(error))
            return redirect("category_desk:list")
        return self.save(CategoryForm(request.POST), category_id=None)

    def save(self, form: CategoryForm, *, category_id: int | None) -> HttpResponse:
        """Add or change one, or show the form again."""
        if form.is_valid():
            data = form.cleaned_data
            try:
                row = operations.save_category(
                    by=self.request.user,
                    title=data["title"],
                    intro=data["intro"],
                    parent_id=data["parent"],
                    category_id=category_id,
                )
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(self.request, _("“%(title)s” was saved.") % {"title": row.title})
                return redirect("category_desk:list")
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _id(text: str) -> int:
    """The id a button sends; 0, which nothing has, for what no page of ours sends."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


class CategoryView(CategoryListView):
    """Rename a category, or hang it elsewhere."""

    template_name = "admin/catalog/category.html"

    @cached_property
    def category(self) -> Category:
        row: Category = get_object_or_404(Category, pk=self.kwargs["pk"])
        return row

    def get_page_title(self) -> str:
        return self.category.title

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("category_desk:list"), "label": _("Categories")}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        parent = self.category.get_parent()
        initial = {
            "title": self.category.title,
            "intro": self.category.intro,
            "parent": parent.pk if parent else "",
        }
        return self.render_to_response(self.get_context_data(form=CategoryForm(initial=initial)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.save(CategoryForm(request.POST), category_id=self.category.pk)


class SortingView(DeskView):
    """A product's category and tags."""

    permission_required = "catalog.change_category"
    header_icon = "tag"
    template_name = "admin/catalog/sorting.html"

    @cached_property
    def product(self) -> Product:
        return get_object_or_404(Product, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return _("Category and tags")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("wagtailsnippets_catalog_product:list"), "label": _("Products")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(product=self.product, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        initial = {"category": self.product.category_id, "tags": self.product.tags.all()}
        return self.render_to_response(self.get_context_data(form=SortingForm(initial=initial)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SortingForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                operations.sort_product(
                    by=request.user, product=self.product, category_id=data["category"], tags=data["tags"]
                )
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, _("Saved. It takes effect at once."))
                return redirect("product_desk:sorting", self.product.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)
