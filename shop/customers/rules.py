"""Pure decisions about people: phone numbers, masking, the data of an address."""

from dataclasses import asdict, dataclass

import phonenumbers
from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput
from shop.customers.regions import code_of

# As the columns of ``AddressFields`` are wide.
_LENGTHS = {"recipient": 40, "province": 20, "city": 30, "district": 30, "street": 200}


@dataclass(frozen=True, kw_only=True)
class AddressData:
    """An address that a parcel can be sent to; ``InvalidInput`` names the field that it cannot.

    The phone is normalized (``clean_phone``): limits per person count by it.
    """

    recipient: str
    phone: str
    province: str
    city: str
    district: str
    street: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "phone", clean_phone(self.phone))
        for name, length in _LENGTHS.items():
            text = getattr(self, name).strip()
            object.__setattr__(self, name, text)
            if not text and name != "district":
                raise InvalidInput(_("Please fill in this field."), field=name)
            if len(text) > length or not text.isprintable():
                message = _("At most %(count)s characters, on one line.") % {"count": length}
                raise InvalidInput(message, field=name)

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    @property
    def region_code(self) -> str:
        """The code of the region it lies in, as deep as its names are known (``regions``); '' if nobody knows."""
        return code_of(self.province, self.city, self.district)


@dataclass(frozen=True, kw_only=True)
class ContactData:
    """Whose an order is that needs no parcel: found again, and counted, by the mobile number. Who fetches it has a
    name, too.
    """

    phone: str
    recipient: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "phone", clean_phone(self.phone))
        name = self.recipient.strip()
        if len(name) > _LENGTHS["recipient"] or not name.isprintable():
            message = _("At most %(count)s characters, on one line.") % {"count": _LENGTHS["recipient"]}
            raise InvalidInput(message, field="recipient")
        object.__setattr__(self, "recipient", name)

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
