"""Product types in the admin: which facts are told about a kind of thing, and what a removal would lose."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.views.generic import DeleteView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from shop.catalog.enums import AttributeKind
from shop.catalog.models import Attribute, Product, ProductType
from shop.catalog.models.attribute import MAX_ATTRIBUTES, MAX_CHOICES
from shop.catalog.queries import products_with_value, rules_by
from shop.core import deleting

_NAMED = 3


class ProductTypeForm(WagtailAdminModelForm):
    """A type with its attributes. What would be lost is said first, and needs a tick."""

    confirm_loss = forms.BooleanField(label=gettext_lazy("Remove it all the same"), required=False)

    # What the form as sent would lose; the tick is asked for only then.
    losses: tuple[str, ...] = ()

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        rows = self.formsets["attributes"]
        for form in rows.forms:
            if form not in rows.deleted_forms and form.cleaned_data.get("name"):
                self._check(form)
        for form in rows.deleted_forms:
            if form.instance.pk and (titles := rules_by(attribute=form.instance.pk)):
                self.add_error(None, _goes_by(titles))
        if self.errors or any(form.errors for form in rows.forms):
            return False
        self.losses = tuple(
            _would_lose(form.instance) for form in rows.deleted_forms if form.instance.pk and _count(form.instance)
        )
        if self.losses and not self.cleaned_data.get("confirm_loss"):
            for text in self.losses:
                self.add_error("confirm_loss", text)
            return False
        return True

    def _check(self, form: Any) -> None:
        attribute = form.instance
        if attribute.kind == AttributeKind.CHOICE and not 1 <= len(attribute.choice_list) <= MAX_CHOICES:
            form.add_error("choices", _("Enter at least one choice and at most %(count)s.") % {"count": MAX_CHOICES})
        if any(len(line) > 120 for line in attribute.choice_list):
            form.add_error("choices", _("A choice has at most 120 characters."))
        if attribute.pk and "kind" in form.changed_data and (count := _count(attribute)):
            form.add_error("kind", ValidationError(_kind_is_fixed(count)))


def _count(attribute: Attribute) -> int:
    return products_with_value(attribute).count()


def _goes_by(titles: list[str]) -> str:
    message = _("The rule of these collections goes by it: %(names)s. Change them first.")
    return message % {"names": _(", ").join(titles)}


def _kind_is_fixed(count: int) -> str:
    return ngettext(
        "%(count)s product has a value of this kind. Add another attribute instead.",
        "%(count)s products have values of this kind. Add another attribute instead.",
        count,
    ) % {"count": count}


def _would_lose(attribute: Attribute) -> str:
    count = _count(attribute)
    titles = products_with_value(attribute).values_list("title", flat=True)[:_NAMED]
    names = _(", ").join(titles) + ("…" if count > _NAMED else "")
    return ngettext(
        "Without “%(name)s”, %(count)s product loses what it says: %(products)s.",
        "Without “%(name)s”, %(count)s products lose what they say: %(products)s.",
        count,
    ) % {"name": Attribute.objects.get(pk=attribute.pk).name, "count": count, "products": names}


class ConfirmPanel(FieldPanel):
    """A tick that is asked for only when the form, as sent, would lose something."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.form is not None and self.form.losses)


class ProductTypeIndexView(IndexView):
    """All product types."""

    search_backend_name = None
    search_fields = ["name"]
    is_searchable = True
    default_ordering = "name"

    def get_base_queryset(self) -> QuerySet[ProductType]:
        rows: QuerySet[ProductType] = ProductType.objects.annotate(
            attribute_count=Count("attributes", distinct=True), product_count=Count("products", distinct=True)
        )
        return rows

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self._get_title_column("name"),
            Column("attribute_count", label=gettext_lazy("Attributes")),
            Column("product_count", label=gettext_lazy("Products")),
        ]


class ProductTypeDeleteView(DeleteView):
    """A type that says something about products is not deleted under them."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = Product.objects.filter(product_type=self.object).order_by("title")
        count = rows.count()
        if count:
            names = _(", ").join(rows.values_list("title", flat=True)[:_NAMED]) + ("…" if count > _NAMED else "")
            text = ngettext(
                "Nothing was deleted: %(count)s product is of this type: %(products)s. Give it another type first.",
                "Nothing was deleted: %(count)s products are of this type: %(products)s. Give them another type first.",
                count,
            )
            messages.error(request, text % {"count": count, "products": names})
            return redirect(self.get_success_url())
        if titles := rules_by(product_type=self.object) or rules_by(attribute__product_type=self.object):
            messages.error(request, _goes_by(titles))
            return redirect(self.get_success_url())
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def delete_action(self) -> None:
        """Into the bin, with its attributes."""
        deleting.delete(
            by=self.request.user, thing=self.object, permission="catalog.delete_producttype", at=timezone.now()
        )


class ProductTypeViewSet(ModelViewSet):
    """Types of products and their attributes. No draft: names and order change at once, values stay with products."""

    model = ProductType
    name = "types_of_goods"
    url_prefix = "goods/types"
    icon = "table"
    menu_label = gettext_lazy("Product types")
    menu_name = "types-of-goods"
    add_to_settings_menu = True
    index_view_class = ProductTypeIndexView
    delete_view_class = ProductTypeDeleteView
    list_per_page = 50
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            ConfirmPanel("confirm_loss", heading=gettext_lazy("This would be lost")),
            FieldPanel("name"),
            InlinePanel(
                "attributes",
                panels=[
                    FieldRowPanel([FieldPanel("name"), FieldPanel("kind"), FieldPanel("unit")]),
                    FieldPanel("choices", widget=forms.Textarea(attrs={"rows": 4})),
                ],
                label=gettext_lazy("attribute"),
                heading=gettext_lazy("Attributes, in the order shown"),
                max_num=MAX_ATTRIBUTES,
            ),
        ],
        base_form_class=ProductTypeForm,
    )
