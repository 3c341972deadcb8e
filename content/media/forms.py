"""The form of a picture."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from content.media.disguises import disguise_of


class PictureField(WagtailImageField):  # type: ignore[misc]
    """Wagtail's checks of a picture, and words instead of a server error for a damaged one."""

    def to_python(self, data: Any) -> Any:
        try:
            file = super().to_python(data)
        except ValidationError:
            raise
        except Exception as error:  # the decoders raise many kinds for files that end early or lie about themselves
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error
        if file is not None:
            file.seek(0)
            disguise = disguise_of(file.read())
            file.seek(0)
            if disguise:
                raise ValidationError(
                    _("This file is a picture and %(what)s at once. Save it anew as a picture and upload that."),
                    code="disguise",
                    params={"what": disguise},
                )
        return file


class BrandImageForm(BaseImageForm):  # type: ignore[misc]
    """Says what the description is for, and when a licence is over."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            given = self.fields["file"]
            self.fields["file"] = PictureField(label=given.label, required=given.required, widget=given.widget)
        if "description" in self.fields:
            self.fields["description"].help_text = _("What is to be seen, for those who cannot see it.")
        if "expires_on" in self.fields and self.instance.is_expired(timezone.localdate()):
            self.fields["expires_on"].help_text = _("The licence is over: this picture may not be used any more.")
