"""What the admin refuses, in words, before it does harm."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from shop.catalog.models import Product, Sku
from shop.core.references import references_to


def refuse_delete_of_everything(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """Wagtail's "select all in listing" means all rows of the table, whatever filter is on the screen.

    Measured: a list filtered to 60 offered to delete 300. So nothing is deleted by "all" (wagtail#12853).
    """
    if action_type != "delete" or "all" not in request.GET.getlist("id"):
        return None
    messages.error(request, _("Nothing was deleted. Choose what to delete row by row, not everything at once."))
    return redirect(action.next_url if action.next_url != request.path else "wagtailadmin_home")


def refuse_delete_of_sold_goods(request: HttpRequest, objects: Sequence[Any]) -> HttpResponse | None:
    """A product with SKUs has prices, stock and perhaps orders behind it: it is taken off the shop, not deleted."""
    products = [row for row in objects if isinstance(row, Product)]
    if not products:
        return None
    back = redirect(reverse(Product.snippet_viewset.get_url_name("list")))  # type: ignore[attr-defined]
    if "all" in request.GET.getlist("id"):
        messages.error(request, _("Nothing was deleted. Choose what to delete row by row, not everything at once."))
        return back
    kept = list(
        Product.objects.filter(pk__in=Sku.objects.filter(product__in=products).values("product"))
        .order_by("title")
        .values_list("title", flat=True)[:4]
    )
    if not kept:
        return _refuse_delete_of_referenced(request, products)
    names = _(", ").join(kept[:3]) + ("…" if len(kept) > 3 else "")
    messages.error(
        request,
        _(
            "Nothing was deleted: %(names)s has SKUs, whose prices, stock and orders must stay on record. "
            "Unpublish the product instead: shoppers no longer see it then."
        )
        % {"names": names},
    )
    return back


def _refuse_delete_of_referenced(request: HttpRequest, products: Sequence[Product]) -> HttpResponse | None:
    """What others speak of is not deleted under them: the first such product's list is shown."""
    for product in products:
        if not references_to(product, at=timezone.now()):
            continue
        messages.error(
            request,
            _("Nothing was deleted: “%(name)s” is spoken of in these places. Take it out there first.")
            % {"name": product.title},
        )
        return redirect("product_desk:references", product.pk)
    return None
