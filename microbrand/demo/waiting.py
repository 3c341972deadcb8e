"""Who waits for the dishes to be back, and for the gift box to cost less. Addresses that cannot exist."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from microbrand.demo.clock import Clock
from shop.catalog.models import Sku
from shop.notices.links import confirm_url
from shop.notices.operations import confirm, subscribe

# SKU code, what for, and hours ago for each who waits. The promotion that begins after the start tells the last three.
WAITING = (
    ("HFY-DIE-SB", "back", (70, 55, 41, 26, 9, 3)),
    ("HFY-DIE-YQ", "back", (62, 20)),
    ("HFY-LH-9", "price", (33, 12, 5)),
)


class Waiting:
    """Puts them on the clock."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def plan_all(self) -> None:
        """Each leaves an address and says yes a few minutes later."""
        for code, kind, hours in WAITING:
            for number, ago in enumerate(hours, start=1):
                email = f"{code.lower()}-{number}@shopper.example"
                self.clock.plan(self.clock.now - timedelta(hours=ago), self._wait(code, kind, email))

    def _wait(self, code: str, kind: str, email: str) -> Any:
        def step(at: datetime) -> None:
            sku = Sku.objects.get(code=code)
            row = subscribe(sku=sku, kind=kind, email=email, language=settings.LANGUAGE_CODE, at=at)
            token = confirm_url(row.pk).split("/")[-2]
            confirm(token=token, at=at + timedelta(minutes=4))

        return step
