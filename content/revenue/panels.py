"""What a page earns, as a tab of its editor."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.admin.panels import Panel

from content.revenue.queries import blocks_of, bring_up_to_date

DAYS = 90


class RevenuePanel(Panel):  # type: ignore[misc]
    """Block by block, the last ``DAYS`` days. For those who may see reports; money for those who may see orders."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]
        """For one page."""

        template_name = "admin/revenue/panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.request and self.request.user.has_perm("social.view_storyblock"))

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            until = timezone.localdate()
            since = until - timedelta(days=DAYS - 1)
            # What is published, not the draft in the form: drafts have no readers.
            stored = type(self.instance).objects.get(pk=self.instance.pk)
            is_complete = bring_up_to_date(at=timezone.now())
            rows, whole = blocks_of(stored, since=since, until=until)
            return {
                **context,
                "story": stored,
                "rows": rows,
                "sum": whole,
                "is_complete": is_complete,
                "since": since,
                "until": until,
                "sees_money": self.request.user.has_perm("orders.view_order"),
            }
