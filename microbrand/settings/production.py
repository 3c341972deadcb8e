"""Production: refuses to start without its secrets; HTTPS only."""

from django.core.exceptions import ImproperlyConfigured

from microbrand.settings.base import *  # noqa: F403
from microbrand.settings.base import REAL_CARRIERS, env

_required = ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "CACHE_URL", "CELERY_BROKER_URL", "SITE_URL")
_missing = [name for name in _required if not env.str(name, default="")]
if _missing:
    msg = f"production needs these environment variables: {', '.join(_missing)}"
    raise ImproperlyConfigured(msg)
if "sandbox" in env.list("PAYMENT_GATEWAYS", default=[]):
    msg = "PAYMENT_GATEWAYS names the sandbox: it marks orders paid without money. Name real gateways."
    raise ImproperlyConfigured(msg)

PAYMENT_GATEWAYS = env.list("PAYMENT_GATEWAYS", default=[])
if "local" in env.list("CARRIERS", default=[]):
    msg = "CARRIERS names the local courier: it tells of parcels that do not exist. Name real carriers."
    raise ImproperlyConfigured(msg)

CARRIERS = env.list("CARRIERS", default=REAL_CARRIERS)
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
