"""Plan a session, or a weekly series whose days are shown before anything is written."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from shop.bookings.admin.forms import PlanForm
from shop.bookings.models import Person, Session
from shop.bookings.operations import plan_series
from shop.bookings.queries import clashes
from shop.bookings.rules import weekly
from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.core.desk import DeskView
from shop.core.errors import ShopError

USUAL_MINUTES = 120


class PlanView(DeskView):
    """The form; with more than one week first the days with what stands in the way, then the plan."""

    permission_required = "bookings.change_session"
    header_icon = "calendar-alt"
    template_name = "admin/bookings/plan.html"
    page_title = gettext_lazy("Plan a session")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("booking_desk:calendar"), "label": _("Sessions")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = PlanForm(initial=self._initial())
        return super().get_context_data(
            has_services=Product.objects.filter(kind=ProductKind.SERVICE).exists(),
            has_people=Person.objects.filter(is_active=True).exists(),
            **kwargs,
        )

    def _initial(self) -> dict[str, Any]:
        """The clicked hour and person, and the rest as in the last session that was planned."""
        asked = PlanForm(self.request.GET)
        asked.is_valid()
        known: dict[str, Any] = {
            name: asked.cleaned_data[name] for name in ("starts_at", "person", "product") if name in asked.cleaned_data
        }
        rows = Session.objects.select_related("sku__product", "sku__stock")
        if "product" in known:
            rows = rows.filter(sku__product=known["product"])
        last = rows.order_by("-pk").first()
        if last is None:
            return {"minutes": USUAL_MINUTES, "weeks": 1, "closes_hours": 0, **known}
        sku = last.sku
        closes = last.starts_at - (sku.sale_ends_at or last.starts_at)
        return {
            "product": sku.product_id,
            "minutes": (last.ends_at - last.starts_at) // timedelta(minutes=1),
            "weeks": 1,
            "place": last.place_id,
            "person": last.person_id,
            "seats": sku.stock.on_hand or None,
            "price": sku.price_fen,
            "closes_hours": closes // timedelta(hours=1),
            **known,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = PlanForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        if "edit" in request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        data = form.session_data()
        spans = list(weekly(data.span, form.cleaned_data["weeks"]))
        if len(spans) > 1:
            found = clashes(data.person, spans)
            if "sure" not in request.POST:
                rows = [{"number": place, "span": span, "clash": found[place]} for place, span in enumerate(spans)]
                return self.render_to_response(self.get_context_data(form=form, rows=rows))
            chosen = set(request.POST.getlist("week"))
            spans = [span for place, span in enumerate(spans) if str(place) in chosen]
        try:
            planned = plan_series(by=request.user, data=data, spans=spans, at=timezone.now())
        except ShopError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        said = ngettext(
            "%(count)s session is planned and on sale.", "%(count)s sessions are planned and on sale.", len(planned)
        )
        messages.success(request, said % {"count": len(planned)})
        day = timezone.localtime(planned[0].starts_at).date()
        return redirect(f"{reverse('booking_desk:calendar')}?day={day:%Y-%m-%d}")
