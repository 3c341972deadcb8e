"""Be told when it is back, or costs less: ask, say yes, leave."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from shop.catalog.models import Product, Sku
from shop.core.errors import InvalidInput, ShopError
from shop.core.mail import sends_mail
from shop.core.throttling import throttled
from shop.notices import links
from shop.notices.enums import NoticeKind
from shop.notices.errors import LinkExpired
from shop.notices.models import Subscription
from shop.notices.operations import confirm, leave, subscribe
from shop.notices.queries import before
from shop.storefront.customer import current_customer
from shop.storefront.forms import NoticeForm
from shop.storefront.views.catalog import product_page


@require_POST
@throttled("notice")
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave a mail address for one SKU of the product. What cannot be taken is said beside its field."""
    at = timezone.now()
    shown = Product.objects.visible(at).select_related("cover").prefetch_related("cover__renditions")
    product = get_object_or_404(shown, slug=slug)
    form = NoticeForm(request.POST)
    if form.is_valid() and not form.is_robot and sends_mail():
        sku = get_object_or_404(Sku.objects.for_sale(at), pk=form.cleaned_data["sku"], product=product)
        try:
            subscribe(
                sku=sku,
                kind=form.cleaned_data["kind"],
                email=form.cleaned_data["email"],
                language=get_language() or "zh-hans",
                customer=current_customer(request),
                at=at,
            )
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        except ShopError as error:
            messages.error(request, str(error))
            return redirect(product)
    if form.errors:
        if set(form.errors) != {"email"}:
            # Nothing a person typed: an option that is gone, an old page.
            messages.error(request, _("Choose one of the options first."))
            return redirect(product)
        return product_page(request, product, at=at, refused_notice=form, status=422)
    messages.success(request, _("Look into your mailbox and say yes there; then we will tell you."))
    return redirect(product)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of the mail. A button says yes: programs that only follow links say nothing."""
    row = Subscription.objects.select_related("sku__product").filter(pk=links.read_confirm(token) or 0).first()
    if request.method == "POST":
        try:
            row = confirm(token=token, at=timezone.now())
        except LinkExpired:
            row = None
    if row is None:
        return _page(request, heading=_("This link is not good any more"), say=str(LinkExpired.message), status=404)
    title, product = row.sku.told_title, row.sku.product
    if row.confirmed_at is None:
        question = (
            _("Tell you when %(title)s is back?")
            if row.kind == NoticeKind.BACK
            else _("Tell you when %(title)s costs less?")
        )
        return _page(request, heading=question % {"title": title}, button=_("Yes, tell me"), product=product)
    return _page(request, heading=_("We will tell you"), say=_place_in_line(row), product=product)


def _place_in_line(row: Subscription) -> str:
    count = before(row)
    said = ngettext(
        "%(count)s shopper has waited longer than you. When fewer units come than people wait, those who came first "
        "are told first.",
        "%(count)s shoppers have waited longer than you. When fewer units come than people wait, those who came first "
        "are told first.",
        count,
    )
    return said % {"count": count} if count else _("You are the first in line.")


# Mail programs post here without a page of ours before (RFC 8058); the signed link is what lets them.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice_leave(request: HttpRequest, token: str) -> HttpResponse:
    """Wait no more: a page with a button, and the one click of a mail program."""
    subscription_id = links.read_leave(token)
    if subscription_id is None:
        return _page(request, heading=_("This link is not good any more"), status=404)
    if request.method == "POST":
        leave(token=token)
    elif Subscription.objects.filter(pk=subscription_id).exists():
        return _page(request, heading=_("Tell you nothing more?"), button=_("Delete my address"))
    return _page(request, heading=_("Your address is deleted"), say=_("You get no mail about it."))


def _page(
    request: HttpRequest,
    *,
    heading: str,
    say: str = "",
    button: str = "",
    product: Product | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"heading": heading, "say": say, "button": button, "product": product}
    response = render(request, "shop/storefront/notice.html", context, status=status)
    # The address holds the key to somebody's subscription: no other site is told. (Not "no-referrer", with which
    # browsers hide from us, too, that the form is ours.)
    response.headers["Referrer-Policy"] = "same-origin"
    return response
