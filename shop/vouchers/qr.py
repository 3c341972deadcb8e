"""The QR code of a voucher: scanned by any phone of the staff, it opens the page at the counter."""

import qrcode
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathImage


def voucher_url(code: str) -> str:
    """Where the scan leads. Whoever is not of the staff is asked to sign in and learns nothing."""
    return f"{settings.SITE_URL}{reverse('voucher_desk:redeem')}?code={code}"


def voucher_qr(code: str) -> SafeString:
    """As SVG, drawn in the page: nothing to load, sharp in print. Error correction M (15 %), four modules around."""
    made = qrcode.make(
        voucher_url(code), image_factory=SvgPathImage, error_correction=qrcode.constants.ERROR_CORRECT_M, border=4
    )
    # Nothing of it was typed by anybody.
    return mark_safe(made.to_string(encoding="unicode"))
