"""The inbox and one remark; the rule. Who may not see personal data sees numbers masked."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from content.stories.models import StoryPage
from content.talk import operations
from content.talk.enums import Refusal, RemarkKind, RemarkState, Writers
from content.talk.models import ClosedPlace, Remark, TalkRule
from content.talk.queries import UNANSWERED, at_place, has_bought, reported
from content.talk.rules import MAX_ANSWER
from content.talk.views import talk_url
from shop.catalog.models import Product
from shop.core.desk import DeskView, keyset_page, tabs_of
from shop.core.desk_form import ButtonView, OperationView, TabFilter
from shop.core.errors import ShopError
from shop.core.wording import find
from shop.customers.rules import mask_phone

TABS: list[tuple[str, str | Promise]] = [
    ("", gettext_lazy("All")),
    ("held", RemarkState.HELD.label),
    ("reported", gettext_lazy("Reported")),
    ("answer", gettext_lazy("To answer")),
    ("shown", RemarkState.SHOWN.label),
    ("refused", RemarkState.REFUSED.label),
]


def in_tab(rows: QuerySet[Remark], tab: str) -> QuerySet[Remark]:
    """The rows of a tab."""
    if tab == "reported":
        return rows.filter(reported())
    if tab == "answer":
        return rows.filter(UNANSWERED)
    return rows.filter(state=tab) if tab else rows


class TalkDeskView(DeskView):
    """A screen of the inbox."""

    permission_required = "talk.view_remark"
    header_icon = "comment"

    @cached_property
    def may_change(self) -> bool:
        return bool(self.request.user.has_perm("talk.change_remark"))


class InboxView(TalkDeskView):
    """Everything that was written, newest first."""

    template_name = "admin/talk/list.html"
    listing = "talk"

    def get_page_title(self) -> str:
        return _("Readers' words")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = TabFilter(self.request.GET, tabs=TABS)
        values = form.cleaned_data if form.is_valid() else {}
        found = find_remarks(values.get("q", "")) if form.is_valid() else Remark.objects.none()
        tab = values.get("tab", "")
        page = keyset_page(
            in_tab(found, tab).select_related("story", "product"),
            field="created_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        rule = TalkRule.objects.first()
        return super().get_context_data(
            form=form,
            tab=tab,
            tabs=tabs_of(TABS, current=tab, rows=lambda key: in_tab(found, key)),
            rows=[{"remark": row, "state": RemarkState(row.state)} for row in page.rows],
            page=page,
            is_filtered=bool(values.get("q")),
            is_off=rule is None or not (rule.comments or rule.questions),
            may_rule=self.request.user.has_perm("talk.change_talkrule"),
            **kwargs,
        )


def find_remarks(text: str) -> QuerySet[Remark]:
    """By words, name and place."""
    rows = Remark.objects.all()
    for word in text.split():
        rows = rows.filter(
            Q(text__icontains=word)
            | Q(name__icontains=word)
            | Q(answer__icontains=word)
            | Q(story__title__icontains=word)
            | Q(product__title__icontains=word)
        )
    return rows


class AnswerForm(forms.Form):
    """The brand's answer."""

    answer = forms.CharField(
        label=gettext_lazy("Our answer"),
        max_length=MAX_ANSWER,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Everybody reads it, under the brand's name."),
    )


