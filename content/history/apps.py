"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HistoryConfig(AppConfig):
    """Readable differences between versions."""

    name = "content.history"
    label = "history"
    verbose_name = _("History")

    def ready(self) -> None:
        from django.db import models
        from wagtail.admin.compare import register_comparison_class
        from wagtail.fields import RichTextField, StreamField

        from content.history.comparison import RichTextComparison, StreamComparison, TextComparison

        register_comparison_class(models.CharField, comparison_class=TextComparison)
        register_comparison_class(models.TextField, comparison_class=TextComparison)
        register_comparison_class(RichTextField, comparison_class=RichTextComparison)
        register_comparison_class(StreamField, comparison_class=StreamComparison)
