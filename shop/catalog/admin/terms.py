"""What a room above promises about a product: a form on a screen of its own, from the screen of the product's kind."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from wagtail.admin import messages

from shop.catalog.models import Product
from shop.core.desk import DeskView
from shop.core.errors import ShopError


class ProductTermsView(DeskView):
    """Terms of one product, with immediate effect. A room says what they are now, and which operation keeps them."""

    template_name = "admin/catalog/terms.html"
    form_class: type[forms.Form]
    # What becomes of those from before; what is said afterwards.
    note: str | Promise = ""
    saved: str | Promise = ""

    def products(self) -> QuerySet[Product]:
        """Those that have such terms."""
        return Product.objects.all()

    def initial(self) -> dict[str, Any]:
        """The terms as they are."""
        raise NotImplementedError

    def keep(self, form: Any) -> None:
        """Keep those of the valid form."""
        raise NotImplementedError

    @cached_property
    def product(self) -> Product:
        return get_object_or_404(self.products(), pk=self.kwargs["pk"])

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("product_desk:kind", args=[self.product.pk]), "label": self.product.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = self.form_class(initial=self.initial())
        return super().get_context_data(product=self.product, note=self.note, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Named before the form is read: what does not exist is not found.
        product, form = self.product, self.form_class(request.POST)
        if form.is_valid():
            try:
                self.keep(form)
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, str(self.saved))
                return redirect("product_desk:kind", product.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)