class RemarkView(TalkDeskView):
    """One remark: who says what where, what is held against it, the answer, and the decision."""

    template_name = "admin/talk/remark.html"

    @cached_property
    def remark(self) -> Remark:
        rows = Remark.objects.select_related("story", "product", "customer", "answered_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.remark.place.title)

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("talk_desk:list"), "label": _("Readers' words")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        remark, user = self.remark, self.request.user
        personal = user.has_perm("orders.view_personal_data")
        kwargs.setdefault("form", AnswerForm(initial={"answer": remark.answer}))
        return super().get_context_data(
            remark=remark,
            kind=RemarkKind(remark.kind),
            state=RemarkState(remark.state),
            phone=(remark.phone if personal else mask_phone(remark.phone)) if remark.phone else "",
            buys=has_bought(remark.customer),
            customer_url=reverse("customer_desk:customer", args=[remark.customer_id])
            if user.has_perm("customers.view_customer")
            else "",
            findings=find(remark.text),
            answer_findings=find(remark.answer),
            reports=[row for row in remark.reports.order_by("-at") if row.seen_at is None],
            reasons=Refusal.choices,
            may_change=self.may_change,
            public_url=talk_url(remark.place) if remark.state == RemarkState.SHOWN else "",
            is_closed=ClosedPlace.objects.filter(**at_place(remark.place)).exists(),
            may_rule=user.has_perm("talk.change_talkrule"),
            next_url=self._next_url(),
            **kwargs,
        )

    def _next_url(self) -> str:
        held = Remark.objects.filter(state=RemarkState.HELD).exclude(pk=self.remark.pk)
        following = held.order_by("created_at", "id").first()
        return reverse("talk_desk:remark", args=[following.pk]) if following else ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it, refuse it for a reason, or answer."""
        if not self.may_change:
            raise PermissionDenied
        step, at, form = request.POST.get("step", ""), timezone.now(), AnswerForm(request.POST)
        try:
            if step == "show":
                operations.show(by=request.user, remark=self.remark, at=at)
                messages.success(request, _("Everybody can read it now."))
            elif step == "refuse":
                operations.refuse(by=request.user, remark=self.remark, reason=request.POST.get("reason", ""), at=at)
                messages.success(request, _("It is not shown. Its writer reads why."))
            elif form.is_valid():
                answered = operations.answer(
                    by=request.user, remark=self.remark, text=form.cleaned_data["answer"], at=at
                )
                messages.success(request, _("Answered. Its writer is told with the next visit."))
                if find(answered.answer):
                    messages.warning(request, _("The law could object to words of your answer; see below."))
            else:
                return self.render_to_response(self.get_context_data(form=form), status=422)
        except ShopError as error:
            if error.field == "answer":
                form.add_error("answer", str(error))
                return self.render_to_response(self.get_context_data(form=form), status=422)
            messages.error(request, str(error))
        return redirect(reverse("talk_desk:remark", args=[self.remark.pk]))


class BelowView(TalkDeskView):
    """What was written below one story or product, and whether anybody can write there; POST closes or opens it."""

    template_name = "admin/talk/below.html"
    page_title = gettext_lazy("Readers' words")
    # Of the place: a story, or a product.
    model: type[StoryPage | Product] = StoryPage

    @cached_property
    def place(self) -> Any:
        return get_object_or_404(self.model, pk=self.kwargs["pk"])

    @cached_property
    def may_rule(self) -> bool:
        """Whether this person may say who writes."""
        return bool(self.request.user.has_perm("talk.change_talkrule"))

    def get_page_subtitle(self) -> str:
        return str(self.place.title)

    def trail(self) -> list[dict[str, Any]]:
        if self.model is Product:
            return [{"url": reverse("wagtailsnippets_catalog_product:list"), "label": _("Products")}]
        return [{"url": reverse("talk_desk:list"), "label": _("Readers' words")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        remarks = Remark.objects.filter(**at_place(self.place)).order_by("-created_at", "-pk")
        page = keyset_page(
            remarks,
            field="created_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        rule = TalkRule.objects.first()
        return super().get_context_data(
            place=self.place,
            product=self.place if self.model is Product else None,
            rows=[{"remark": row, "state": RemarkState(row.state)} for row in page.rows],
            page=page,
            is_off=rule is None or not (rule.comments or rule.questions),
            is_closed=ClosedPlace.objects.filter(**at_place(self.place)).exists(),
            may_rule=self.may_rule,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Close it, or open it again."""
        if not self.may_rule:
            raise PermissionDenied
        closed = request.POST.get("closed") == "1"
        operations.close_place(by=request.user, place=self.place, closed=closed)
        messages.success(request, told_of_place(self.place, closed=closed))
        return redirect(request.path)


def told_of_place(place: Any, *, closed: bool) -> str:
    """What has happened to it."""
    if closed:
        return _("Nobody can write below “%(title)s” any more. What is shown stays.") % {"title": place.title}
    return _("Readers can write below “%(title)s” again.") % {"title": place.title}


class PlaceView(ButtonView):
    """Close or open the place of a remark."""

    permission_required = "talk.change_talkrule"

    @cached_property
    def remark(self) -> Remark:
        return get_object_or_404(Remark.objects.select_related("story", "product"), pk=self.kwargs["pk"])

    def url(self) -> str:
        return reverse("talk_desk:remark", args=[self.remark.pk])

    def perform(self) -> str:
        closed = self.request.POST.get("closed") == "1"
        operations.close_place(by=self.request.user, place=self.remark.place, closed=closed)
        return told_of_place(self.remark.place, closed=closed)


class RuleForm(forms.Form):
    """Whether readers can write, and who."""

    comments = forms.BooleanField(label=gettext_lazy("Comments"), required=False)
    questions = forms.BooleanField(label=gettext_lazy("Questions"), required=False)
    writers = forms.ChoiceField(
        label=gettext_lazy("Who may write"),
        choices=Writers.choices,
        help_text=gettext_lazy(
            "Whoever comments must be known by a mobile number (互联网跟帖评论服务管理规定, article 4). A buyer's "
            "number is behind their order; of others you have only what they type, so everything they write is "
            "read first."
        ),
    )
    trust_after = forms.IntegerField(
        label=gettext_lazy("Show the words of a buyer at once after so many were shown"),
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("0: everything is read first."),
    )


class RuleView(OperationView):
    """Among the settings."""

    permission_required = "talk.change_talkrule"
    page_title = gettext_lazy("Readers' words")
    header_icon = "comment"
    form_class = RuleForm
    button = gettext_lazy("Save")

    def url(self) -> str:
        return reverse("talk_desk:list")

    def make_form(self, data: Any = None) -> RuleForm:
        rule = TalkRule.objects.first() or TalkRule()
        names = ("comments", "questions", "writers", "trust_after")
        return RuleForm(data, initial={name: getattr(rule, name) for name in names})

    def perform(self, values: dict[str, Any]) -> str:
        operations.set_rule(by=self.request.user, **values)
        return _("Saved.")
