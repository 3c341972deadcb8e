"""How many shoppers wait for which SKU. No addresses: nobody needs them to order goods."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Sku
from shop.core.desk import DeskView
from shop.core.mail import sends_mail
from shop.inventory.queries import UNLIMITED, available
from shop.notices.queries import most_wanted

MOST = 200


class WaitingView(DeskView):
    """SKUs that somebody waits for, the most wanted first."""

    permission_required = "notices.view_subscription"
    template_name = "admin/notices/waiting.html"
    page_title = _("Waiting shoppers")
    header_icon = "mail"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = list(most_wanted()[:MOST])
        skus = Sku.objects.select_related("product").defer("product__body").in_bulk([row["sku"] for row in wanted])
        free = available(list(skus), at=timezone.now())
        return super().get_context_data(
            rows=[
                {
                    "sku": skus[row["sku"]],
                    "back": row["back_count"],
                    "price": row["price_count"],
                    "last_at": row["last_at"],
                    "available": _("no limit") if free[row["sku"]] == UNLIMITED else free[row["sku"]],
                }
                for row in wanted
            ],
            sends_mail=sends_mail(),
            **kwargs,
        )
