"""Set an order aside, let it go on, tag it."""

from typing import Any

from django.utils.translation import gettext as _

from shop.orders import operations
from shop.orders.admin.actions import HOLD, RESUME, TAGS
from shop.orders.admin.detail import OrderActionView
from shop.orders.admin.forms import CancelForm, TagsForm


class HoldView(OrderActionView):
    """Nobody ships it until somebody lets it go on."""

    action = HOLD
    form_class = CancelForm

    def perform(self, data: dict[str, Any]) -> str:
        operations.hold_order(by=self.request.user, order=self.order, reason=data["text"], at=self.at)
        return _("Order %(number)s is on hold.") % {"number": self.order.number}

    def consequences(self) -> list[str]:
        return [
            _("Nobody ships it, by itself or in bulk, until somebody lets it go on. The customer sees nothing of it.")
        ]


class ResumeView(OrderActionView):
    """Back to the orders to ship."""

    action = RESUME

    def perform(self, data: dict[str, Any]) -> str:
        operations.resume_order(by=self.request.user, order=self.order, at=self.at)
        return _("Order %(number)s goes on.") % {"number": self.order.number}

    def consequences(self) -> list[str]:
        return [_("It stands among the orders to ship again, by its deadline.")]


class TagsView(OrderActionView):
    """Words for colleagues."""

    action = TAGS
    form_class = TagsForm
    form_prefix = "tags"

    def make_form(self, data: Any = None) -> TagsForm:
        return TagsForm(data, prefix=self.form_prefix, initial={"tags": "，".join(map(str, self.order.tags.all()))})

    def perform(self, data: dict[str, Any]) -> str:
        operations.tag_order(by=self.request.user, order=self.order, names=data["tags"])
        return _("The tags are saved.")
