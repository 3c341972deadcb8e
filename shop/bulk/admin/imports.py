"""The import's screens: upload, choose columns, dry run, confirm, progress, result."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from shop.bulk.enums import CodeRule, NewProducts, Outcome, RunState, StockRule, Verdict
from shop.bulk.imports.columns import FIELDS
from shop.bulk.imports.reading import MAX_BYTES, MAX_ROWS, MEGABYTE, BadFile, column_name
from shop.bulk.imports.reasons import field_label, say
from shop.bulk.models import Row, Run
from shop.bulk.operations.apply import confirm_import, go_on_importing
from shop.bulk.operations.upload import give_up_check, start_check, upload_import
from shop.core.desk import DeskView, keyset_page
from shop.core.errors import ShopError
from shop.core.models import Job
from shop.core.money import yuan

PAGE_ROWS = 50
MAX_SUSPECTS = 200
MAX_TOLD = 5


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("CSV or XLSX file"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("The first row names the columns. At most %(rows)s rows and %(size)s MB.") % {
            "rows": f"{MAX_ROWS:,}",
            "size": MAX_BYTES // MEGABYTE,
        }
        self.fields["file"].error_messages["empty"] = _("The file is empty.")


class ChoicesForm(forms.Form):
    """Columns and rules of one run."""

    code_rule = forms.ChoiceField(
        label=gettext_lazy("If one code comes several times and the rows differ"),
        choices=CodeRule.choices,
        widget=forms.RadioSelect,
    )
    stock_rule = forms.ChoiceField(
        label=gettext_lazy("The stock column"), choices=StockRule.choices, widget=forms.RadioSelect
    )
    new_products = forms.ChoiceField(
        label=gettext_lazy("New products come into the shop"), choices=NewProducts.choices, widget=forms.RadioSelect
    )

    def __init__(self, run: Run, data: Any = None) -> None:
        super().__init__(data, initial=run.options)
        self.run = run
        columns = [
            (str(place), f"{column_name(place)} · {cell or _('no name')}") for place, cell in enumerate(run.header)
        ]
        mapping = run.options.get("mapping", {})
        for field in FIELDS:
            self.fields[field.key] = forms.ChoiceField(
                label=field.label,
                choices=[("", _("Leave out")), *columns],
                required=False,
                initial=str(mapping.get(field.key, "")),
            )

    def mapping(self) -> dict[str, int]:
        """Field → column place, as chosen."""
        return {field.key: int(self.cleaned_data[field.key]) for field in FIELDS if self.cleaned_data[field.key] != ""}

    def column_rows(self) -> list[dict[str, Any]]:
        """Each field with its select and what the chosen column holds."""
        rows = []
        for field in FIELDS:
            bound = self[field.key]
            value = str(bound.value() or "")
            place = int(value) if value.isdecimal() else None
            sample = [
                cells[place] for cells in self.run.sample if place is not None and place < len(cells) and cells[place]
            ]
            rows.append({"field": bound, "sample": sample})
        return rows

    def rule_fields(self) -> list[Any]:
        """The rules, apart from the columns."""
        return [self[name] for name in ("code_rule", "stock_rule", "new_products")]


class ImportsView(DeskView):
    """Upload a file; earlier imports below."""

    permission_required = "bulk.view_run"
    template_name = "admin/bulk/imports.html"
    page_title = gettext_lazy("Goods import")
    header_icon = "upload"

    @cached_property
    def may_import(self) -> bool:
        return self.request.user.has_perm("bulk.add_run")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", UploadForm())
        page = keyset_page(
            Run.objects.select_related("created_by").defer("sample", "header"),
            field="created_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
            size=20,
        )
        return super().get_context_data(page=page, may_import=self.may_import, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_import:
            messages.error(request, _("Your role does not import goods."))
            return redirect(request.path)
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                run = upload_import(by=request.user, file=upload.file, name=upload.name)
            except BadFile as error:
                form.add_error("file", str(error))
            else:
                return redirect("bulk_desk:run", pk=run.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class RunView(DeskView):
    """A screen about one import."""

    permission_required = "bulk.view_run"
    header_icon = "upload"

    @cached_property
    def run(self) -> Run:
        return get_object_or_404(Run.objects.select_related("job", "created_by"), pk=self.kwargs["pk"])

    @cached_property
    def may_import(self) -> bool:
        return self.request.user.has_perm("bulk.add_run")

    def get_page_title(self) -> str:
        return self.run.file_name

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("bulk_desk:imports"), "label": _("Goods import")}]

    def run_url(self) -> str:
        return reverse("bulk_desk:run", args=[self.run.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(run=self.run, may_import=self.may_import, **kwargs)


class ImportView(RunView):
    """Where an import is now: each of its states has a template."""

    def get_template_names(self) -> list[str]:
        state = self.run.state
        if state in {RunState.CHECKING, RunState.IMPORTING}:
            state = "progress"
        return [f"admin/bulk/import_{state}.html"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # A dry run that failed leads back to the columns, with the reason.
        job = self.run.job
        if self.run.state == RunState.CHECKING and job and job.state == Job.State.FAILED:
            error = job.error
            if give_up_check(run=self.run):
                messages.error(request, _("The check stopped: %(error)s") % {"error": error})
            return redirect(self.run_url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.run.state in {RunState.UPLOADED, RunState.CHECKED}:
            kwargs.setdefault("form", ChoicesForm(self.run))
        if self.run.state in {RunState.CHECKED, RunState.DONE}:
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
        elif tab == "failed":
            rows = rows.filter(outcome=Outcome.REFUSED)
        else:
            rows = rows.filter(verdict=tab)
        if after.isdecimal() and len(after) < 10:
            rows = rows.filter(number__gt=int(after))
        found = list(rows.order_by("number")[: PAGE_ROWS + 1])
        return {
            "tabs": [{**row, "is_current": row["key"] == tab} for row in tabs],
            "tab": tab,
            "rows": [told(row) for row in found[:PAGE_ROWS]],
            "next_after": found[PAGE_ROWS - 1].number if len(found) > PAGE_ROWS else "",
            "paged": bool(after),
            "suspects": self._suspects(),
            "has_stock": "stock" in self.run.options.get("mapping", {}),
            **self._figures(),
        }

    def _figures(self) -> dict[str, Any]:
        counts = self.run.counts
        refused = counts.get("refused", 0)
        if self.run.state == RunState.DONE:
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
        summary += [
            {"label": Verdict.UNCHANGED.label, "count": counts.get("unchanged", 0)},
            {"label": Verdict.REPEAT.label, "count": counts.get("repeat", 0)},
            {"label": Verdict.REFUSED.label, "count": refused, "tone": "bad" if refused else ""},
        ]
        return {
            "summary": summary,
            "refused_count": refused + (counts.get("suspect", 0) if self.run.state == RunState.CHECKED else 0),
            "work_count": counts.get("new", 0) + counts.get("changed", 0),
            "rule_label": CodeRule(self.run.options["code_rule"]).label,
            "drafts": self.run.options["new_products"] == NewProducts.DRAFT and bool(counts.get("added")),
        }

    def _tabs(self) -> list[dict[str, Any]]:
        counts = self.run.counts
        tabs = [
            {"key": verdict.value, "label": verdict.label, "count": counts.get(verdict.value, 0)} for verdict in Verdict
        ]
        tabs = [tab for tab in tabs if tab["key"] != Verdict.SUSPECT]
        if counts.get("failed"):
            tabs.append({"key": "failed", "label": _("Not imported"), "count": counts["failed"]})
        tabs.append({"key": "conflicts", "label": _("Codes whose rows differ"), "count": counts.get("conflicts", 0)})
        return tabs

    def _suspects(self) -> list[dict[str, Any]]:
        if self.run.state != RunState.CHECKED:
            return []
        suspects = Row.objects.filter(run=self.run, verdict=Verdict.SUSPECT).order_by("number")
        return [told(row) for row in suspects[:MAX_SUSPECTS]]


def told(row: Row) -> dict[str, Any]:
    """A row with its changes, conflicts and reason in words."""
    return {
        "row": row,
        "title": row.values.get("title", ""),
        "price": _shown("price", row.values.get("price", "")),
        "stock": row.values.get("stock", ""),
        "option": row.values.get("option_value", ""),
        "reason": say(row.reason),
        "changes": [
            {"label": field_label(field), "old": _shown(field, old), "new": _shown(field, new)}
            for field, old, new in row.changes
        ],
        "conflicts": [
            {
                "label": field_label(field),
                "told": [_shown(field, value) for value in values[:MAX_TOLD]],
                "more": max(0, len(values) - MAX_TOLD),
                "counts": _shown(field, row.values.get(field, "")),
            }
            for field, values in row.conflicts
        ],
    }


def _shown(field: str, value: Any) -> str:
    if field == "price" and isinstance(value, int):
        return f"¥{yuan(value)}"
    return str(value)


class StepView(RunView):
    """A step of an import: POST only, then back to its page."""

    permission_required = "bulk.add_run"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.perform(request)
        except ShopError as error:
            messages.error(request, str(error))
        return redirect(self.run_url())

    def perform(self, request: HttpRequest) -> None:
        """Do the step through one operation."""
        raise NotImplementedError


class CheckView(StepView):
    """Begin the dry run, or repeat it with other choices."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ChoicesForm(self.run, request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                start_check(
                    by=request.user,
                    run=self.run,
                    mapping=form.mapping(),
                    code_rule=data["code_rule"],
                    stock_rule=data["stock_rule"],
                    new_products=data["new_products"],
                )
            except ShopError as error:
                if error.field not in form.fields:
                    messages.error(request, str(error))
                    return redirect(self.run_url())
                form.add_error(error.field, str(error))
            else:
                return redirect(self.run_url())
        # The columns again, with what is wrong at its place.
        self.template_name = "admin/bulk/import_uploaded.html"
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ConfirmView(StepView):
    """Import what the dry run showed."""

    def perform(self, request: HttpRequest) -> None:
        confirm_import(by=request.user, run=self.run, allowed_codes=request.POST.getlist("allow"))


class GoOnView(StepView):
    """Take up an import that stopped."""

    def perform(self, request: HttpRequest) -> None:
        go_on_importing(by=request.user, run=self.run)
