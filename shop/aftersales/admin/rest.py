"""Call off what has not left of a part-shipped order."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from shop.aftersales import operations
from shop.aftersales.admin.forms import RestForm
from shop.aftersales.admin.steps import DECIDE
from shop.aftersales.admin.views import CaseDeskView
from shop.aftersales.queries import rest_of
from shop.core.errors import ShopError
from shop.orders.models import Order
from shop.payments.queries import left_fen


class RestView(CaseDeskView):
    """What will not be sent, and what goes back for it: asked first."""

    permission_required = DECIDE
    template_name = "admin/aftersales/rest.html"
    page_title = gettext_lazy("Call off the rest")

    @cached_property
    def order(self) -> Order:
        return get_object_or_404(Order, number=self.kwargs["number"])

    def order_url(self) -> str:
        return reverse("order_desk:order", args=[self.order.number])

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": self.order_url(), "label": self.order.number}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.order.is_partly_shipped:
            messages.warning(request, _("This cannot be done with the order as it is now."))
            return redirect(self.order_url())
        return self.render_to_response(self.get_context_data(form=RestForm()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rest = rest_of(self.order)
        back_fen = min(sum(row.worth_fen for row in rest), left_fen(self.order))
        return super().get_context_data(
            order=self.order, order_url=self.order_url(), rest=rest, back_fen=back_fen, **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = RestForm(request.POST)
        if form.is_valid():
            try:
                operations.call_off_rest(by=request.user, order=self.order, at=self.at, **form.cleaned_data)
            except ShopError as error:
                if error.field not in form.fields:
                    messages.error(request, str(error))
                    return redirect(self.order_url())
                form.add_error(error.field, str(error))
            else:
                messages.success(request, _("The rest is called off; the money for it is on its way back."))
                return redirect(self.order_url())
        return self.render_to_response(self.get_context_data(form=form), status=422)
