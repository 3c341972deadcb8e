"""Texts of goods, shelves, menus and banners beside their translations: what is to be done, and one row to write."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from content.languages.operations import Edit, Refused, translate_rows
from content.languages.queries import Told, kinds_for, other_languages, rows_told
from shop.core.desk import DeskView, Tab, count_text
from shop.core.languages import language_tag
from shop.core.translated import Pair, Standing, Translated

ON_A_PAGE = 50
TABS = {
    "": gettext_lazy("To do"),
    "missing": gettext_lazy("Not translated"),
    "outdated": gettext_lazy("Changed since"),
    "all": gettext_lazy("All"),
}


def _in_tab(row: Told, tab: str) -> bool:
    return tab == "all" or row.standing == tab or (not tab and row.standing != Standing.CURRENT)


class TextsScreen(DeskView):
    """For everybody who may change something that has texts."""

    permission_required = "wagtailadmin.access_admin"
    header_icon = "globe"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.kinds:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def kinds(self) -> dict[str, type[Translated]]:
        return kinds_for(self.request.user)

    @cached_property
    def code(self) -> str:
        """The language that is written."""
        asked = self.request.GET.get("language", "")
        return asked if asked in other_languages() else next(iter(other_languages()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            code=self.code, language=other_languages()[self.code], languages=other_languages(), **kwargs
        )


class TextsView(TextsScreen):
    """What is not translated, what has changed since, and all the rest."""

    template_name = "admin/languages/texts.html"
    page_title = gettext_lazy("Texts in other languages")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("language_desk:list"), "label": _("Languages")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = self.request.GET.get("kind", "")
        kinds = [self.kinds[kind]] if kind in self.kinds else list(self.kinds.values())
        tab = self.request.GET.get("tab", "")
        tab = tab if tab in TABS else ""
        rows = rows_told(kinds, self.code)
        tabs = [
            Tab(key, label, count_text(sum(_in_tab(row, key) for row in rows)), key == tab)
            for key, label in TABS.items()
        ]
        page = Paginator([row for row in rows if _in_tab(row, tab)], ON_A_PAGE).get_page(self.request.GET.get("p"))
        choices = [(label, capfirst(str(model._meta.verbose_name_plural))) for label, model in self.kinds.items()]
        return super().get_context_data(
            rows=page.object_list, page=page, tabs=tabs, kind_choices=choices, kind=kind, tab=tab, **kwargs
        )


class Line:
    """A text of a row beside the field for its translation."""

    def __init__(self, part: Translated, pair: Pair, *, code: str, data: Any) -> None:
        self.part, self.pair = part, pair
        self.name = f"{part._meta.model_name}-{part.pk}-{pair.source.key}"
        self.is_sent = data is not None
        self.text = data.get(self.name, pair.text) if self.is_sent else pair.text
        self.seen = data.get(f"seen-{self.name}", pair.text) if self.is_sent else pair.text
        self.is_confirmed = self.is_sent and bool(data.get(f"right-{self.name}"))
        self.error = ""
        self.widget = self._widget()
        attrs = {"id": self.name, "lang": language_tag(code)}
        if not pair.source.is_rich:
            attrs |= {"maxlength": str(pair.source.max_length)} if pair.source.max_length else {}
        if self.is_sent and pair.source.is_rich:
            # The editor writes the same words in its own way: that is no change.
            kept = self._read({self.name: self.widget.format_value(pair.text)})
            sent = self._read(data)
            self.text = pair.text if sent == kept else sent
        self.drawn = self.widget.render(self.name, self.text, attrs)

    def _read(self, data: Any) -> str:
        text: str = self.widget.value_from_datadict(data, {}, self.name) or ""
        return text

    def _widget(self) -> Any:
        if self.pair.source.is_rich:
            field: Any = self.part._meta.get_field(self.pair.source.key)
            return field.formfield().widget
        if self.pair.source.is_long:
            return forms.Textarea(attrs={"rows": 3})
        return forms.TextInput(attrs={"autocomplete": "off"})


class TextView(TextsScreen):
    """One row: each of its texts in the shop's language, and beside it in the other."""

    template_name = "admin/languages/text.html"

    @cached_property
    def row(self) -> Translated:
        model = self.kinds.get(self.kwargs["label"])
        if model is None:
            if any(self.kwargs["label"] == label for label in _every_label()):
                raise PermissionDenied
            raise Http404
        row: Translated = get_object_or_404(model, pk=self.kwargs["pk"])
        return row

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.kinds or not self.row:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return f"{self.row}"

    def trail(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("language_desk:list"), "label": _("Languages")},
            {"url": self.url(), "label": _("Texts in other languages")},
        ]

    def url(self) -> str:
        """The list, at the kind of this row."""
        return f"{reverse('language_desk:texts')}?{urlencode({'language': self.code, 'kind': self.kwargs['label']})}"

    def lines(self, data: Any = None) -> list[tuple[Translated, list[Line]]]:
        parts = self.row.translated_parts()
        groups = [
            (part, [Line(part, pair, code=self.code, data=data) for pair in part.pairs(self.code)]) for part in parts
        ]
        return [(part, lines) for part, lines in groups if lines]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = kwargs.pop("groups", None) or self.lines()
        media = sum((line.widget.media for _part, lines in groups for line in lines), forms.Media())
        return super().get_context_data(
            row=self.row,
            groups=groups,
            media=media,
            url=self.url(),
            main_tag=language_tag(settings.LANGUAGE_CODE),
            main_language=dict(settings.WAGTAILADMIN_PERMITTED_LANGUAGES)[settings.LANGUAGE_CODE],
            is_product=self.kwargs["label"] == "catalog.product",
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        groups = self.lines(request.POST)
        edits = [
            Edit(
                part,
                texts={line.pair.source.key: line.text for line in lines},
                seen={line.pair.source.key: line.seen for line in lines},
                confirmed=frozenset(line.pair.source.key for line in lines if line.is_confirmed),
            )
            for part, lines in groups
        ]
        try:
            changed = translate_rows(by=request.user, language=self.code, edits=edits)
        except Refused as refused:
            for part, lines in groups:
                for line in lines:
                    if part == refused.row and line.pair.source.key == refused.error.field:
                        line.error = str(refused.error)
            context = self.get_context_data(groups=groups, problem=str(refused.error))
            return self.render_to_response(context, status=422)
        said = ngettext("Saved: shoppers read it at once.", "Saved: shoppers read them at once.", max(changed, 1))
        messages.success(request, said if changed else _("Nothing was changed."))
        return redirect(self._next() if "next" in request.POST else f"{request.path}?language={self.code}")

    def _next(self) -> str:
        """The next row of the kind that is to be done; the list where there is none."""
        rows = [row for row in rows_told([type(self.row)], self.code) if row.standing != Standing.CURRENT]
        after = next((row for row in rows if row.row.pk != self.row.pk), None)
        if after is None:
            return self.url()
        return f"{reverse('language_desk:text', args=[after.label, after.row.pk])}?language={self.code}"


def _every_label() -> list[str]:
    return [model._meta.label_lower for model in Translated.__subclasses__()]
