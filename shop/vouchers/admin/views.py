"""The page at the counter, the list of what was issued, and the terms of a product's vouchers."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from shop.catalog.admin.terms import ProductTermsView
from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.core.desk import DeskView, keyset_page, tabs_of
from shop.core.errors import ShopError
from shop.core.throttling import seconds_left, seconds_to_wait
from shop.customers.rules import mask_phone
from shop.inventory.models import Place
from shop.vouchers import operations
from shop.vouchers.admin.forms import TABS, CodeForm, ListFilter, PlaceForm, TermsForm
from shop.vouchers.errors import VoucherForged
from shop.vouchers.models import Voucher, VoucherQuerySet
from shop.vouchers.qr import is_signed, read_scan
from shop.vouchers.queries import WITH_SESSION, terms_of
from shop.vouchers.rules import is_mistyped

# The place this browser stands at, so that the next voucher asks no more.
PLACE_KEY = "voucher_place"
GUESSES = "voucher-guess"


class VoucherDeskView(DeskView):
    """A screen of the voucher desk."""

    permission_required = "vouchers.view_voucher"
    header_icon = "check"

    @cached_property
    def personal(self) -> bool:
        return bool(self.request.user.has_perm("orders.view_personal_data"))


class RedeemView(VoucherDeskView):
    """The counter: type or scan a code (``?code=``), see what it is good for, redeem it."""

    template_name = "admin/vouchers/redeem.html"
    page_title = gettext_lazy("Redeem a voucher")

    @property
    def header_buttons(self) -> list[HeaderButton]:
        # A short word beside the title: the counter is a phone.
        said = {"aria-label": _("All vouchers")}
        return [HeaderButton(_("All"), url=reverse("voucher_desk:list"), icon_name="list-ul", attrs=said)]

    @cached_property
    def typed(self) -> str:
        return self.request.GET.get("code", "").strip()[:300]

    # Why nothing is looked up, or nothing was found.
    problem = ""

    @cached_property
    def voucher(self) -> Voucher | None:
        """The one with the code that was scanned or typed. Codes of other people are not to be found by trying: wrong
        ones are counted for each person, beyond the rate only what is signed is looked up. What is only mistyped is
        told by its check digits, looks for nothing and does not count.
        """
        if not self.typed:
            return None
        try:
            code = read_scan(self.typed)
        except VoucherForged as error:
            self.problem = str(error)
            return None
        if not code:
            self.problem = _("A code has 14 digits; older ones have 12.")
            return None
        if is_mistyped(code):
            self.problem = _("A digit is wrong, or two have changed places. Please compare them with the voucher.")
            return None
        who = f"staff-{self.request.user.pk}"
        if not is_signed(self.typed) and (seconds := seconds_left(GUESSES, self.request, ident=who)):
            words = _("Too many wrong codes. Scan the QR code, or type again in %(minutes)s minutes.")
            self.problem = words % {"minutes": -(-seconds // 60)}
            return None
        found = self._voucher(code)
        if found is None:
            seconds_to_wait(GUESSES, self.request, ident=who)
            self.problem = _("No voucher has this code. Please check the digits.")
        return found

    def _voucher(self, code: str) -> Voucher | None:
        rows = Voucher.objects.select_related(
            "line__order", "line__sku__product", "redeemed_place", "redeemed_by", *WITH_SESSION
        )
        return rows.prefetch_related("places").filter(code=code).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at, voucher, user = timezone.now(), self.voucher, self.request.user
        form = CodeForm(initial={"code": self.typed})
        context: dict[str, Any] = {"form": form, "typed": self.typed, "voucher": voucher, "at": at}
        context["problem"] = self.problem
        if voucher:
            places = list(voucher.places.all()) or list(Place.objects.all())
            chosen = self.request.session.get(PLACE_KEY)
            phone = voucher.line.order.phone
            context |= {
                "state": voucher.state_at(at),
                "places": places,
                "place_form": PlaceForm(
                    places=Place.objects.filter(pk__in=[place.pk for place in places]), initial={"place": chosen}
                ),
                "phone": phone if self.personal else mask_phone(phone) if phone else "",
                "may_redeem": user.has_perm("vouchers.redeem_voucher"),
                "may_restore": user.has_perm("vouchers.restore_voucher"),
                "may_see_order": user.has_perm("orders.view_order"),
            }
        return super().get_context_data(**{**context, **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redeem (``place``) or take back (``take_back``) the voucher of ``?code=``."""
        voucher, at = self.voucher, timezone.now()
        if voucher is None:
            return self.render_to_response(self.get_context_data(), status=404)
        try:
            if "take_back" in request.POST:
                self._check("vouchers.restore_voucher")
                operations.take_back(by=request.user, voucher=voucher, at=at)
                messages.success(request, _("Taken back: the voucher is good again."))
            else:
                self._check("vouchers.redeem_voucher")
                form = PlaceForm(request.POST, places=Place.objects.all())
                if not form.is_valid():
                    return self.render_to_response(self.get_context_data(place_form=form), status=422)
                place = form.cleaned_data["place"]
                operations.redeem(by=request.user, code=voucher.code, place=place, at=at)
                request.session[PLACE_KEY] = place.pk
                messages.success(request, _("Redeemed. Hand it over."))
        except ShopError as error:
            messages.error(request, str(error))
        return redirect(f"{reverse('voucher_desk:redeem')}?{urlencode({'code': voucher.code})}")

    def _check(self, permission: str) -> None:
        if not self.request.user.has_perm(permission):
            raise PermissionDenied


