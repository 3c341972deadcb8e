"""Where gateways report."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shop.core.errors import ShopError
from shop.payments.operations import receive_callback


@csrf_exempt
@require_POST
def payment_callback(request: HttpRequest, gateway: str) -> HttpResponse:
    """A gateway's message. 200 once it is stored, 400 when it is not the gateway's."""
    try:
        outcome = receive_callback(gateway_code=gateway, headers=request.headers, body=request.body, at=timezone.now())
    except ShopError as error:
        return HttpResponse(str(error), status=error.status, content_type="text/plain; charset=utf-8")
    return HttpResponse(str(outcome), content_type="text/plain; charset=utf-8")
