"""What forms of the admin share: a form, one operation, and its refusal at the field it is about."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from shop.core.desk import DeskView
from shop.core.errors import ShopError


class TabFilter(forms.Form):
    """Tab and search of a list, read from the address."""

    tab = forms.ChoiceField(required=False)
    q = forms.CharField(
        label=gettext_lazy("Search"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def __init__(self, data: Any, *, tabs: Sequence[tuple[str, Any]]) -> None:
        super().__init__(data)
        self.fields["tab"].choices = tabs  # type: ignore[attr-defined]


class OperationView(DeskView):
    """A form whose POST calls one operation (``perform``) and goes back to ``url()``."""

    template_name = "admin/inventory/desk_form.html"
    form_class: type[forms.Form] = forms.Form
    button: Any = ""
    is_dangerous = False

    def url(self) -> str:
        """Where one comes from, and goes back to."""
        raise NotImplementedError

    def make_form(self, data: Any = None) -> Any:
        """The form, empty or with what was sent."""
        return self.form_class(data)

    def perform(self, values: dict[str, Any]) -> str:
        """Call the operation; returns what to say about it."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.make_form())
        return super().get_context_data(
            url=self.url(), button=self.button, is_dangerous=self.is_dangerous, facts=self.facts(), **kwargs
        )

    def facts(self) -> list[tuple[Any, Any]]:
        """What one should know while filling in the form."""
        return []

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        if form.is_valid():
            try:
                said = self.perform(form.cleaned_data)
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, said)
                return redirect(self.url())
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ButtonView(DeskView):
    """A button that calls one operation; there is nothing to see at its address."""

    http_method_names = ["post"]

    def url(self) -> str:
        """Where one goes back to."""
        raise NotImplementedError

    def perform(self) -> str:
        """Call the operation; returns what to say about it."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseRedirect:
        try:
            messages.success(request, self.perform())
        except ShopError as error:
            messages.error(request, str(error))
        return redirect(self.url())