class VoucherListView(VoucherDeskView):
    """What was issued, newest first."""

    template_name = "admin/vouchers/list.html"
    page_title = gettext_lazy("Vouchers")
    listing = "vouchers"

    @property
    def header_buttons(self) -> list[HeaderButton]:
        redeem = HeaderButton(_("Redeem a voucher"), url=reverse("voucher_desk:redeem"), icon_name="check")
        return [redeem, *super().header_buttons]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = timezone.now()
        form = ListFilter(self.request.GET)
        values = form.cleaned_data if form.is_valid() else {}
        found = find_vouchers(values.get("q", "")) if form.is_valid() else Voucher.objects.none()
        tab = values.get("tab", "")
        page = keyset_page(
            (found.in_state(tab, at) if tab else found).select_related("line__order", "redeemed_place"),
            field="issued_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        tabs = tabs_of(TABS, current=tab, rows=lambda key: found.in_state(key, at) if key else found)
        rows = [{"voucher": voucher, "state": voucher.state_at(at)} for voucher in page.rows]
        return super().get_context_data(
            form=form, tab=tab, tabs=tabs, rows=rows, page=page, is_filtered=bool(values.get("q")), **kwargs
        )


def find_vouchers(text: str) -> VoucherQuerySet:
    """By code, order number or product."""
    rows = Voucher.objects.all()
    if not text:
        return rows
    try:
        code = read_scan(text)
    except VoucherForged:
        return rows.none()
    if code:
        return rows.filter(code=code)
    return rows.filter(Q(line__order__number=text.strip()) | Q(line__product_title__icontains=text.strip()))


class TermsView(ProductTermsView):
    """What vouchers of a product promise, with immediate effect for those that are sold from now on."""

    permission_required = "vouchers.change_terms"
    header_icon = "check"
    page_title = gettext_lazy("Terms of the voucher")
    form_class = TermsForm
    note = gettext_lazy("Vouchers that were sold already keep what they promised.")
    saved = gettext_lazy("Saved. It holds for vouchers that are sold from now on.")

    def products(self) -> QuerySet[Product]:
        return super().products().filter(kind=ProductKind.VOUCHER)

    def initial(self) -> dict[str, Any]:
        terms = terms_of(self.product, at=timezone.now())
        if terms is None:
            return {}
        names = ("valid_days", "valid_from", "valid_until", "conditions")
        return {name: getattr(terms, name) for name in names} | {"places": terms.places.all()}

    def keep(self, form: TermsForm) -> None:
        operations.set_terms(
            by=self.request.user,
            product=self.product,
            data=form.terms(),
            places=form.cleaned_data["places"],
            at=timezone.now(),
        )
