"""The site's addresses, composed of the rooms' own."""

from django.conf import settings
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView, TemplateView
from django.views.i18n import set_language
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from content.media.views import serve_upload
from content.stories.finding import serve as serve_page
from content.stories.sitemaps import PageSitemap
from shop.core.languages import Addresses, other_languages
from shop.staff.views import LoginView
from shop.storefront.page_cache import public_page
from shop.storefront.sitemaps import CollectionSitemap, ProductSitemap

SITEMAPS = {"pages": PageSitemap, "goods": ProductSitemap, "shelves": CollectionSitemap}

# The same in every language: machines, the admin, files.
NEUTRAL = [
    # Before Wagtail's own: the same page with a limit on attempts.
    path("admin/login/", LoginView.as_view()),
    # Wagtail's page that fails on purpose.
    path("admin/failwhale/", RedirectView.as_view(pattern_name="wagtailadmin_home")),
    path("admin/", include(wagtailadmin_urls)),
    path("api/v1/", include("content.stories.api_urls")),
    path("api/v1/", include("content.pages.api_urls")),
    path("api/v1/", include("content.talk.api_urls")),
    path("api/", include("shop.storefront.api.urls")),
    # Choosing a language harms nobody; without a token every page that offers it stays free of cookies.
    path("language/", csrf_exempt(set_language), name="set_language"),
    path(
        "robots.txt",
        TemplateView.as_view(
            template_name="robots.txt",
            content_type="text/plain; charset=utf-8",
            extra_context={"prefixes": ["", *(f"/{code}" for code in other_languages())]},
        ),
    ),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("pay/sandbox/", include("shop.payments.gateways.sandbox.urls")),
    path("pay/wechat/", include("shop.payments.gateways.wechat.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("content.previews.urls")),
    path("", include("content.channels.urls")),
    path("", include("content.stories.urls")),
]
if settings.SERVE_MEDIA:
    NEUTRAL += [
        # Names of uploads, their sizes and posters are never used again for another content.
        re_path(
            r"^media/(?P<path>.*)$",
            cache_control(public=True, max_age=30 * 24 * 3600, immutable=True)(serve_upload),
            {"document_root": settings.MEDIA_ROOT},
        ),
    ]
# For shoppers: in each language once (``shop.core.languages``).
SHOPPERS = [
    path("", include("content.brand.urls")),
    path("", include("content.events.urls")),
    path("", include("content.posters.urls")),
    path("", include("content.talk.urls")),
    path("", include("shop.storefront.urls")),
]
# Last: Wagtail answers every address left over (home page, stories).
*wagtail_doors, _serve = wagtail_urls.urlpatterns
LEFT_OVER = [
    *wagtail_doors,
    re_path(wagtail_urls.serve_pattern, public_page("page")(serve_page), name=_serve.name),
]

urlpatterns = [*NEUTRAL, *SHOPPERS, *LEFT_OVER]

handler400 = "microbrand.errors.bad_request"
handler403 = "microbrand.errors.forbidden"
handler404 = "microbrand.errors.page_not_found"
handler500 = "microbrand.errors.server_error"

ADDRESSES = {
    code: Addresses(
        code,
        NEUTRAL,
        SHOPPERS,
        LEFT_OVER,
        handler400=handler400,
        handler403=handler403,
        handler404=handler404,
        handler500=handler500,
    )
    for code in other_languages()
}
