"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingsConfig(AppConfig):
    """Sessions of bookable services, and who leads them."""

    name = "shop.bookings"
    label = "bookings"
    verbose_name = _("Bookings")
