"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PostersConfig(AppConfig):
    """Share posters: state, layout and rendering."""

    name = "content.posters"
    label = "posters"
    verbose_name = _("Posters")
