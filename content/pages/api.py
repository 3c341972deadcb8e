"""Pages beside stories for other surfaces, such as a mini program: read only, goods in them alive."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response
from rest_framework.views import APIView
from wagtail.models import Page

from content.pages.models import AboutPage, FaqPage, LegalPage, LookbookPage, SeriesPage, VenuePage
from content.pages.telling import content_of
from content.stories.models import BrandPage, PersonPage
from content.stories.queries import announced
from shop.core.errors import NotFound
from shop.storefront.api.serializers.common import PictureSerializer, ProblemSerializer, picture

KINDS: dict[str, type[BrandPage]] = {
    "series": SeriesPage,
    "lookbook": LookbookPage,
    "venue": VenuePage,
    "person": PersonPage,
    "about": AboutPage,
    "faq": FaqPage,
    "legal": LegalPage,
}
# As the schema names them.
KIND_CHOICES = [(name, name) for name in KINDS]


def kind_of(page: BrandPage) -> str:
    """The name of a page's kind."""
    return next(name for name, model in KINDS.items() if isinstance(page, model))


class PageListSerializer(serializers.Serializer[Any]):
    """A page as a list shows it."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.SerializerMethodField()
    slug = serializers.CharField()
    title = serializers.CharField()
    kicker = serializers.SerializerMethodField()
    standfirst = serializers.SerializerMethodField()
    picture = serializers.SerializerMethodField()
    url = serializers.CharField(source="get_absolute_url")

    @extend_schema_field(serializers.ChoiceField(choices=KIND_CHOICES))
    def get_kind(self, page: BrandPage) -> str:
        return kind_of(page)

    def get_kicker(self, page: BrandPage) -> str:
        return getattr(page, "kicker", "")

    def get_standfirst(self, page: BrandPage) -> str:
        return getattr(page, "standfirst", "") or getattr(page, "intro", "")

    @extend_schema_field(PictureSerializer(allow_null=True))
    def get_picture(self, page: BrandPage) -> dict[str, Any] | None:
        return picture(getattr(page, "hero_image", None))


class PageSerializer(PageListSerializer):
    """A page with what is on it."""

    content = serializers.SerializerMethodField()

    @extend_schema_field(
        serializers.JSONField(
            help_text="By kind. series: `parts` (stories), `body`. lookbook: `looks`. venue: `state` (before, open, "
            "over), `opens_at`, `closes_at`, `halls` with `products`, `body`. person: `role`, `words`, "
            "`since`, `stories`, `body`. about: `people`, `body`. faq: `groups` of `answers`. "
            "legal: `legal_kind`, `language`, `html`. "
            "Blocks are as in stories."
        )
    )
    def get_content(self, page: BrandPage) -> Any:
        return content_of(page, at=self.context["at"], request=self.context["request"])


class PageListView(GenericAPIView):
    """Published pages beside stories."""

    serializer_class = PageListSerializer

    @extend_schema(
        summary="Pages beside stories",
        parameters=[OpenApiParameter("kind", str, enum=list(KINDS), description="Only pages of this kind.")],
        responses=PageListSerializer(many=True),
    )
    def get(self, request: Any) -> Response:
        """In the order of the tree."""
        asked = request.query_params.get("kind", "")
        models = [KINDS[asked]] if asked in KINDS else list(KINDS.values())
        rows = Page.objects.type(tuple(models)).live().public().order_by("path").values_list("pk", flat=True)
        now = timezone.now()
        ids = list(self.paginate_queryset(rows) or [])
        found = announced(ids, at=now)
        pages = [found[pk] for pk in ids if pk in found]
        return self.get_paginated_response(PageListSerializer(pages, many=True).data)


class PageView(APIView):
    """One page."""

    @extend_schema(
        summary="A page with what is on it",
        responses={200: PageSerializer, 404: OpenApiResponse(ProblemSerializer, description="No such page.")},
    )
    def get(self, request: Any, pk: int) -> Response:
        """Prices, stock and the state of a venue are those of this moment."""
        now = timezone.now()
        rows = Page.objects.type(tuple(KINDS.values())).live().public().filter(pk=pk)
        found = rows.first()
        page = found.specific if found else None
        if page is None or (page.expire_at is not None and page.expire_at <= now):
            raise NotFound
        return Response(PageSerializer(page, context={"at": now, "request": request}).data)
