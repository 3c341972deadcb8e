"""One order: its page, the steps staff take with it, and the packing slip."""

from typing import Any

from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import Component

from shop.core.desk import DeskView
from shop.core.errors import ShopError
from shop.core.money import yuan
from shop.customers.rules import mask_name, mask_phone
from shop.inventory.models import Place
from shop.inventory.queries import shipping_places
from shop.orders import operations
from shop.orders.admin.actions import CANCEL, NOTE, RECEIVED, SHIP, Action, allowed_actions
from shop.orders.admin.forms import CancelForm, NoteForm, ReceivedForm, ShipForm, TagsForm
from shop.orders.admin.listing import deadline_of, state_text, trouble_text
from shop.orders.admin.paper import packed
from shop.orders.enums import CancelReason, EntryKind, OrderStatus
from shop.orders.models import Order, OrderEntry, OrderLine, OrderPicture
from shop.orders.money import kept_fen
from shop.orders.queries import goes_along, with_parcels, with_tracking


class OrderView(DeskView):
    """A screen about one order, named by its number in the address."""

    permission_required = "orders.view_order"
    header_icon = "mb-orders"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at = timezone.now()

    @cached_property
    def order(self) -> Order:
        return get_object_or_404(
            Order.objects.select_related("customer", "deposit", "batch").prefetch_related(
                Prefetch("lines", queryset=OrderLine.objects.select_related("cover").order_by("id")),
                "lines__cover__renditions",
                with_parcels(),
                with_tracking(),
            ),
            number=self.kwargs["number"],
        )

    @cached_property
    def personal(self) -> bool:
        return self.request.user.has_perm("orders.view_personal_data")

    def get_page_title(self) -> str:
        return self.order.number

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("order_desk:list"), "label": _("Orders")}]

    def order_url(self) -> str:
        return reverse("order_desk:order", args=[self.order.number])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        order = self.order
        status = order.status_at(self.at)
        parcels = list(order.shipments.all())
        deadline = deadline_of(order, status)
        return super().get_context_data(
            order=order,
            deadline=deadline,
            is_late=deadline is not None and deadline < self.at,
            lines=list(order.lines.all()),
            status=status,
            state=state_text(order, status),
            personal=self.personal,
            recipient=order.recipient if self.personal else mask_name(order.recipient),
            phone=order.phone if self.personal else mask_phone(order.phone),
            parcels=parcels,
            troubled={row.pk for row in parcels if row.is_in_trouble(self.at)},
            trouble=trouble_text(parcels, at=self.at),
            **kwargs,
        )

    def places(self) -> list[tuple[Place, bool]]:
        """Where the goods of this order lie."""
        return shipping_places(self.order.number, at=self.at)


class OrderDetailView(OrderView):
    """Everything about an order, and what can be done with it now."""

    template_name = "admin/orders/order.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actions = allowed_actions(self.order, user=self.request.user, at=self.at)
        entries = OrderEntry.objects.filter(order=self.order).select_related("by").order_by("at", "id")
        return super().get_context_data(
            actions=actions,
            ship_form=ShipForm(places=self.places(), lines=self.order.lines.all()) if "ship" in actions else None,
            tags_form=TagsForm(prefix="tags", initial={"tags": "，".join(map(str, self.order.tags.all()))})
            if "tags" in actions
            else None,
            note_form=NoteForm(prefix="note") if "note" in actions else None,
            entries=[_told(entry) for entry in entries],
            together=self.order.batch.orders.count() if self.order.batch else 0,
            along=list(goes_along(self.order)[:20]) if "ship" in actions else [],
            panels=self._panels(),
            # Derived on the page from the lines, so that a reader sees that it adds up.
            lines_fen=sum(line.total_fen for line in self.order.lines.all()),
            **kwargs,
        )

    def _panels(self) -> list[Component]:
        """What other rooms know about the order (hook ``order_panels``)."""
        made = [make(self.request, self.order) for make in hooks.get_hooks("order_panels")]
        return sorted((panel for panel in made if panel is not None), key=lambda panel: panel.order)


def _told(entry: OrderEntry) -> dict[str, Any]:
    """A line of the time line, with the one who did it in words."""
    return {"entry": entry, "by": str(entry.by or ""), "is_note": entry.kind == EntryKind.NOTE}


