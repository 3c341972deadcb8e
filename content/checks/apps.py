"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChecksConfig(AppConfig):
    """Findings in drafts."""

    name = "content.checks"
    label = "checks"
    verbose_name = _("Checks before publishing")

    def ready(self) -> None:
        from content.checks.checks import pictures, wording
        from content.checks.findings import register
        from content.checks.sharing import ShareCard, sharing
        from content.checks.sharing import register as register_card
        from shop.catalog.models import Product

        for check in (wording, pictures, sharing):
            register(check)
        register_card(
            Product,
            lambda product: ShareCard(
                title=product.seo_title or product.title,
                summary=product.seo_description or product.subtitle,
                picture=product.share_image or product.cover,
                picture_field="id_cover",
                summary_field="id_subtitle",
                width=900,
                height=1200,
            ),
        )
