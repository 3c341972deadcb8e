"""The QR code of a voucher: scanned by any phone of the staff, it opens the page at the counter."""

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from shop.core.drawing.qr import qr_svg


def voucher_url(code: str) -> str:
    """Where the scan leads. Whoever is not of the staff is asked to sign in and learns nothing."""
    return f"{settings.SITE_URL}{reverse('voucher_desk:redeem')}?code={code}"


def voucher_qr(code: str) -> SafeString:
    """As SVG, drawn in the page."""
    return qr_svg(voucher_url(code))
