"""The brand kit: one row that says who the brand is and how it looks."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.blocks import CharBlock, StreamBlock, StructBlock, TextBlock
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import PreviewableMixin

from content.brand.enums import Corners, HeadingFace, ReadyTheme, SellerKind, TypeScale
from content.brand.forms import BrandKitForm, MenusForm
from content.brand.menus import MAX_WORD, ColumnsBlock, LinksBlock, words_of
from shop.core.translated import Source, Translated


class ReplyBlock(StructBlock):
    """What somebody asks or says, and how the brand answers."""

    occasion = CharBlock(
        label=_("Occasion"), max_length=40, help_text=_("A parcel is late; somebody asks for a discount …")
    )
    text = TextBlock(label=_("Answer"), max_length=400, rows=3)

    class Meta:
        icon = "mail"
        label = _("Sample reply")
        form_layout = ["occasion", "text"]


class RepliesBlock(StreamBlock):
    """Sample replies, in order."""

    reply = ReplyBlock()


def _picture(label: Any, help_text: Any) -> Any:
    return models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=label,
        help_text=help_text,
    )


def _lines(label: Any, help_text: Any, *, max_length: int = 600) -> Any:
    """Several short texts, one a line."""
    return models.TextField(
        label, max_length=max_length, blank=True, help_text=help_text, validators=[MaxLengthValidator(max_length)]
    )


def _colour(label: Any, default: str, help_text: Any) -> Any:
    return models.CharField(
        label,
        max_length=7,
        default=default,
        help_text=help_text,
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", _("Give a colour as # and six digits or letters a to f."))],
    )


@register_setting(icon="site", order=10)
class BrandKit(Translated, PreviewableMixin, BaseGenericSetting):  # type: ignore[misc]
    """Who the brand is, how it looks, and what the law wants it to say."""

    name = models.CharField(_("brand name"), max_length=30, default="Microbrand")
    latin_name = models.CharField(
        _("name in Latin letters"),
        max_length=40,
        blank=True,
        help_text=_("Beside the name in the footer, for readers of other languages."),
    )
    slogan = models.CharField(
        _("slogan"), max_length=60, blank=True, help_text=_("One line, on posters and in the footer.")
    )
    description = models.CharField(
        _("description"),
        max_length=160,
        blank=True,
        help_text=_("Two sentences for search engines and for links that are shared."),
    )
    logo = _picture(_("logo"), _("For light ground; best with a transparent one."))
    logo_dark = _picture(_("logo for dark ground"), _("Shown by night. Left empty, the logo is."))
    logo_square = _picture(
        _("square logo"), _("On posters, in browser tabs and on home screens. Left empty, the logo stands there.")
    )

    paper = _colour(_("paper"), "#fbfaf6", _("The ground of every page. Most brands choose an off-white."))
    ink = _colour(_("ink"), "#23201c", _("Text. A tinted near-black is softer than black."))
    brand = _colour(_("brand colour"), "#9f2f28", _("Buttons and links. The dark scheme follows from it."))
    accent = _colour(_("second colour"), "#3f5a45", _("Small words above titles, times and steps."))
    price = _colour(_("price"), "#9f2f28", _("A promotional price."))
    theme = models.CharField(_("theme"), max_length=10, choices=ReadyTheme.choices, default=ReadyTheme.FOLIO)
    heading_face = models.CharField(
        _("face of titles"), max_length=10, choices=HeadingFace.choices, default=HeadingFace.SERIF
    )
    type_scale = models.CharField(
        _("size of type"), max_length=10, choices=TypeScale.choices, default=TypeScale.REGULAR
    )
    corners = models.CharField(_("corners"), max_length=10, choices=Corners.choices, default=Corners.SOFT)

    picture_style = _lines(
        _("style of pictures"),
        _("Light, ground, distance, and what is never on them. Shown to whoever uploads pictures."),
    )
    voice = _lines(_("voice"), _("Who speaks, and how: two or three sentences."))
    voice_do = _lines(_("what we do"), _("One a line."))
    voice_dont = _lines(_("what we do not do"), _("One a line."))
    avoided_words = _lines(
        _("words we do not use"), _("One a line. Drafts are looked through for them."), max_length=300
    )
    openings = _lines(_("openings"), _("How a post may begin. One a line."))
    closings = _lines(_("closings"), _("How a post may end. One a line."))
    hashtags = _lines(_("hashtags"), _("Without #. One a line."), max_length=300)
    replies = StreamField(
        RepliesBlock(max_num=30, required=False),
        verbose_name=_("sample replies"),
        blank=True,
        help_text=_("Shown to colleagues beside what they answer."),
    )

    seller_kind = models.CharField(
        _("who sells"), max_length=12, choices=SellerKind.choices, default=SellerKind.COMPANY
    )
    seller_name = models.CharField(
        _("name of the seller"),
        max_length=80,
        blank=True,
        help_text=_("As on the business licence; a person's own name where there is none."),
    )
    licence_number = models.CharField(
        _("unified social credit code"), max_length=40, blank=True, help_text=_("Of the business licence.")
    )
    company_type = models.CharField(
        _("type of company"),
        max_length=40,
        blank=True,
        help_text=_("As on the licence; how an individual business is run."),
    )
    representative = models.CharField(
        _("legal representative"), max_length=40, blank=True, help_text=_("Or who runs the individual business.")
    )
    registered_address = models.CharField(
        _("place of business"),
        max_length=120,
        blank=True,
        help_text=_("As on the licence; where there is none, where the work is really done."),
    )
    capital = models.CharField(
        _("registered capital"), max_length=40, blank=True, help_text=_("Of a cooperative: what its members put in.")
    )
    licence_picture = _picture(_("picture of the licence"), _("Shown on the page about the seller."))
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

    # Set by the set-up wizard: until it is opened, visitors read that it opens soon.
    is_preparing = models.BooleanField(default=False, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Steps of the wizard that are done or were left for later.
    set_up = models.JSONField(default=list, blank=True, editable=False)

    TRANSLATED = ("name", "slogan", "description", "service_hours")

    select_related = ["logo", "logo_dark", "logo_square"]
    base_form_class = BrandKitForm
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name"),
                    FieldPanel("latin_name"),
                    FieldPanel("slogan"),
                    FieldPanel("description", widget=AdminAutoHeightTextInput),
                    MultiFieldPanel(
                        [FieldPanel("logo"), FieldPanel("logo_dark"), FieldPanel("logo_square")], heading=_("Logo")
                    ),
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
                        [
                            FieldPanel("theme"),
                            FieldPanel("heading_face"),
                            FieldPanel("type_scale"),
                            FieldPanel("corners"),
                        ],
                        heading=_("Type and corners"),
                    ),
                    FieldPanel("picture_style", widget=AdminAutoHeightTextInput),
                ],
                heading=_("Look"),
            ),
            ObjectList(
                [
                    HelpPanel(
                        content=_(
                            "How the brand speaks, for everybody who writes or answers in its name. Colleagues read it "
                            "on the brand sheet."
                        )
                    ),
                    *(
                        FieldPanel(name, widget=AdminAutoHeightTextInput)
                        for name in (
                            "voice",
                            "voice_do",
                            "voice_dont",
                            "avoided_words",
                            "openings",
                            "closings",
                            "hashtags",
                        )
                    ),
                    FieldPanel("replies"),
                ],
                heading=_("Persona"),
            ),
            ObjectList(
                [
                    HelpPanel(
                        content=_(
                            "Shown in the footer of every page, as the law asks of whoever sells online, and in full "
                            "on the page about the seller. What changes has to be corrected within ten working days."
                        )
                    ),
                    FieldPanel("seller_kind"),
                    FieldPanel("seller_name"),
                    FieldPanel("licence_number"),
                    FieldPanel("company_type"),
                    FieldPanel("representative"),
                    FieldPanel("registered_address"),
                    FieldPanel("capital"),
                    FieldPanel("licence_picture"),
                    FieldPanel("food_licence_number"),
                    FieldPanel("return_address"),
                    FieldPanel("phone"),
                    FieldPanel("service_hours"),
                    FieldPanel("email"),
                    FieldPanel("icp_number"),
                ],
                heading=_("Seller"),
            ),
        ]
    )

    class Meta:
        verbose_name = _("brand kit")
        verbose_name_plural = _("brand kits")
        default_permissions = ["change", "view"]

    def __str__(self) -> str:
        return self.name

    @property
    def mark(self) -> Any:
        """The logo where only a square has room."""
        return self.logo_square or self.logo

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "content/brand/preview.html"


@register_setting(icon="list-ul", order=11)
class Menus(Translated, PreviewableMixin, BaseGenericSetting):  # type: ignore[misc]
    """The words at the head and the foot of every page, and where they lead."""

    header = StreamField(
        LinksBlock(max_num=7, required=False),
        verbose_name=_("head of the page"),
        blank=True,
        help_text=_(
            "Left empty, it shows the pages marked “Show in menus”. All goods are always there. A phone shows the "
            "first two words and keeps the others behind a button."
        ),
    )
    footer = StreamField(
        ColumnsBlock(max_num=4, required=False),
        verbose_name=_("foot of the page"),
        blank=True,
        help_text=_(
            "Columns of words. Orders, address book, the seller and the legal pages stand below them by themselves."
        ),
    )

    base_form_class = MenusForm
    edit_handler = ObjectList(
        [
            HelpPanel(
                content=_(
                    "A page that is not published is left out by itself, and comes back when it is. Shoppers see "
                    "changes within seconds."
                )
            ),
            FieldPanel("header"),
            FieldPanel("footer"),
        ]
    )

    class Meta:
        verbose_name = _("menus of the shop")
        verbose_name_plural = _("menus of the shop")
        default_permissions = ["change"]

    def __str__(self) -> str:
        return str(_("Menus of the shop"))

    def sources(self) -> list[Source]:
        """Its words, by the block they stand in; what has none shows the title of where it leads."""
        return [
            Source(block_id, place, word, max_length=MAX_WORD * 2)
            for place, stream in ((_("Head"), self.header), (_("Foot"), self.footer))
            for block_id, word in words_of(stream)
        ]

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "content/brand/preview.html"
