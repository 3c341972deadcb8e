"""Look at every page of the demo once: Wagtail makes the sizes of a picture when they are first asked for."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from shop.catalog.models import Collection, Product


def warm_pages() -> int:
    """Ask for every public page; how many answered. The first visitor then waits for nothing.

    In threads, one for each core: Pillow lets go of the interpreter while it works.
    """
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, 4)) as threads:
        return sum(threads.map(_look, list(_addresses())))


def _look(address: str) -> bool:
    client = Client(raise_request_exception=False, headers={"Accept-Language": "zh-CN"})
    try:
        return client.get(address, SERVER_NAME="localhost").status_code == 200
    finally:
        connection.close()


def _addresses() -> Iterator[str]:
    for page in Page.objects.live().public().filter(depth__gt=1).specific():
        if page.url:
            yield page.url
    yield reverse("storefront:collections")
    for rows in (Collection.objects.filter(is_visible=True), Product.objects.filter(live=True)):
        for row in rows:
            yield row.get_absolute_url()
