"""Pure decisions about people: phone numbers, masking, the data of an address."""

from dataclasses import asdict, dataclass

import phonenumbers
from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput


@dataclass(frozen=True, kw_only=True)
class AddressData:
    """An address as typed and checked by a form or the API."""

    recipient: str
    phone: str
    province: str
    city: str
    district: str
    street: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def clean_phone(text: str) -> str:
    """A mainland mobile number as 11 digits, other countries' as E.164. ``InvalidInput`` on anything else."""
    try:
        number = phonenumbers.parse(text[:40], "CN")
    except phonenumbers.NumberParseException as error:
        raise InvalidInput(_("Enter a mobile number, such as 138 0013 8000."), field="phone") from error
    if not phonenumbers.is_valid_number(number):
        raise InvalidInput(_("Enter a mobile number, such as 138 0013 8000."), field="phone")
    if number.country_code == 86:
        return str(number.national_number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mask_phone(phone: str) -> str:
    """``138****8000``: for screens of people who need not call."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "****"


def mask_name(name: str) -> str:
    """``林*`` / ``欧**``: the first character only."""
    return name[:1] + "*" * max(1, min(len(name) - 1, 3)) if name else ""
