"""What the room of claims adds to the page of a case."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from content.claims.admin.forms import TagsForm
from shop.aftersales.models import Case


class ClaimsPanel(Component):
    """Which claims what came back contradicts: boxes for those who may say so, words for the others."""

    template_name = "admin/claims/case_panel.html"

    def __init__(self, case: Case, *, may_tag: bool) -> None:
        self.subject = case
        self.may_tag = may_tag

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        form = TagsForm(case=self.subject)
        told = [(field.label, [str(box.choice_label) for box in field if box.data["selected"]]) for field in form]
        return {
            "form": form,
            "may_tag": self.may_tag,
            "told": told,
            "number": self.subject.number,
            "request": (parent_context or {}).get("request"),
            "csrf_token": (parent_context or {}).get("csrf_token"),
        }
