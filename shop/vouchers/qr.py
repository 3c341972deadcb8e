"""The QR code of a voucher: scanned by any phone of the staff, it opens the page at the counter.

It carries the code with a signature, so that the counter tells a forged one before it looks for anything. Former keys
(``SECRET_KEY_FALLBACKS``) hold.
"""

from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.safestring import SafeString

from shop.core.drawing.qr import qr_svg
from shop.vouchers.errors import VoucherForged
from shop.vouchers.rules import read_code

_SEPARATOR = "~"


def voucher_url(code: str) -> str:
    """Where the scan leads. Whoever is not of the staff is asked to sign in and learns nothing."""
    return f"{settings.SITE_URL}{reverse('voucher_desk:redeem')}?code={signed(code)}"


def signed(code: str) -> str:
    """The code with its signature."""
    return _signer().sign(code)


def read_scan(text: str) -> str:
    """The code in what was scanned, or typed: digits alone are taken as they are, "" if there are none.
    ``VoucherForged`` if a signature is there that is not ours.
    """
    text = text.strip()
    if "code=" in text:
        text = parse_qs(urlsplit(text).query).get("code", [""])[0]
    if _SEPARATOR not in text:
        return read_code(text)
    try:
        return read_code(_signer().unsign(text))
    except signing.BadSignature as error:
        raise VoucherForged from error


def is_signed(text: str) -> bool:
    """Whether it claims to come from a QR code of ours, instead of being typed."""
    return _SEPARATOR in text.partition("code=")[2] or ("://" not in text and _SEPARATOR in text)


def _signer() -> signing.Signer:
    return signing.Signer(sep=_SEPARATOR, salt="shop.vouchers")


def voucher_qr(code: str) -> SafeString:
    """As SVG, drawn in the page."""
    return qr_svg(voucher_url(code))
