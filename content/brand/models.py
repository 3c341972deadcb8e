"""The brand kit: one row that says who the brand is and how it looks."""

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.blocks import CharBlock, PageChooserBlock, StreamBlock, StructBlock, StructBlockValidationError
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import PreviewableMixin

from content.brand.enums import Corners, HeadingFace, TypeScale
from content.brand.forms import BrandKitForm

_ADDRESS = re.compile(r"(/(?!/)|https://)\S*")


class MenuEntryBlock(StructBlock):
    """A word in the menu, and where it leads."""

    label = CharBlock(label=_("Word"), max_length=12, help_text=_("Short: two to four characters fit a phone."))
    page = PageChooserBlock(label=_("Page"), required=False)
    address = CharBlock(
        label=_("Or an address"),
        required=False,
        max_length=200,
        help_text=_("Of this shop, such as /c/ for all goods, or of another site, beginning with https://."),
    )

    class Meta:
        icon = "link"
        label = _("Menu entry")
        form_layout = ["label", "page", "address"]

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if bool(value["page"]) == bool(value["address"]):
            raise StructBlockValidationError(
                block_errors={"address": ValidationError(_("Choose a page or give an address, one of the two."))}
            )
        if value["address"] and not _ADDRESS.fullmatch(value["address"]):
            raise StructBlockValidationError(
                block_errors={"address": ValidationError(_("The address must begin with / or https://."))}
            )
        return value


class MenuBlock(StreamBlock):
    """The words of the menu, in order."""

    entry = MenuEntryBlock()


def _colour(label: Any, default: str, help_text: Any) -> Any:
    return models.CharField(
        label,
        max_length=7,
        default=default,
        help_text=help_text,
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", _("Give a colour as # and six digits or letters a to f."))],
    )


@register_setting(icon="site", order=10)
class BrandKit(PreviewableMixin, BaseGenericSetting):  # type: ignore[misc]
    """Who the brand is, how it looks, and what the law wants it to say."""

    name = models.CharField(_("brand name"), max_length=30, default="Microbrand")
    slogan = models.CharField(
        _("slogan"), max_length=60, blank=True, help_text=_("One line, on posters and in the footer.")
    )
    description = models.CharField(
        _("description"),
        max_length=160,
        blank=True,
        help_text=_("Two sentences for search engines and for links that are shared."),
    )
    logo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("Square, on a transparent or plain ground."),
    )

    paper = _colour(_("paper"), "#fbfaf6", _("The ground of every page. Most brands choose an off-white."))
    ink = _colour(_("ink"), "#23201c", _("Text. A tinted near-black is softer than black."))
    brand = _colour(_("brand colour"), "#9f2f28", _("Buttons and links. The dark scheme follows from it."))
    accent = _colour(_("second colour"), "#3f5a45", _("Small words above titles, times and steps."))
    price = _colour(_("price"), "#9f2f28", _("A promotional price."))
    heading_face = models.CharField(
        _("face of titles"), max_length=10, choices=HeadingFace.choices, default=HeadingFace.SERIF
    )
    type_scale = models.CharField(
        _("size of type"), max_length=10, choices=TypeScale.choices, default=TypeScale.REGULAR
    )
    corners = models.CharField(_("corners"), max_length=10, choices=Corners.choices, default=Corners.SOFT)

    seller_name = models.CharField(
        _("company name"), max_length=80, blank=True, help_text=_("As on the business licence.")
    )
    licence_number = models.CharField(_("business licence number"), max_length=40, blank=True)
    food_licence_number = models.CharField(
        _("food business licence number"), max_length=40, blank=True, help_text=_("For brands that sell food.")
    )
    return_address = models.CharField(
        _("return address"), max_length=120, blank=True, help_text=_("Where goods are sent back within seven days.")
    )
    phone = models.CharField(_("service phone"), max_length=30, blank=True)
    service_hours = models.CharField(_("service hours"), max_length=40, blank=True)
    email = models.EmailField(_("service email"), blank=True)
    icp_number = models.CharField(
        _("ICP number"), max_length=40, blank=True, help_text=_("The registration of the site, shown in the footer.")
    )

    navigation = StreamField(
        MenuBlock(max_num=5, required=False),
        verbose_name=_("menu"),
        blank=True,
        help_text=_(
            "Left empty, the menu shows the pages marked “Show in menus” and all goods. A phone has room for two words."
        ),
    )

    select_related = ["logo"]
    base_form_class = BrandKitForm
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name"),
                    FieldPanel("slogan"),
                    FieldPanel("description", widget=AdminAutoHeightTextInput),
                    FieldPanel("logo"),
                ],
                heading=_("Brand"),
            ),
            ObjectList(
                [
                    HelpPanel(
                        content=_(
                            "Shop, stories and posters follow within seconds of saving. Tinted areas, lines and the "
                            "dark scheme are derived from these colours. The preview shows them before you save."
                        )
                    ),
                    MultiFieldPanel(
                        [
                            FieldPanel("paper"),
                            FieldPanel("ink"),
                            FieldPanel("brand"),
                            FieldPanel("accent"),
                            FieldPanel("price"),
                        ],
                        heading=_("Colours"),
                    ),
                    MultiFieldPanel(
                        [FieldPanel("heading_face"), FieldPanel("type_scale"), FieldPanel("corners")],
                        heading=_("Type and corners"),
                    ),
                ],
                heading=_("Look"),
            ),
            ObjectList(
                [
                    HelpPanel(content=_("Shown in the footer of every page, as the law asks of whoever sells online.")),
                    FieldPanel("seller_name"),
                    FieldPanel("licence_number"),
                    FieldPanel("food_licence_number"),
                    FieldPanel("return_address"),
                    FieldPanel("phone"),
                    FieldPanel("service_hours"),
                    FieldPanel("email"),
                    FieldPanel("icp_number"),
                ],
                heading=_("Seller"),
            ),
            ObjectList([FieldPanel("navigation")], heading=_("Menu")),
        ]
    )

    class Meta:
        verbose_name = _("brand kit")
        verbose_name_plural = _("brand kits")
        default_permissions = ["change"]

    def __str__(self) -> str:
        return self.name

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "content/brand/preview.html"
