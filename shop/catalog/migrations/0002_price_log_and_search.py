"""The price log is append-only; goods are found by any two characters."""

from django.db import migrations

from shop.core.db import append_only, bigram_index


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        append_only("catalog_priceentry", let_go=("sku_id", "sku_code")),
        bigram_index("catalog_product", "title"),
        bigram_index("catalog_sku", "code"),
        bigram_index("catalog_sku", "option_text"),
    ]
