"""What readers fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.talk.enums import RemarkKind, ReportReason
from content.talk.rules import MAX_NAME, MAX_TEXT, RemarkData
from shop.storefront.base_forms import ShopForm


class RemarkForm(ShopForm):
    """A comment or a question."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=RemarkKind.choices)
    text = forms.CharField(label=_("Your words"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 4}))
    name = forms.CharField(
        label=_("The name it stands under"),
        max_length=MAX_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )
    # No person sees this field; whoever fills it in is none.
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    def __init__(self, data: Any = None, *, kinds: tuple[RemarkKind, ...], needs_phone: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["kind"].initial = kinds[0].value if kinds else None
        if not needs_phone:
            del self.fields["phone"]

    @property
    def is_robot(self) -> bool:
        return bool(self.data.get("website"))

    def data_given(self) -> RemarkData:
        """As the operation takes it."""
        given = self.cleaned_data
        return RemarkData(kind=given["kind"], name=given["name"], text=given["text"], phone=given.get("phone", ""))


class TextForm(ShopForm):
    """Other words for one's own."""

    text = forms.CharField(label=_("Your words"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 5}))


class ReportForm(ShopForm):
    """What is wrong with somebody's words."""

    reason = forms.ChoiceField(label=_("What is wrong with it?"), choices=ReportReason.choices)
