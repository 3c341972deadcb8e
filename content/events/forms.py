"""What visitors send us about an event."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from content.events.models import EventPage
from content.events.rules import CONSENT, MAX_ANSWER, NUMBER_LENGTH, SignUpData
from shop.core.mail import sends_mail
from shop.storefront.address_form import text_input
from shop.storefront.base_forms import ShopForm


def _phone_field() -> forms.CharField:
    return forms.CharField(
        label=_("Mobile number"), max_length=30, widget=text_input("tel", inputmode="tel", type="tel")
    )


def people_choices(limit: int) -> list[tuple[int, str]]:
    """How many come: one to the limit."""
    return [
        (number, ngettext("%(count)s person", "%(count)s people", number) % {"count": number})
        for number in range(1, limit + 1)
    ]


class SignUpForm(ShopForm):
    """Who comes, with how many, and what the event asks."""

    name = forms.CharField(label=_("Your name"), max_length=40, widget=text_input("name"))
    phone = _phone_field()
    email = forms.EmailField(
        label=_("Mail address, if you like"),
        required=False,
        widget=text_input("email", inputmode="email", type="email"),
        help_text=_(
            "We confirm, remind you the day before, and write if time or place change. Without it look at your ticket."
        ),
    )
    party = forms.TypedChoiceField(label=_("How many come?"), coerce=int)
    consent = forms.BooleanField(label=CONSENT, error_messages={"required": _("We need your yes to keep it.")})
    # No person sees this field; whoever fills it in is none.
    website = forms.CharField(required=False, widget=text_input("off", tabindex="-1"))

    def __init__(self, *args: Any, page: EventPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        if not sends_mail():
            del self.fields["email"]
        limit = page.places.party_limit if page.places else 1
        self.fields["party"].choices = people_choices(limit)  # type: ignore[attr-defined]
        self.asked = [block.value for block in page.questions]
        for place, value in enumerate(self.asked):
            self.fields[f"answer_{place}"] = forms.CharField(
                label=value["question"],
                max_length=MAX_ANSWER,
                required=value["is_required"],
                widget=text_input("off"),
            )
        for name in self.errors if self.is_bound else ():
            if name in self.fields:
                self.fields[name].widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"error-{name}"}

    @property
    def shown_fields(self) -> list[Any]:
        """The fields a person fills in, above the consent."""
        return [
            self[name] for name in ("name", "phone", "party", "email", *self._answer_names()) if name in self.fields
        ]

    @property
    def is_robot(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    def _answer_names(self) -> list[str]:
        return [f"answer_{place}" for place in range(len(self.asked))]

    def data_given(self) -> SignUpData:
        """What was said; ``InvalidInput`` names the field that cannot be taken."""
        answers = [
            (value["question"], self.cleaned_data[name])
            for value, name in zip(self.asked, self._answer_names(), strict=True)
            if self.cleaned_data[name]
        ]
        data = self.cleaned_data
        return SignUpData(
            name=data["name"],
            phone=data["phone"],
            email=data.get("email", ""),
            party=data["party"],
            answers=tuple(answers),
        )


class PartyForm(ShopForm):
    """Come with more people, or fewer."""

    party = forms.TypedChoiceField(label=_("How many come?"), coerce=int)

    def __init__(self, *args: Any, limit: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = people_choices(limit)  # type: ignore[attr-defined]


class TicketForm(ShopForm):
    """Find a ticket from another device."""

    number = forms.CharField(
        label=_("Number on the ticket"), max_length=NUMBER_LENGTH + 4, widget=text_input("off", inputmode="numeric")
    )
    phone = _phone_field()
