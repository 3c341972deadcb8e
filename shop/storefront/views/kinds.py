"""What can be done with goods that are not sold here: ask about them, or go on to the shop that has them."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.catalog.queries import link_of
from shop.core.errors import InvalidInput, ShopError
from shop.core.throttling import throttled
from shop.enquiries.operations import send_enquiry
from shop.social.operations import count_click
from shop.storefront import touches
from shop.storefront.forms import EnquiryForm
from shop.storefront.views.catalog import product_page
from shop.storefront.visitors import visitor_of


def _shown(slug: str, kind: ProductKind) -> Product:
    visible = Product.objects.visible(timezone.now()).select_related("cover")
    return get_object_or_404(visible.prefetch_related("cover__renditions"), slug=slug, kind=kind)


@require_POST
@throttled("enquiry")
def enquire(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask about a product. What cannot be taken is said beside its field."""
    product = _shown(slug, ProductKind.ENQUIRY)
    at = timezone.now()
    form = EnquiryForm(request.POST)
    if form.is_valid() and not form.is_robot:
        try:
            send_enquiry(product=product, data=form.data_given(), has_agreed=form.cleaned_data["consent"], at=at)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        except ShopError as error:
            messages.error(request, str(error))
            return redirect(product)
    if form.errors:
        return product_page(request, product, at=at, refused_enquiry=form, status=422)
    messages.success(request, _("Your question is with us. We will get back to you."))
    return redirect(product)


@never_cache
@require_safe
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """On to the other shop, counted. Not yet anywhere: back to the product."""
    product = _shown(slug, ProductKind.LINK)
    url = link_of(product)
    if not url:
        return redirect(product)
    if request.method == "GET":
        count_click(
            product=product,
            host=urlsplit(url).hostname or "",
            visitor=visitor_of(request),
            touch=touches.read(request),
            at=timezone.now(),
        )
    response = HttpResponseRedirect(url)
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
