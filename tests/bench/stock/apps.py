"""App configuration."""

from django.apps import AppConfig


class StockConfig(AppConfig):
    """The baseline."""

    name = "tests.bench.stock"
    label = "stock"
