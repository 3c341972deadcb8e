"""Pages: home, the list of stories, a story, the people. What they show is asked in ``queries.py``."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.cache import cache
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    ObjectList,
    PageChooserPanel,
    TabbedInterface,
)
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet
from wagtail.search import index

from content.blocks.blocks import StoryBlocks
from content.stories.forms import BrandPageForm
from content.stories.front import FrontBlocks
from shop.catalog.models import Product
from shop.core import clock, freshness
from shop.core.pages import open_to_all
from shop.core.publishing import AskedBeforePublishing
from shop.core.search import index_text

PAGE_SIZE = 9
_WAY_SECONDS = 20


def _picture(label: Any, help_text: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=label,
        help_text=help_text,
    )


class BrandPage(AskedBeforePublishing, Page):  # type: ignore[misc]
    """What our pages share: they end on time, and say the same moment everywhere on the page."""

    base_form_class = BrandPageForm
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            heading=_("Address and search engines"),
        ),
        FieldPanel("show_in_menus"),
    ]

    # Further tabs of the editor: rooms above add theirs when they are ready.
    more_tabs: ClassVar[list[ObjectList]] = []

    class Meta:
        abstract = True

    @classproperty
    def edit_handler(cls) -> TabbedInterface:  # noqa: N805
        """As of any page, and what the rooms above add. Asked once, when everything is there."""
        tabs = (
            (cls.content_panels, _("Content")),
            (cls.promote_panels, _("Promote")),
            (cls.settings_panels, _("Settings")),
        )
        return TabbedInterface(
            [*(ObjectList(panels, heading=heading) for panels, heading in tabs if panels), *cls.more_tabs],
            base_form_class=cls.base_form_class,
        )

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page; gone (410) once its end has come, even if the job that takes it down is late."""
        if self.expire_at is not None and self.expire_at <= clock.now():
            return TemplateResponse(request, "content/stories/gone.html", {"page": self}, status=410)
        response: HttpResponse = super().serve(request, *args, **kwargs)
        # Prices, stock and the cart are of this moment.
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "at": clock.now()}

    # Whoever found the page may know that it is for everybody (``finding``).
    is_open = False

    def get_view_restrictions(self) -> Any:
        """As Wagtail finds them: not at all where it is known that there are none."""
        return PageViewRestriction.objects.none() if self.is_open else super().get_view_restrictions()

    @property
    def is_told(self) -> bool:
        """Whether it can be told elsewhere, in channels and on posters: it has a line and a picture of its own."""
        return hasattr(self, "standfirst") and hasattr(self, "hero_image")

    def told_facts(self) -> list[str]:
        """What has to be said with it wherever it is told: when, where. A line each."""
        return []

    def told_streams(self) -> list[Any]:
        """The blocks that are told, in order; never what somebody has to pay for."""
        return [self.body] if hasattr(self, "body") else []

    def get_absolute_url(self) -> str:
        """The page's own address, "" while it has none."""
        return self.url or ""

    def crumbs(self) -> list[tuple[str, str]]:
        """The way from the front to this page: titles and addresses, itself last. What is above is kept for a while."""
        if not self.pk:
            return [(self.title, self.url or "")]
        parent = self.path[: -self.steplen]
        words = freshness.names().words
        above = cache.get_or_set(f"stories.way.{words}.{parent}", self._above, _WAY_SECONDS)
        return [*(above or ()), (self.title, self.url or "")]

    def _above(self) -> list[tuple[str, str]]:
        return [(page.title, page.url or "") for page in self.get_ancestors().filter(depth__gt=1)]


class ToldPage(BrandPage):
    """A page that begins as a story does, and that a card can announce anywhere."""

    # Related rows that it is asked for with.
    shown_with = ("hero_image",)

    kicker = models.CharField(
        _("kicker"), max_length=20, blank=True, help_text=_("A few words above the title: diary, people, craft …")
    )
    standfirst = models.CharField(
        _("standfirst"), max_length=160, blank=True, help_text=_("Two sentences that make one want to read on.")
    )
    hero_image = _picture(_("large picture"), _("At the top, on cards and posters. Set its focal point."))

    head_panels = [
        MultiFieldPanel(
            [
                FieldPanel("title", help_text=_("As readers see it.")),
                FieldPanel("kicker"),
                FieldPanel("standfirst", widget=AdminAutoHeightTextInput),
                FieldPanel("hero_image"),
            ],
            heading=_("Beginning"),
        )
    ]
    search_fields = [*Page.search_fields, index.SearchField("search_tokens")]

    class Meta:
        abstract = True

    def search_tokens(self) -> str:
        """Uni- and bigrams of title, kicker and standfirst, for searches in Chinese."""
        return index_text(f"{self.title} {self.kicker} {self.standfirst}")


