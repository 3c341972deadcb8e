"""A real Chromium against a live server in this process: tests may move the clock with time_machine."""

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.harness.browser import ARGUMENTS, SIZES, Faults, find

# Milliseconds that a page may take to answer or to change.
PATIENCE = 30_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys are long: give them more time than a unit test."""
    for item in items:
        if "journeys" in item.nodeid.split("/"):
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the browser once."""
    path = find()
    if path is None:
        pytest.skip("no Chromium: install it or set CHROMIUM=/path/to/chromium")
    # A busy machine is no fault of the page.
    expect.set_options(timeout=PATIENCE)
    # Playwright keeps an event loop in this thread, in which Django would refuse the ORM.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    """Return the live server's address, which short links and QR codes then carry too."""
    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    # The server runs in this process, so the memory cache is shared as the real one is.
    settings.PAGE_CACHE = True
    return str(live_server.url)


@pytest.fixture
def open_page(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open pages by size (``phone`` or ``desktop``), each a person of its own; fails when one had a fault.

    Further keywords go to the browser context, for example ``java_script_enabled=False`` or ``viewport``.
    """
    contexts = []
    faults = Faults(urlsplit(site).netloc)

    def open_one(size: str = "phone", **options: Any) -> Page:
        options = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": SIZES[size], **options}
        if size == "phone":
            options = {"is_mobile": True, "has_touch": True, "device_scale_factor": 2, **options}
        context = chromium.new_context(base_url=site, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        # What moves is there at once: nobody watches it glide.
        devtools = context.new_cdp_session(page)
        devtools.send("Animation.enable")
        devtools.send("Animation.setPlaybackRate", {"playbackRate": 1000})
        faults.watch(page)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not faults.found, "\n".join(faults.found)


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    """Open a shopper's phone."""
    return open_page("phone")


@pytest.fixture
def desktop(open_page: Callable[..., Page]) -> Page:
    """Open a merchant's screen."""
    return open_page("desktop")
