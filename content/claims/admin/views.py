"""The claims desk: claims against returns, one claim, the claims of a product, and the tags of a case."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import HeaderButton

from content.claims.admin.forms import ClaimForm, TagsForm
from content.claims.models import CaseTag, Claim
from content.claims.operations import ClaimData, count_claims, retire_claim, save_claim, tag_case
from content.claims.queries import compared, listed_claims, reasons_of, standing_of, standings, where_said
from content.claims.rules import ENOUGH_UNITS
from shop.aftersales.models import Case
from shop.catalog.models import Product
from shop.core.desk import DeskView
from shop.core.desk_form import ButtonView, OperationView, TabFilter
from shop.core.errors import ShopError

ON_A_PAGE = 50
TOO_OLD = timedelta(hours=1)
# Cases that are named on the page of a claim.
LATEST_CASES = 30


def find_claims(text: str) -> QuerySet[Claim]:
    """Those still made, by their words and product."""
    rows = Claim.objects.standing()
    for word in text.split():
        rows = rows.filter(Q(title__icontains=word) | Q(wordings__icontains=word) | Q(product__title__icontains=word))
    return rows


class ClaimScreen(DeskView):
    """A screen of the desk."""

    permission_required = "claims.view_claim"
    header_icon = "openquote"

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("claims_desk:list"), "label": _("Claims")}]

    @property
    def may_change(self) -> bool:
        return bool(self.request.user.has_perm("claims.change_claim"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_change=self.may_change, enough=ENOUGH_UNITS, **kwargs)


class ClaimsView(ClaimScreen):
    """All claims that are made, what is contradicted most first."""

    template_name = "admin/claims/list.html"
    page_title = gettext_lazy("Claims")
    listing = "claims"

    def trail(self) -> list[dict[str, Any]]:
        return []

    @property
    def header_buttons(self) -> list[HeaderButton]:
        tools = super().header_buttons
        if not self.may_change:
            return tools
        return [HeaderButton(_("Write down a claim"), url=reverse("claims_desk:add"), icon_name="plus"), *tools]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = TabFilter(self.request.GET, tabs=[("", "")])
        words = form.cleaned_data["q"] if form.is_valid() else ""
        now = timezone.now()
        listed = listed_claims(find_claims(words))
        page = Paginator(listed, ON_A_PAGE).get_page(self.request.GET.get("p"))
        # The background counts every half hour; where it did not, what is shown is counted now.
        if old := [claim.pk for claim in page if claim.counted.at < now - TOO_OLD]:
            count_claims(claims=old, at=now)
            page = Paginator(listed.all(), ON_A_PAGE).get_page(self.request.GET.get("p"))
        claims = list(page)
        said = where_said(claims)
        rows = [(standing_of(claim.counted), claim.counted.alarms, len(said[claim.pk])) for claim in claims]
        counted_at = min((claim.counted.at for claim in claims), default=None)
        return super().get_context_data(
            form=form, rows=rows, page=page, counted_at=counted_at, is_filtered=bool(words), **kwargs
        )


class OneClaim:
    """What screens about one claim share."""

    kwargs: dict[str, Any]

    @cached_property
    def claim(self) -> Claim:
        return get_object_or_404(Claim.objects.select_related("product"), pk=self.kwargs["pk"])

    def url(self) -> str:
        return reverse("claims_desk:claim", args=[self.kwargs["pk"]])


class ClaimView(OneClaim, ClaimScreen):
    """One claim: what came back for it, by SKU and lot, and who says it where."""

    template_name = "admin/claims/claim.html"

    def get_page_title(self) -> str:
        return str(self.claim)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.may_change or self.claim.retired_at:
            return []
        return [HeaderButton(_("Change"), url=reverse("claims_desk:change", args=[self.claim.pk]), icon_name="edit")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        claim = self.claim
        [standing] = standings([claim])
        cases = CaseTag.objects.filter(claim=claim).select_related("line__case", "line__line").order_by("-at", "-pk")
        return super().get_context_data(
            claim=claim,
            standing=standing,
            compared=compared(claim, at=timezone.now()),
            said=where_said([claim])[claim.pk],
            reasons=reasons_of(claim),
            cases=cases[:LATEST_CASES],
            **kwargs,
        )


class ProductClaimsView(ClaimScreen):
    """The claims about a product and who makes them, as a part of its pages."""

    template_name = "admin/claims/product.html"
    header_icon = "tag"

    @cached_property
    def product(self) -> Product:
        return get_object_or_404(Product, pk=self.kwargs["product"])

    def get_page_title(self) -> str:
        return _("Claims")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("wagtailsnippets_catalog_product:list"), "label": _("Products")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        claims = list(Claim.objects.standing().filter(product=self.product).select_related("product"))
        said = where_said(claims)
        rows = [(row, said[row.claim.pk]) for row in standings(claims)]
        add = f"{reverse('claims_desk:add')}?{urlencode({'product': self.product.pk})}"
        return super().get_context_data(**{**kwargs, "product": self.product, "rows": rows, "add": add})


class SaveClaimView(OneClaim, OperationView):
    """Write a claim down, or change it."""

    permission_required = "claims.change_claim"
    template_name = "admin/desk/form.html"
    header_icon = "openquote"
    button = gettext_lazy("Save")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("claims_desk:list"), "label": _("Claims")}]

    def get_page_title(self) -> str:
        return str(self.claim) if "pk" in self.kwargs else _("Write down a claim")

    def url(self) -> str:
        return super().url() if "pk" in self.kwargs else reverse("claims_desk:list")

    def make_form(self, data: Any = None) -> ClaimForm:
        if "pk" in self.kwargs:
            return ClaimForm(data, instance=get_object_or_404(Claim.objects.standing(), pk=self.kwargs["pk"]))
        asked = self.request.GET.get("product", "")
        product = asked if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
        return ClaimForm(data, initial={"product": product} if product else None)

    def perform(self, values: dict[str, Any]) -> str:
        product = values.pop("product", None) or self.claim.product
        save_claim(by=self.request.user, product=product, data=ClaimData(**values), claim_id=self.kwargs.get("pk"))
        return _("Saved.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "media": context["form"].media}


class RetireView(OneClaim, ButtonView):
    """Nobody says it any more."""

    permission_required = "claims.change_claim"

    def perform(self) -> str:
        done = retire_claim(by=self.request.user, claim=self.claim, at=timezone.now())
        return _("Retired. What was held against it stays here.") if done else _("It was retired before.")


class TagCaseView(ClaimScreen):
    """Which claims a case contradicts (POST only); goes back to the case."""

    permission_required = "claims.tag_case"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        case = get_object_or_404(Case, number=number)
        form = TagsForm(request.POST, case=case)
        if form.is_valid():
            try:
                tag_case(by=request.user, case=case, claims=form.tags(), at=timezone.now())
            except ShopError as error:
                messages.error(request, str(error))
            else:
                messages.success(request, _("Saved."))
        else:
            messages.error(request, _("Please choose from the list."))
        return redirect("case_desk:case", number=number)