class HomePage(BrandPage):
    """The front: one picture, one sentence, then stories and goods."""

    hero_image = _picture(
        _("large picture"), _("From edge to edge at the top. Set its focal point: phones show it upright.")
    )
    headline = models.CharField(
        _("headline"), max_length=30, blank=True, help_text=_("Left empty, the brand's slogan stands here.")
    )
    sentence = models.CharField(_("one sentence"), max_length=160, blank=True)
    lead_story = models.ForeignKey(
        "stories.StoryPage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("leading story"),
        help_text=_("Left empty, the newest story leads."),
    )
    body = StreamField(StoryBlocks(required=False), verbose_name=_("further blocks"), blank=True)
    front = StreamField(
        FrontBlocks(required=False),
        verbose_name=_("the front in blocks"),
        blank=True,
        help_text=_(
            "With a block here the front is these blocks, in this order, and nothing else; the fields above rest. "
            "Without one, the front is laid out by itself."
        ),
    )

    # What may stand below it says so itself (``parent_page_types``): rooms above hang their pages here.
    parent_page_types = ["wagtailcore.Page"]
    page_description = _("The front of the shop.")
    template = "content/stories/home.html"
    front_template = "content/stories/front.html"

    content_panels = [
        FieldPanel("title", help_text=_("For the admin and the menu; readers see the headline.")),
        MultiFieldPanel(
            [
                FieldPanel("hero_image"),
                FieldPanel("headline"),
                FieldPanel("sentence", widget=AdminAutoHeightTextInput),
            ],
            heading=_("First screen"),
        ),
        PageChooserPanel("lead_story"),
        MultipleChooserPanel(
            "featured",
            chooser_field_name="product",
            label=_("Featured product"),
            heading=_("Featured products"),
            help_text=_("In this order. Left empty, the newest are shown."),
            max_num=8,
        ),
        FieldPanel("body"),
        FieldPanel("front"),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.stories.queries import front_contents, home_contents

        context = super().get_context(request, *args, **kwargs)
        contents = front_contents if self.front else home_contents
        return {**context, **contents(self, at=context["at"])}

    def front_picture(self) -> Any:
        """What links to a front of blocks show: the picture of its first screen, else the large picture."""
        openings = (child.value["image"] for child in self.front if child.block_type == "opening")
        return next((image for image in openings if image), self.hero_image)

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        return self.front_template if self.front else self.template


class FeaturedProduct(Orderable):
    """A product on the front, in the order shown."""

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="featured")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+", verbose_name=_("product"))

    panels = [FieldPanel("product")]

    class Meta(Orderable.Meta):
        verbose_name = _("featured product")
        verbose_name_plural = _("featured products")

    def __str__(self) -> str:
        return f"{self.page_id} {self.product_id}"


class StoryIndexPage(BrandPage):
    """All stories, newest first."""

    intro = models.CharField(_("introduction"), max_length=160, blank=True)

    parent_page_types = ["stories.HomePage"]
    subpage_types = ["stories.StoryPage", "pages.SeriesPage"]
    max_count_per_parent = 1
    page_description = _("The list of all stories.")
    template = "content/stories/index.html"

    content_panels = [FieldPanel("title"), FieldPanel("intro", widget=AdminAutoHeightTextInput)]

    class Meta:
        verbose_name = _("list of stories")
        verbose_name_plural = _("lists of stories")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from django.core.paginator import Paginator

        from content.stories.queries import visible_stories

        context = super().get_context(request, *args, **kwargs)
        stories = visible_stories(at=context["at"]).child_of(self)
        return {**context, "page_obj": Paginator(stories, PAGE_SIZE).get_page(request.GET.get("page"))}


class StoryQuerySet(PageQuerySet):  # type: ignore[misc]
    """Stories by what readers may see."""

    def visible(self, at: datetime) -> "StoryQuerySet":
        """Published, open to everybody, and not past their end at ``at``."""
        rows: StoryQuerySet = self.live().filter(open_to_all(), models.Q(expire_at=None) | models.Q(expire_at__gt=at))
        return rows


