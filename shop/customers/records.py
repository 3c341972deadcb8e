"""A copy of everything that is held about a person, for that person (《个人信息保护法》第四十五条).

The rooms above know most of it, so they register here; ``microbrand/wiring.py`` says who answers.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import JsonResponse

from shop.customers.models import Address, Customer

# Name of a part → its rows, of plain values that JSON can hold (times and dates too, see ``DjangoJSONEncoder``).
Records = dict[str, list[Mapping[str, Any]]]
Provider = Callable[[Customer], Records]
_providers: list[Provider] = []


def connect(*providers: Provider) -> None:
    """Answer for what a room holds about a customer."""
    _providers.extend(provider for provider in providers if provider not in _providers)


def records_of(customer: Customer) -> Records:
    """Everything that is held about ``customer``, by part."""
    records: Records = {
        "customer": [{"name": customer.name, "phone": customer.phone, "since": customer.created_at}],
        "addresses": list(
            Address.objects.filter(customer=customer)
            .order_by("-used_at")
            .values("recipient", "phone", "province", "city", "district", "street", "used_at")
        ),
    }
    for provider in _providers:
        records |= provider(customer)
    return records


def download(customer: Customer) -> JsonResponse:
    """The copy as a file: UTF-8, readable as it is."""
    answer = JsonResponse(records_of(customer), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="customer-{customer.public_id}.json"'
    answer["Cache-Control"] = "private, no-store"
    return answer
