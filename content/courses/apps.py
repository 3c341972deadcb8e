"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """Paid content in chapters."""

    name = "content.courses"
    label = "courses"
    verbose_name = _("Paid content")

    def ready(self) -> None:
        from content.courses.queries import BUYER
        from content.previews import audiences

        audiences.register(self.get_model("CoursePage"), BUYER, _("Somebody who has bought it"))
