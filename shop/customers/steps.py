"""The steps that staff take with what somebody asked for (a case, custom work): one page that says where it stands and
offers them, one that takes them, and the pictures that came with it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from wagtail.admin import messages

from shop.core.errors import ShopError
from shop.customers.desk import PersonalDeskView

# What the rooms call the customer on their time lines.
CUSTOMER = {"shopper", "customer"}


class EmptyForm(forms.Form):
    """Nothing to fill in."""


def plain(form_class: type[forms.Form]) -> Callable[..., forms.Form]:
    """A form that is the same whatever it is about."""
    return lambda subject, at, data=None, files=None: form_class(data, files)


_nothing = plain(EmptyForm)


@dataclass(frozen=True, kw_only=True)
class DeskStep:
    """A step: for whom, from which states, with which form, through which operation."""

    name: str
    label: str | Promise
    permission: str
    states: frozenset[Any]
    # (by, subject, valid form, at)
    do: Callable[[Any, Any, Any, datetime], Any]
    done: str | Promise
    # (subject, at, what was sent, its files) → form
    make: Callable[..., Any] = _nothing
    # What else has to be so, by subject and state.
    fits: Callable[[Any, Any], bool] = lambda subject, state: True
    # The fields, and what is said with them.
    template: str = "admin/desk/_step_fields.html"
    # On the customer's word: folded away.
    for_customer: bool = False
    # An end: folded away, and in red.
    is_hard: bool = False

    @property
    def is_shops(self) -> bool:
        """Whether it is what the shop does next: neither on the customer's word nor an end."""
        return not self.for_customer and not self.is_hard

    def is_allowed(self, subject: Any, *, state: Any, user: Any) -> bool:
        """Whether this person may take it in that state."""
        return self.is_due(subject, state) and bool(user.has_perm(self.permission))

    def is_due(self, subject: Any, state: Any) -> bool:
        """Whether anybody may take it in that state."""
        return state in self.states and self.fits(subject, state)


class SubjectView(PersonalDeskView):
    """What somebody asked for, and what can be done with it now. ``subject`` and ``url`` are the room's."""

    steps: ClassVar[Sequence[DeskStep]] = ()
    open_states: ClassVar[Sequence[Any]] = ()
    subject: Any

    def url(self) -> str:
        """Of its page; those of its steps are below it."""
        raise NotImplementedError

    def get_page_title(self) -> str:
        return str(self.subject.number)

    def due_at(self, state: Any) -> datetime | None:
        """By when somebody has to act. What time has moved on has it once that is written down, within seconds."""
        due_at: datetime | None = self.subject.due_at
        return due_at if state in self.open_states and self.subject.state == state else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        subject = self.subject
        state = subject.state_at(self.at)
        bound: dict[str, Any] = kwargs.pop("bound", {})
        offered = [
            {"step": step, "form": bound.get(step.name) or step.make(subject, self.at)}
            for step in self.steps
            if step.is_allowed(subject, state=state, user=self.request.user)
        ]
        main = [row for row in offered if not row["step"].for_customer]
        return super().get_context_data(
            subject=subject,
            url=self.url(),
            state=state,
            due_at=self.due_at(state),
            is_late=subject.is_late(self.at),
            main=main,
            is_for_others=not main and any(step.is_due(subject, state) for step in self.steps if step.is_shops),
            for_customer=[row for row in offered if row["step"].for_customer],
            entries=[self._told(entry) for entry in subject.entries.select_related("by")],
            personal=self.personal,
            **kwargs,
        )

    def _told(self, entry: Any) -> dict[str, Any]:
        """A line of the time line; what customers write is for those who may see it."""
        text = entry.text if self.personal or entry.actor not in CUSTOMER else ""
        return {"entry": entry, "text": text, "by": str(entry.by or "")}


class TakeStepView(SubjectView):
    """One of the steps: POST takes it and says what happened; GET leads to the page. Comes before the room's page."""

    step: Any = None
    # Field of an operation → that of the form, where they differ.
    fields_of: ClassVar[dict[str, str]] = {}

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.permission_required = self.step.permission

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.url())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.step.make(self.subject, self.at, request.POST, request.FILES)
        if form.is_valid():
            try:
                self.step.do(request.user, self.subject, form, self.at)
            except ShopError as error:
                field = self.fields_of.get(error.field or "", error.field)
                if field not in form.fields:
                    messages.error(request, str(error))
                    return redirect(self.url())
                form.add_error(field, str(error))
            else:
                messages.success(request, str(self.step.done))
                return redirect(self.url())
        return self.render_to_response(self.get_context_data(bound={self.step.name: form}), status=422)


class SubjectPictureView(PersonalDeskView):
    """A picture that came with it, for those who may see personal data. ``pictures`` are the room's, by number."""

    def pictures(self, number: str) -> QuerySet[Any]:
        """Rows with the pictures of the one with that number."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.personal:
            raise PermissionDenied
        try:
            public_id = UUID(self.kwargs["public_id"])
        except ValueError as error:
            raise Http404 from error
        rows = self.pictures(self.kwargs["number"]).select_related("picture")
        picture = get_object_or_404(rows, picture__public_id=public_id).picture
        return FileResponse(picture.file.open("rb"), filename=f"{public_id}{picture.suffix}")
