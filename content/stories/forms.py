"""The form of our pages."""

from typing import Any

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.widgets import AdminPageChooser

from content.blocks.forms import refuse_tampered_choices


class BrandPageForm(WagtailAdminPageForm):  # type: ignore[misc]
    """An address nobody has to think of: left empty, it is the title in Latin letters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        refuse_tampered_choices(self)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Last part of the page's address. Left empty, it is made from the title.")
        for name in ("go_live_at", "expire_at"):
            if name in self.fields:
                self.fields[name].help_text = format_lazy(
                    "{} {}", _("By the clock of this time zone:"), timezone.get_current_timezone_name()
                )

    def clean(self) -> dict[str, Any]:
        if "slug" in self.fields and "slug" not in self.errors and not self.cleaned_data.get("slug"):
            self.cleaned_data["slug"] = self._slug()
        cleaned: dict[str, Any] = super().clean()
        return cleaned

    def _slug(self) -> str:
        # A published address stays; until then it follows the title with each (automatic) saving.
        if self.instance.slug and self.instance.first_published_at:
            return str(self.instance.slug)
        from content.stories.queries import free_slug

        return free_slug(str(self.cleaned_data.get("title", "")), parent=self.parent_page, page=self.instance)


class StoryPick(AdminPageChooser):  # type: ignore[misc]
    """A story in a form of the desk, asked for in the language of whoever looks."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(target_models=["stories.StoryPage"], **kwargs)
        # Wagtail puts the kind behind its own words once, in the language of the server.
        self.choose_one_text, self.choose_another_text = _("Choose a story"), _("Choose another story")
