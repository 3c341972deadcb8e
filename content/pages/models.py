"""Pages that are no stories. What they show is asked in ``queries.py``."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, MultipleChooserPanel, PageChooserPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from content.blocks.base import stream_text
from content.blocks.blocks import StoryBlocks
from content.pages.blocks import AnswersBlocks, HallBlocks, LookbookBlocks
from content.pages.enums import LegalKind, LegalLanguage, VenueState
from content.pages.forms import SeriesPageForm
from content.pages.rules import venue_state
from content.stories.models import BrandPage, StoryPage, ToldPage
from shop.core import clock
from shop.core.ical import MEDIA_TYPE, event_file
from shop.core.search import index_text

_LEGAL_FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "hr"]


class SeriesPage(ToldPage):
    """Stories that are read one after the other."""

    body = StreamField(StoryBlocks(required=False), verbose_name=_("before the parts"), blank=True)

    base_form_class = SeriesPageForm
    parent_page_types = ["stories.StoryIndexPage", "stories.HomePage"]
    subpage_types: list[str] = []
    page_description = _("Stories in an order, with a cover; each says which part it is and leads to the next.")
    template = "content/pages/series.html"

    content_panels = [
        *ToldPage.head_panels,
        MultipleChooserPanel(
            "parts",
            chooser_field_name="story",
            label=_("Story"),
            heading=_("Parts"),
            help_text=_("In the order they are read in. Drafts are left out until they are published."),
        ),
        FieldPanel("body"),
    ]
    promote_panels = BrandPage.promote_panels

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.pages.queries import series_contents

        context = super().get_context(request, *args, **kwargs)
        return {**context, **series_contents(self, at=context["at"])}

    def told_facts(self) -> list[str]:
        parts = self.parts.select_related("story").filter(story__live=True)
        return [f"{number}. {part.story.title}" for number, part in enumerate(parts, start=1)]


class SeriesPart(Orderable):
    """A story as a part of a series."""

    page = ParentalKey(SeriesPage, on_delete=models.CASCADE, related_name="parts")
    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="+", verbose_name=_("story"))

    panels = [PageChooserPanel("story", "stories.StoryPage")]

    class Meta(Orderable.Meta):
        verbose_name = _("part")
        verbose_name_plural = _("parts")
        constraints = [models.UniqueConstraint(fields=["page", "story"], name="pages_part_once")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.story_id}"


class LookbookPage(ToldPage):
    """Pictures from edge to edge, and what is on them to buy."""

    looks = StreamField(LookbookBlocks(required=False), verbose_name=_("looks"), blank=True)

    parent_page_types = ["stories.HomePage"]
    subpage_types: list[str] = []
    page_description = _("Pictures that fill the screen, with the goods that are on them.")
    template = "content/pages/lookbook.html"

    content_panels = [*ToldPage.head_panels, FieldPanel("looks")]

    class Meta:
        verbose_name = _("lookbook")
        verbose_name_plural = _("lookbooks")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.pages.queries import lookbook_contents

        context = super().get_context(request, *args, **kwargs)
        return {**context, **lookbook_contents(self, at=context["at"])}

    def told_streams(self) -> list[Any]:
        return [self.looks]


class VenuePage(RoutablePageMixin, ToldPage):  # type: ignore[misc]
    """A sale of many goods with a beginning and an end. The clock opens and closes it; prices are the promotions' own.

    Before: what comes and when, at which prices. Open: goods to buy. Over: what is still here, and what comes next.
    """

    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    halls = StreamField(HallBlocks(required=False), verbose_name=_("halls"), blank=True)
    body = StreamField(StoryBlocks(required=False), verbose_name=_("below the goods"), blank=True)
    farewell = models.CharField(
        _("words when it is over"),
        max_length=160,
        blank=True,
        help_text=_("Left empty: “It is over. Thank you for coming.”"),
    )
    next_page = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("where to go when it is over"),
        help_text=_("Left empty, it is the next venue, if there is one."),
    )

    parent_page_types = ["stories.HomePage"]
    subpage_types: list[str] = []
    page_description = _("A sale that opens and closes by itself, with many goods in halls.")
    template = "content/pages/venue.html"
    context_object_name = "page"

    content_panels = [
        *ToldPage.head_panels,
        MultiFieldPanel(
            [
                FieldPanel("opens_at"),
                FieldPanel("closes_at"),
                FieldPanel("farewell", widget=AdminAutoHeightTextInput),
                PageChooserPanel("next_page"),
            ],
            heading=_("When"),
            help_text=_(
                "The page goes from “opens on …” to open and to over by the clock; nothing has to be pressed. Prices "
                "are not set here: plan a promotion for the same time, and choose it in a hall."
            ),
        ),
        FieldPanel("halls"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("sale venue")
        verbose_name_plural = _("sale venues")
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="pages_venue_closes_after_it_opens")
        ]

    def told_facts(self) -> list[str]:
        opens, closes = (date_format(localtime(at), "DATETIME_FORMAT") for at in (self.opens_at, self.closes_at))
        return [f"{opens} – {closes}"]

    def told_streams(self) -> list[Any]:
        return [self.halls, self.body]

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("It has to close after it opens.")})

    def state_at(self, at: Any) -> VenueState:
        """Before, open or over."""
        return venue_state(self.opens_at, self.closes_at, at=at)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.pages.queries import venue_contents

        context = super().get_context(request, *args, **kwargs)
        return {**context, **venue_contents(self, at=context["at"])}

    @path("")
    def overview(self, request: HttpRequest) -> HttpResponse:
        """The venue as it is at this moment."""
        return self.render(request)

    @path("calendar/", name="calendar")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        """Beginning and end, for the calendar of whoever wants to come."""
        address = urlsplit(settings.SITE_URL).netloc
        file = event_file(
            uid=f"venue-{self.pk}@{address}",
            title=self.title,
            place=f"{settings.SITE_URL}{self.url}",
            description=self.standfirst,
            starts_at=self.opens_at,
            ends_at=self.closes_at,
            at=clock.now(),
        )
        headers = {"Content-Disposition": f'attachment; filename="{self.slug}.ics"'}
        return HttpResponse(file, content_type=MEDIA_TYPE, headers=headers)


class AboutPage(ToldPage):
    """Who the brand is."""

    body = StreamField(StoryBlocks(required=False), verbose_name=_("about the brand"), blank=True)
    shows_people = models.BooleanField(
        _("show the people"), default=True, help_text=_("Below the text: everybody who has a page of their own.")
    )

    parent_page_types = ["stories.HomePage"]
    subpage_types: list[str] = []
    page_description = _("Who the brand is, with its people.")
    template = "content/pages/about.html"

    content_panels = [*ToldPage.head_panels, FieldPanel("body"), FieldPanel("shows_people")]

    class Meta:
        verbose_name = _("about page")
        verbose_name_plural = _("about pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.pages.queries import about_contents

        context = super().get_context(request, *args, **kwargs)
        return {**context, **about_contents(self, at=context["at"])}


class FaqPage(BrandPage):
    """What shoppers ask, answered, by subject. Each answer has an address of its own."""

    intro = models.CharField(_("introduction"), max_length=160, blank=True)
    answers = StreamField(AnswersBlocks(required=False), verbose_name=_("answers"), blank=True)

    parent_page_types = ["stories.HomePage"]
    subpage_types: list[str] = []
    page_description = _("Questions and answers by subject; search engines understand them.")
    template = "content/pages/faq.html"

    content_panels = [
        FieldPanel("title"),
        FieldPanel("intro", widget=AdminAutoHeightTextInput),
        FieldPanel("answers"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("search_tokens")]

    class Meta:
        verbose_name = _("page of answers")
        verbose_name_plural = _("pages of answers")

    def search_tokens(self) -> str:
        """What searches in Chinese go by: every question and answer."""
        return index_text(f"{self.title} {self.intro} {stream_text(self.answers)}")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.pages.queries import groups_of

        context = super().get_context(request, *args, **kwargs)
        return {**context, "groups": groups_of(self)}


class LegalPage(BrandPage):
    """What is agreed with shoppers. Facts of the seller stand in the text by name and come from the brand kit."""

    kind = models.CharField(_("kind"), max_length=10, choices=LegalKind.choices)
    language = models.CharField(
        _("language"), max_length=10, choices=LegalLanguage.choices, default=LegalLanguage.CHINESE
    )
    valid_from = models.DateField(_("in force from"), null=True, blank=True, help_text=_("Shown to readers."))
    text = RichTextField(
        _("text"),
        features=_LEGAL_FEATURES,
        blank=True,
        help_text=_(
            "{seller_name}, {return_address}, {phone}, {email} and other words in braces are facts of the seller: "
            "readers see what the brand kit says, now and after it changes."
        ),
    )
    is_checked = models.BooleanField(
        _("read and adapted by somebody who answers for it"),
        default=False,
        help_text=_("The text to begin with is a template and no legal advice."),
    )

    parent_page_types = ["stories.HomePage"]
    subpage_types: list[str] = []
    page_description = _("Privacy, terms of sale, returns, delivery, imprint: begins with a text that follows the law.")
    template = "content/pages/legal.html"

    content_panels = [
        HelpPanel(template="admin/pages/legal_help.html"),
        FieldPanel("title"),
        MultiFieldPanel(
            [FieldPanel("kind"), FieldPanel("language"), FieldPanel("valid_from")], heading=_("What it is")
        ),
        FieldPanel("text"),
        FieldPanel("is_checked"),
    ]
    promote_panels = BrandPage.promote_panels[:1]
    search_fields = [*Page.search_fields, index.SearchField("search_tokens")]

    class Meta:
        verbose_name = _("legal page")
        verbose_name_plural = _("legal pages")

    def search_tokens(self) -> str:
        """What searches in Chinese go by."""
        from content.blocks.base import plain

        return index_text(f"{self.title} {plain(self.text)}")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.pages.queries import legal_contents

        context = super().get_context(request, *args, **kwargs)
        return {**context, **legal_contents(self)}
