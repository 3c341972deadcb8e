"""Do beforehand what the first visitors would wait for: posters, and the sizes of pictures on every page.

In threads, one for each core: Pillow lets go of the interpreter while it works.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Page

from content.posters.operations import due_posters, render_poster
from shop.catalog.models import Collection, Product


def warm_pages() -> int:
    """Ask for every public page; how many answered. Wagtail makes a picture's sizes when they are first asked for."""
    with _threads() as threads:
        return sum(threads.map(_look, list(_addresses())))


def draw_posters() -> int:
    """Draw the posters that wait; how many are ready. What is not, the sweep takes up."""
    soon = timezone.now() + timedelta(minutes=1)
    with _threads() as threads:
        return sum(threads.map(_draw, due_posters(at=soon)))


def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, 4))


def _draw(poster_id: int) -> bool:
    try:
        # A thread does not inherit the language.
        with translation.override(settings.LANGUAGE_CODE):
            return render_poster(poster_id=poster_id, at=timezone.now())
    finally:
        connection.close()


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
