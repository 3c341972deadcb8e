"""A story of ten blocks and five pictures: drawn anew beside the same blocks as a stock Wagtail page, and kept beside a
view that does nothing. All on one server, one after the other, on PostgreSQL.
"""

import statistics
from typing import Any

from tests.bench.harness import Result, migrated, report, wanted
from tests.bench.pages import rate, server

# Turns in which each is asked; the machine is not equally fast all the time.
ROUNDS = 3


def main() -> None:
    """Write both pages, warm their pictures, ask for them in turn."""
    migrated()
    story, stock = _pages()
    if wanted("story.uncached"):
        with server(BENCH_PAGE_CACHE="false") as port:
            drawn, baseline = _in_turn(port, story.url, stock.url)
        queries = {
            "queries_after_a_change_of_words": _queries(story),
            "queries": _queries(story),
            "queries_stock": _queries(stock),
        }
        report(
            Result(
                name="story.uncached",
                value=drawn,
                unit="requests/s",
                baseline="the same blocks as a stock Wagtail page, requests/s",
                baseline_value=baseline,
                detail=queries,
            )
        )
    if wanted("story.cached"):
        with server() as port:
            kept, bare = _in_turn(port, story.url, "/bench/bare/")
        report(
            Result(
                name="story.cached",
                value=kept,
                unit="requests/s",
                baseline="bare Django view, requests/s",
                baseline_value=bare,
            )
        )


def _in_turn(port: int, first: str, second: str) -> tuple[float, float]:
    """The median rates of two addresses, asked in turn."""
    rates: dict[str, list[float]] = {first: [], second: []}
    for _round in range(ROUNDS):
        for path, found in rates.items():
            found.append(rate(port, path))
    return round(statistics.median(rates[first]), 1), round(statistics.median(rates[second]), 1)


def _queries(page: Any) -> int:
    from django.conf import settings
    from django.db import connection
    from django.test import Client, override_settings
    from django.test.utils import CaptureQueriesContext

    client = Client(
        headers={"Accept-Language": "zh-CN"}, SERVER_NAME=settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost"
    )
    with override_settings(PAGE_CACHE=False), CaptureQueriesContext(connection) as captured:
        assert client.get(page.url).status_code == 200
    return len(captured)


def _pages() -> tuple[Any, Any]:
    """The story and its twin: three texts, three pictures, a gallery of two, a quote, two products."""
    from content.stories.models import HomePage
    from shop.catalog.operations import create_sku
    from shop.inventory.operations import move_stock
    from tests.bench.stock.models import StockStory
    from tests.factories.catalog import ProductFactory
    from tests.factories.content import block, items, make_image, make_story, picture_file

    images = [
        make_image(title=f"图 {number}", file=picture_file(f"{number}.png", size=(1600, 1200), colour=f"#a8{number}2a"))
        for number in range(10, 18)
    ]
    products = []
    for number in range(2):
        product = ProductFactory(title=f"栖霞苹果 {number}", subtitle="霜后摘的", cover=images[6 + number])
        sku = create_sku(by=None, product=product, code=f"S{number}", price_fen=6800 + number)
        move_stock(by=None, sku=sku, delta=50, reason="receive", reference="PO-1")
        products.append(product)
    words = "<h2>摘之前</h2>" + "<p>霜降那天下午，院里的温度计是<b>六度</b>。天上没有云，风也停了。</p>" * 4
    pictures = [{"image": image.pk, "caption": f"坡顶 {number}"} for number, image in enumerate(images[:5])]

    def blocks(extra: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            block("text", words),
            *(block("picture", {**picture, **extra}) for picture in pictures[:3]),
            block("text", words),
            block("gallery", {"pictures": items(*pictures[3:])}),
            block("quote", {"text": "霜不是我们种出来的。", "source": "苑建军"}),
            *(block("product", {"product": product.pk, "line": ""}) for product in products),
            block("text", words),
        ]

    story, stock = None, None
    for number in range(3):
        fields = {"title": f"头一场霜 {number}", "standfirst": "一夜。", "hero_image": images[5]}
        story = make_story(*blocks({"width": "text"}), slug=f"bench-{number}", **fields)
        page = StockStory(slug=f"stock-{number}", body=blocks({}), live=False, **fields)
        HomePage.objects.get().add_child(instance=page)
        page.save_revision().publish()
        stock = StockStory.objects.get(pk=page.pk)
    return story, stock


if __name__ == "__main__":
    main()
