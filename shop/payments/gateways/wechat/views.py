"""The detour inside WeChat: who is it? Only then can the payment sheet be opened."""

import httpx
import structlog
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shop.core.errors import ShopError
from shop.core.throttling import client_address, throttled
from shop.payments.errors import GatewayUnavailable
from shop.payments.gateways import Visitor
from shop.payments.gateways.environment import read
from shop.payments.gateways.wechat.gateway import STATE_SALT, Gateway
from shop.payments.models import Payment
from shop.payments.operations import start_again

log = structlog.get_logger(__name__)
STATE_SECONDS = 600


@never_cache
@require_safe
@throttled("checkout", methods=("GET",))
def openid(request: HttpRequest) -> HttpResponse:
    """WeChat sends the shopper back with a code; the openid it stands for is kept in their session."""
    try:
        reference = signing.loads(request.GET.get("state", ""), salt=STATE_SALT, max_age=STATE_SECONDS)
    except signing.BadSignature as error:
        raise Http404 from error
    if Gateway.code not in settings.PAYMENT_GATEWAYS:
        raise Http404
    payment = get_object_or_404(Payment, gateway=Gateway.code, reference=reference)
    try:
        payer = _openid_of(request.GET.get("code", "")[:200])
        request.session["payers"] = {**request.session.get("payers", {}), Gateway.code: payer}
        visitor = Visitor(ip=client_address(request), is_phone=True, in_wechat=True, payer=payer)
        payment, _start = start_again(payment=payment, at=timezone.now(), visitor=visitor)
    except ShopError as error:
        log.warning("openid_led_nowhere", payment=payment.reference, error=str(error))
        messages.error(request, str(error))
        return redirect(payment)
    return redirect(payment.paying_url)


def _openid_of(code: str) -> str:
    host = read("WECHAT_API_URL", "https://api.weixin.qq.com")
    query = {
        "appid": read("WECHAT_PAY_APPID"),
        "secret": read("WECHAT_PAY_APP_SECRET"),
        "code": code,
        "grant_type": "authorization_code",
    }
    try:
        answer = httpx.get(f"{host}/sns/oauth2/access_token", params=query, timeout=10).json()
        return str(answer["openid"])
    except Exception as error:
        raise GatewayUnavailable from error
