"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RevenueConfig(AppConfig):
    """What stories earn. Holds sums only: every figure follows from visits, orders and refunds."""

    name = "content.revenue"
    label = "revenue"
    verbose_name = _("Revenue of stories")

    def ready(self) -> None:
        from wagtail.admin.panels import ObjectList

        from content.revenue.exports import register_exports
        from content.revenue.panels import RevenuePanel
        from content.stories.models import BrandPage

        register_exports()
        BrandPage.more_tabs.append(ObjectList([RevenuePanel()], heading=_("Revenue")))
