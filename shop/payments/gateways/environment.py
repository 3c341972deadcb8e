"""What gateways read from the environment: their secrets are nowhere else. And how vendors write times."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from shop.core.environment import read

__all__ = ["beijing", "read", "require"]


def require(code: str, *names: str) -> None:
    """Refuse to start when a gateway is switched on without what it needs."""
    if code not in settings.PAYMENT_GATEWAYS:
        return
    missing = []
    for name in names:
        try:
            present = read(name)
        except OSError as error:
            msg = f"{name}_FILE cannot be read: {error}"
            raise ImproperlyConfigured(msg) from error
        if not present:
            missing.append(name)
    if missing:
        msg = f"PAYMENT_GATEWAYS names {code}, which needs these environment variables: {', '.join(missing)}"
        raise ImproperlyConfigured(msg)


def beijing(text: str) -> datetime:
    """``2026-11-27 18:04:05`` as vendors mean it, wherever this machine stands. ``ValueError`` for anything else."""
    return datetime.strptime(f"{text.strip()} +0800", "%Y-%m-%d %H:%M:%S %z")
