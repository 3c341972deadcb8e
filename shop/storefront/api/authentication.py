"""Who an API client acts for: a customer, by bearer token. There are no cookies and no users here."""

from typing import Any

from django.core import signing
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from shop.customers.models import Customer

_SALT = "storefront.customer-token"
# A mini program keeps its token for a year; ``Customer.token_version`` revokes it earlier.
MAX_AGE_SECONDS = 365 * 24 * 3600


def token_for(customer: Customer) -> str:
    """A signed bearer token."""
    return signing.dumps([str(customer.public_id), customer.token_version], salt=_SALT)


def customer_of(token: str) -> Customer | None:
    """The customer a token stands for; None if it is forged, too old or revoked."""
    try:
        public_id, version = signing.loads(token, salt=_SALT, max_age=MAX_AGE_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Customer.objects.filter(public_id=public_id, token_version=version).first()


class CustomerTokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer <token>``; ``request.auth`` is the ``Customer``, ``request.user`` stays None."""

    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        header = get_authorization_header(request).split()
        if not header or header[0].lower() != b"bearer":
            return None
        customer = customer_of(header[1].decode("ascii", "replace")) if len(header) == 2 else None
        if customer is None:
            raise AuthenticationFailed(_("The token is not valid. Ask for a new one."))
        return None, customer

    def authenticate_header(self, request: Any) -> str:
        return "Bearer"


class CustomerTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes the token."""

    target_class = CustomerTokenAuthentication
    name = "customerToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
