"""The page behind a purchase, and how far each reader is in it.

What a shopper may open is decided by orders alone (``shop.orders.queries.owned_products``); this room only asks.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField

from content.blocks.blocks import (
    FactsBlock,
    GalleryBlock,
    MakingBlock,
    PictureBlock,
    QuoteBlock,
    StoryBlocks,
    TextBlock,
)
from content.stories.models import BrandPage, _picture
from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.customers.models import Customer
from shop.orders.queries import is_bought


class ChapterContent(blocks.StreamBlock):  # type: ignore[misc]
    """What a chapter is told in."""

    text = TextBlock()
    picture = PictureBlock()
    gallery = GalleryBlock()
    quote = QuoteBlock()
    making = MakingBlock()
    facts = FactsBlock()


class ChapterBlock(blocks.StructBlock):  # type: ignore[misc]
    """A part that is read, and marked as read, by itself. Its block id is how progress knows it."""

    title = blocks.CharBlock(label=_("Title"), max_length=60)
    line = blocks.CharBlock(
        label=_("One line"), required=False, max_length=120, help_text=_("Everybody sees it in the list of chapters.")
    )
    body = ChapterContent(label=_("Content"))

    class Meta:
        icon = "doc-full"
        label = _("Chapter")
        label_format = "{title}"


class CoursePage(RoutablePageMixin, BrandPage):  # type: ignore[misc]
    """Everybody sees what it is and what is inside; the chapters open for those who have paid for its product."""

    product = models.ForeignKey(
        Product,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("product"),
        help_text=_("Buying this product opens the chapters. Its kind is “paid content”."),
    )
    standfirst = models.CharField(_("standfirst"), max_length=160, blank=True)
    hero_image = _picture(_("large picture"), _("At the top. Set its focal point."))
    teaser = StreamField(StoryBlocks(required=False), verbose_name=_("for everybody"), blank=True)
    chapters = StreamField([("chapter", ChapterBlock())], verbose_name=_("chapters, for buyers"), blank=True)

    parent_page_types = ["stories.HomePage"]
    subpage_types: list[str] = []
    page_description = _("Paid content in chapters, opened by a purchase.")
    template = "content/courses/course.html"
    context_object_name = "page"

    content_panels = [
        MultiFieldPanel(
            [
                FieldPanel("title", help_text=_("As readers see it.")),
                FieldPanel("standfirst", widget=AdminAutoHeightTextInput),
                FieldPanel("hero_image"),
                FieldPanel("product"),
            ],
            heading=_("Beginning"),
        ),
        FieldPanel("teaser"),
        FieldPanel("chapters"),
    ]
    promote_panels = BrandPage.promote_panels[:1]
    # No end can be scheduled: what was paid for stays open.
    settings_panels: list[Any] = []

    class Meta:
        verbose_name = _("paid content")
        verbose_name_plural = _("paid content")

    def told_streams(self) -> list[Any]:
        # The chapters are for those who have paid.
        return [self.teaser]

    def clean(self) -> None:
        super().clean()
        if self.product and self.product.kind != ProductKind.PAID_CONTENT:
            raise ValidationError({"product": _("Choose a product whose kind is “paid content”.")})
        stored = CoursePage.objects.filter(pk=self.pk).values_list("product_id", flat=True).first() if self.pk else None
        if stored and stored != self.product_id and is_bought(stored):
            raise ValidationError({"product": _("People have paid for these chapters: the product cannot change.")})

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().serve(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.courses.queries import course_contents

        context = super().get_context(request, *args, **kwargs)
        return {**context, **course_contents(self, request, at=context["at"])}

    @path("")
    def overview(self, request: HttpRequest) -> HttpResponse:
        """What it is, what is inside, and either the way to buy it or how far one is."""
        return TemplateResponse(request, self.template, self.get_context(request))

    @path("chapter/<uuid:chapter>/", name="chapter")
    def chapter(self, request: HttpRequest, chapter: UUID) -> HttpResponse:
        """One chapter, for those who have paid. A POST says that it was read (``done=1``) or not (``done=0``)."""
        from content.courses.operations import mark_chapter
        from content.courses.queries import reader_of

        place = next((place for place, block in enumerate(self.chapters) if block.id == str(chapter)), None)
        if place is None:
            raise Http404
        reader = reader_of(request, self.product)
        if reader is None:
            messages.info(request, _now("This chapter opens for those who have bought it."))
            return redirect(self.url)
        if request.method == "POST":
            is_done = request.POST.get("done") == "1"
            mark_chapter(customer=reader, page=self, chapter=chapter, is_done=is_done, at=timezone.now())
            following = self.chapters[place + 1].id if is_done and place + 1 < len(self.chapters) else None
            return redirect(self.url + self.reverse_subpage("chapter", [following]) if following else self.url)
        context = {
            **self.get_context(request),
            "chapter": self.chapters[place],
            "number": place + 1,
            "before": self.chapters[place - 1] if place else None,
            "after": self.chapters[place + 1] if place + 1 < len(self.chapters) else None,
        }
        response = TemplateResponse(request, "content/courses/chapter.html", context)
        # Neither a shared cache nor the next person at this browser shows what was paid for.
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response


class ChapterProgress(models.Model):
    """A reader has read a chapter."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(CoursePage, on_delete=models.CASCADE, related_name="+")
    chapter = models.UUIDField()
    done_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        constraints = [models.UniqueConstraint(fields=["customer", "page", "chapter"], name="courses_progress_once")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.chapter}"
