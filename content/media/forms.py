"""The form of a picture."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm


class BrandImageForm(BaseImageForm):  # type: ignore[misc]
    """Says what the description is for, and when a licence is over."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "description" in self.fields:
            self.fields["description"].help_text = _("What is to be seen, for those who cannot see it.")
        if "expires_on" in self.fields and self.instance.is_expired(timezone.localdate()):
            self.fields["expires_on"].help_text = _("The licence is over: this picture may not be used any more.")