class StoryPage(ToldPage):
    """A story: told in blocks, with products alive in it."""

    author = models.CharField(
        _("author"), max_length=30, blank=True, help_text=_("Left empty, it is the name of the person chosen below.")
    )
    written_by = models.ForeignKey(
        "stories.PersonPage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="stories",
        verbose_name=_("the author's page"),
        help_text=_("Somebody of your people: the name leads there, and the story stands on their page."),
    )
    published_on = models.DateField(
        _("date"), default=timezone.localdate, help_text=_("Shown to readers; orders the list.")
    )
    # Somebody gave something for it: it says so wherever it is shown (《互联网广告管理办法》, 2023-05-01, 第九条).
    is_paid = models.BooleanField(
        _("paid for by others"),
        default=False,
        help_text=_(
            "Money, goods or a favour in return. The word “Ad” then stands on the story, its card and its feed."
        ),
    )
    paid_by = models.CharField(_("by whom"), max_length=60, blank=True)
    body = StreamField(StoryBlocks(required=False), verbose_name=_("story"), blank=True)

    objects = PageManager.from_queryset(StoryQuerySet)()

    parent_page_types = ["stories.StoryIndexPage"]
    subpage_types: list[str] = []
    page_description = _("A story with pictures, quotes and products.")
    template = "content/stories/story.html"

    content_panels = [
        *ToldPage.head_panels,
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("author"), PageChooserPanel("written_by"), FieldPanel("published_on")],
            heading=_("By whom and when"),
        ),
        MultiFieldPanel([FieldPanel("is_paid"), FieldPanel("paid_by")], heading=_("Advertising")),
    ]
    promote_panels = BrandPage.promote_panels[:1]
    search_fields = [*ToldPage.search_fields, index.SearchField("standfirst"), index.FilterField("published_on")]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        # Lists, feeds, posters and channels name the author without asking for their page.
        if self.written_by_id and not self.author:
            self.author = str(self.written_by)[:30]
        super().full_clean(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.stories.queries import story_contents

        context = super().get_context(request, *args, **kwargs)
        return {**context, "story": self.pk, **story_contents(self, at=context["at"], request=request)}


class StoryMention(models.Model):
    """A published story shows a product. Rewritten with every publication; drafts do not count."""

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="mentions")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["story", "product"], name="stories_mention_once")]

    def __str__(self) -> str:
        return f"{self.story_id} {self.product_id}"


class PeoplePage(BrandPage):
    """The people of the brand, each with a page of their own below."""

    intro = models.CharField(_("introduction"), max_length=160, blank=True)

    parent_page_types = ["stories.HomePage"]
    subpage_types = ["stories.PersonPage"]
    max_count_per_parent = 1
    page_description = _("The people of the brand, side by side.")
    template = "content/stories/people.html"

    content_panels = [FieldPanel("title"), FieldPanel("intro", widget=AdminAutoHeightTextInput)]

    class Meta:
        verbose_name = _("page of the people")
        verbose_name_plural = _("pages of the people")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.stories.queries import visible_people

        context = super().get_context(request, *args, **kwargs)
        return {**context, "people": visible_people(at=context["at"]).child_of(self)}


class PersonPage(BrandPage):
    """Somebody: who they are, words of theirs, and their stories. The title is the name."""

    role = models.CharField(_("what they do"), max_length=60, blank=True)
    portrait = _picture(_("portrait"), _("Upright pictures suit best. Set the focal point on the face."))
    words = models.CharField(_("words of theirs"), max_length=80, blank=True, help_text=_("Without quotation marks."))
    since = models.CharField(
        _("since when"), max_length=30, blank=True, help_text=_("With the brand since 1983, a neighbour for 40 years …")
    )
    body = StreamField(StoryBlocks(required=False), verbose_name=_("about them"), blank=True)

    objects = PageManager.from_queryset(StoryQuerySet)()

    parent_page_types = ["stories.PeoplePage", "stories.HomePage"]
    subpage_types: list[str] = []
    page_description = _("Somebody of the brand: portrait, role, words, their stories.")
    template = "content/stories/person.html"

    content_panels = [
        MultiFieldPanel(
            [
                FieldPanel("title", heading=_("Name"), help_text=_("As they are called here.")),
                FieldPanel("role"),
                FieldPanel("since"),
                FieldPanel("portrait"),
                FieldPanel("words"),
            ],
            heading=_("Person"),
        ),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("search_tokens")]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    # How a card announces them (``ToldPage``).
    @property
    def hero_image(self) -> Any:
        return self.portrait

    @property
    def kicker(self) -> str:
        return self.role

    @property
    def standfirst(self) -> str:
        return self.words

    def search_tokens(self) -> str:
        """What searches in Chinese go by."""
        return index_text(f"{self.title} {self.role} {self.words}")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.stories.queries import person_contents

        context = super().get_context(request, *args, **kwargs)
        return {**context, **person_contents(self, at=context["at"])}
