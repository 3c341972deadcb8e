"""Where a run is now: dry run, progress, result, undone."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from shop.bulk.admin.file_forms import ChoicesForm
from shop.bulk.breaks import broken, going_with, thing_of
from shop.bulk.edits import describe
from shop.bulk.enums import CodeRule, NewProducts, Outcome, RunKind, RunState, Undo, Verdict
from shop.bulk.imports.reasons import field_label, say, shown
from shop.bulk.models import Row, Run
from shop.bulk.operations.upload import give_up_check
from shop.catalog.admin.references import references_for_each
from shop.core.desk import DeskView

PAGE_ROWS = 50
MAX_SUSPECTS = 200
MAX_TOLD = 5


def title_of(run: Run) -> str:
    """A file's name, or what a bulk edit does."""
    return describe(run.options["edit"]) if run.kind == RunKind.EDIT else run.file_name


class RunView(DeskView):
    """A screen about one import."""

    permission_required = "bulk.view_run"
    header_icon = "upload"

    @cached_property
    def run(self) -> Run:
        return get_object_or_404(Run.objects.select_related("job", "created_by"), pk=self.kwargs["pk"])

    @cached_property
    def may_cost(self) -> bool:
        return self.request.user.has_perm("catalog.view_cost")

    @cached_property
    def may_import(self) -> bool:
        return self.request.user.has_perm("bulk.add_run")

    def get_page_title(self) -> str:
        return title_of(self.run)

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("bulk_desk:imports"), "label": _("Goods import")}]

    def run_url(self) -> str:
        return reverse("bulk_desk:run", args=[self.run.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            run=self.run,
            title=title_of(self.run),
            is_edit=self.run.kind == RunKind.EDIT,
            may_import=self.may_import,
            **kwargs,
        )


class ImportView(RunView):
    """Where an import is now: each of its states has a template."""

    def get_template_names(self) -> list[str]:
        state = self.run.state
        if state in {RunState.CHECKING, RunState.APPLYING, RunState.UNDOING}:
            state = "progress"
        elif state == RunState.UNDONE:
            state = RunState.DONE
        if self.run.kind == RunKind.EDIT and state == RunState.CHECKED:
            return ["admin/bulk/edit_checked.html"]
        return [f"admin/bulk/import_{state}.html"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # A dry run that failed leads back to the columns, with the reason.
        job = self.run.job
        if self.run.kind == RunKind.IMPORT and self.run.state == RunState.CHECKING and job and job.is_over:
            error = job.error
            if give_up_check(run=self.run) and error:
                messages.error(request, _("The check stopped: %(error)s") % {"error": error})
            return redirect(self.run_url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.run.kind == RunKind.IMPORT and self.run.state in {RunState.UPLOADED, RunState.CHECKED}:
            kwargs.setdefault("form", ChoicesForm(self.run, user=self.request.user))
        if self.run.state in {RunState.CHECKED, RunState.DONE, RunState.UNDONE}:
            kwargs.update(self._rows())
        return super().get_context_data(**kwargs)

    def _rows(self) -> dict[str, Any]:
        tab = self.request.GET.get("tab", "")
        tabs = self._tabs()
        if tab not in {row["key"] for row in tabs}:
            tab = next((row["key"] for row in tabs if row["count"]), tabs[0]["key"])
        after = self.request.GET.get("after", "")
        rows = Row.objects.filter(run=self.run)
        if tab == "conflicts":
            rows = rows.exclude(conflicts=[])
        elif tab == "breaks":
            rows = rows.filter(breaks=True).select_related("sku__product", "product")
        elif tab == "failed":
            rows = rows.filter(outcome=Outcome.REFUSED)
        elif tab in Undo.values:
            rows = rows.filter(undo=tab)
        else:
            rows = rows.filter(verdict=tab)
        if after.isdecimal() and len(after) < 10:
            rows = rows.filter(number__gt=int(after))
        found = list(rows.order_by("number")[: PAGE_ROWS + 1])
        return {
            "tabs": [{**row, "is_current": row["key"] == tab} for row in tabs],
            "tab": tab,
            "rows": self._told(found[:PAGE_ROWS], with_broken=tab == "breaks"),
            "next_after": found[PAGE_ROWS - 1].number if len(found) > PAGE_ROWS else "",
            "paged": bool(after),
            "has_codes": any(row.code for row in found),
            "suspects": self._suspects(),
            "has_stock": "stock" in self.run.options.get("mapping", {}),
            **self._figures(),
        }

    def _told(self, rows: list[Row], *, with_broken: bool) -> list[dict[str, Any]]:
        lines = [told(row, may_cost=self.may_cost) for row in rows]
        if with_broken:
            things = [thing for row in rows if (thing := thing_of(row))]
            found = references_for_each(self.request.user, things, gone=going_with(rows))
            for line in lines:
                thing = thing_of(line["row"])
                line["broken"] = broken(found[thing.pk]) if thing else []
        return lines

    def _figures(self) -> dict[str, Any]:
        counts = self.run.counts
        refused = counts.get("refused", 0)
        if self.run.state != RunState.CHECKED:
            refused += counts.get("failed", 0)
            summary = [
                {"label": _("Added"), "count": counts.get("added", 0)},
                {"label": _("Changed"), "count": counts.get("revised", 0)},
            ]
        else:
            summary = [
                {"label": Verdict.NEW.label, "count": counts.get("new", 0)},
                {"label": Verdict.CHANGED.label, "count": counts.get("changed", 0)},
            ]
        repeats = {"label": Verdict.REPEAT.label, "count": counts.get("repeat", 0)}
        if self.run.kind == RunKind.EDIT:
            del summary[0]
        summary += [
            {"label": Verdict.UNCHANGED.label, "count": counts.get("unchanged", 0)},
            *([] if self.run.kind == RunKind.EDIT else [repeats]),
            {"label": Verdict.REFUSED.label, "count": refused, "tone": "bad" if refused else ""},
        ]
        return {
            "summary": summary,
            "refused_count": refused + (counts.get("suspect", 0) if self.run.state == RunState.CHECKED else 0),
            "done_count": counts.get("added", 0) + counts.get("revised", 0),
            "work_count": counts.get("new", 0) + counts.get("changed", 0),
            "rule_label": CodeRule(self.run.options.get("code_rule", CodeRule.LAST)).label,
            "drafts": self.run.options.get("new_products") == NewProducts.DRAFT and bool(counts.get("added")),
        }

    def _tabs(self) -> list[dict[str, Any]]:
        counts = self.run.counts
        tabs = [
            {"key": verdict.value, "label": verdict.label, "count": counts.get(verdict.value, 0)} for verdict in Verdict
        ]
        left_out = {Verdict.SUSPECT}
        if self.run.kind == RunKind.EDIT:
            left_out |= {Verdict.NEW, Verdict.REPEAT}
        tabs = [tab for tab in tabs if tab["key"] not in left_out]
        if self.run.state == RunState.CHECKED and counts.get("breaks"):
            tabs.insert(0, {"key": "breaks", "label": _("Would break something"), "count": counts["breaks"]})
        if counts.get("failed"):
            tabs.append({"key": "failed", "label": _("Not imported"), "count": counts["failed"]})
        if self.run.state == RunState.UNDONE:
            undone = [{"key": undo.value, "label": undo.label, "count": counts.get(undo.value, 0)} for undo in Undo]
            tabs = [*reversed(undone), *tabs]
        if self.run.kind == RunKind.IMPORT:
            differ = {"key": "conflicts", "label": _("Codes whose rows differ"), "count": counts.get("conflicts", 0)}
            tabs.append(differ)
        return tabs

    def _suspects(self) -> list[dict[str, Any]]:
        if self.run.state != RunState.CHECKED:
            return []
        suspects = Row.objects.filter(run=self.run, verdict=Verdict.SUSPECT).order_by("number")
        return [told(row, may_cost=self.may_cost) for row in suspects[:MAX_SUSPECTS]]


def told(row: Row, *, may_cost: bool) -> dict[str, Any]:
    """A row with its changes, conflicts and reason in words; costs for those who may see them."""
    hidden = set() if may_cost else {"cost"}
    return {
        "row": row,
        "title": row.values.get("title", ""),
        "price": shown("price", row.values.get("price", "")),
        "stock": row.values.get("stock", ""),
        "option": row.values.get("option_value", ""),
        "reason": say(row.reason),
        "notes": [say(note) for note in row.undo_notes if note.get("field") not in hidden],
        "changes": [
            {"label": field_label(field), "old": shown(field, old), "new": shown(field, new)}
            for field, old, new in row.changes
            if field not in hidden
        ],
        "conflicts": [
            {
                "label": field_label(field),
                "told": [shown(field, value) for value in values[:MAX_TOLD]],
                "more": max(0, len(values) - MAX_TOLD),
                "counts": shown(field, row.values.get(field, "")),
            }
            for field, values in row.conflicts
            if field not in hidden
        ],
    }