class OrderActionView(OrderView):
    """One step: GET asks, POST does it through one operation and says what happened.

    A refusal of the operation is told in its own words; two people at once, or a double click, do no harm.
    """

    action: Action
    form_class: type = ReceivedForm
    form_prefix: str | None = None
    template_name = "admin/orders/action.html"

    @property
    def permission_required(self) -> str:  # type: ignore[override]
        return self.action.permission

    def get_page_title(self) -> str:
        return str(self.action.label)

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": self.order_url(), "label": self.order.number}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_allowed():
            messages.warning(request, _("This cannot be done with the order as it is now."))
            return redirect(self.order_url())
        return self.render_to_response(self.get_context_data(form=self.make_form()))

    def is_allowed(self) -> bool:
        """Whether it can be done now."""
        return self.action.is_allowed(order=self.order, user=self.request.user, at=self.at)

    def make_form(self, data: Any = None) -> Any:
        """The form, empty or with what was sent."""
        return self.form_class(data, prefix=self.form_prefix)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            message = self.perform(form.cleaned_data)
        except ShopError as error:
            if error.field:
                form.add_error(error.field if error.field in form.fields else None, str(error))
                return self.render_to_response(self.get_context_data(form=form), status=422)
            messages.error(request, str(error))
            return redirect(self.order_url())
        messages.success(request, message, buttons=self.next_steps())
        return redirect(self.order_url())

    def going_along(self) -> str:
        """Numbers of the orders that change this one and are not closed."""
        rows = self.order.amendments.exclude(status=OrderStatus.CANCELLED).order_by("pk")
        return "、".join(rows.values_list("number", flat=True))

    def perform(self, data: dict[str, Any]) -> str:
        """Do it; returns what to say."""
        raise NotImplementedError

    def next_steps(self) -> list[Any] | None:
        """Buttons beside the message."""
        return None

    def consequences(self) -> list[str]:
        """What will happen, sentence by sentence."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            action=self.action, consequences=self.consequences(), order_url=self.order_url(), **kwargs
        )


class ShipView(OrderActionView):
    """Hand the parcel to a carrier."""

    action = SHIP

    def make_form(self, data: Any = None) -> ShipForm:
        return ShipForm(data, places=self.places(), lines=self.order.lines.all())

    def perform(self, data: dict[str, Any]) -> str:
        shipment = operations.ship_order(by=self.request.user, order=self.order, at=self.at, **data)
        is_waiting = Order.objects.filter(pk=self.order.pk, status=OrderStatus.PAID).exists()
        said = (
            _("A part of order %(number)s is shipped: %(carrier)s %(tracking)s. The rest waits here.")
            if is_waiting
            else _("Order %(number)s is shipped: %(carrier)s %(tracking)s.")
        )
        return said % {
            "number": self.order.number,
            "carrier": shipment.carrier_label,
            "tracking": shipment.tracking_number,
        }

    def next_steps(self) -> list[Any] | None:
        waiting = Order.objects.filter(status=OrderStatus.PAID, held_at=None).order_by("ship_by", "id").first()
        if waiting is None:
            return None
        return [messages.button(reverse("order_desk:order", args=[waiting.number]), _("Next order to ship"))]

    def consequences(self) -> list[str]:
        return [_("The goods leave the stock and the customer sees the tracking number.")]


class CancelView(OrderActionView):
    """Close an order on the merchant's behalf."""

    action = CANCEL
    form_class = CancelForm

    def perform(self, data: dict[str, Any]) -> str:
        order = operations.cancel_order(
            by=self.request.user, order=self.order, reason=CancelReason.MERCHANT, at=self.at, text=data["text"]
        )
        if kept_fen(order):
            return _("Order %(number)s is closed; the refund is under way.") % {"number": order.number}
        return _("Order %(number)s is closed.") % {"number": order.number}

    def consequences(self) -> list[str]:
        said = [_("The order is closed for good; the customer sees that you cancelled it.")]
        if self.order.batch is not None and self.order.paid_at is None:
            words = _("It is paid together with others: all %(count)s orders are closed with it.")
            said.append(words % {"count": self.order.batch.orders.count()})
        units = sum(line.to_ship for line in self.order.lines.all())
        if units:
            said.append(_("%(count)s units go back on sale.") % {"count": units})
        if any(not line.is_shipped for line in self.order.lines.all()):
            said.append(_("The customer can no longer open the content."))
        if fen := kept_fen(self.order):
            said.append(_("¥%(amount)s goes back to the customer the way it was paid.") % {"amount": yuan(fen)})
        elif self.order.paid_at:
            said.append(_("All that was paid has gone back before, so nothing is refunded."))
        else:
            said.append(_("Nothing was paid, so nothing is refunded."))
        if numbers := self.going_along():
            said.append(_("Order %(numbers)s, which changes it, stays as it is.") % {"numbers": numbers})
        return said


class ReceivedView(OrderActionView):
    """The customer said that the parcel is there."""

    action = RECEIVED

    def perform(self, data: dict[str, Any]) -> str:
        operations.complete_order(by=self.request.user, order=self.order, at=self.at)
        return _("Order %(number)s is completed.") % {"number": self.order.number}

    def consequences(self) -> list[str]:
        return [_("Do this when the customer has told you that the parcel arrived. The order is completed then.")]


class NoteView(OrderActionView):
    """A note for colleagues."""

    action = NOTE
    form_class = NoteForm
    form_prefix = "note"

    def perform(self, data: dict[str, Any]) -> str:
        operations.add_note(by=self.request.user, order=self.order, text=data["text"], at=self.at)
        return _("The note is on the time line.")


class PackingSlipView(OrderView):
    """A page to print and put into the parcel: no prices."""

    permission_required = "orders.ship_order"
    template_name = "admin/orders/packing_slip.html"

    def get_page_title(self) -> str:
        return _("Packing slip")

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": self.order_url(), "label": self.order.number}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(order_url=self.order_url(), packed=packed(self.order), **kwargs)


class PictureView(OrderView):
    """A picture that came with the order, for those who may see what shoppers tell."""

    permission_required = "orders.view_personal_data"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        wanted = str(kwargs["public_id"])
        if not any(answer["value"] == wanted for line in self.order.lines.all() for answer in line.specification):
            raise Http404
        picture = get_object_or_404(OrderPicture, public_id=wanted, customer=self.order.customer_id)
        name = f"{self.order.number}-{wanted[:8]}{picture.suffix}"
        return FileResponse(picture.file.open("rb"), filename=name)
