"""Real Chromium for the journeys: found or installed, pages that notice every fault, and axe."""

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, Response

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
)
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1366, "height": 850}}
# axe's impacts that no page may have.
REFUSED_IMPACTS = ("serious", "critical")

# The rules of axe whose answer depends on the colours.
COLOUR_RULES = ("color-contrast", "link-in-text-block")
# Those whose answer depends on what is folded away, and on what scrolls.
SIZE_RULES = (
    "scrollable-region-focusable",
    "aria-hidden-focus",
    "button-name",
    "link-name",
    "label",
    "select-name",
    "image-alt",
)
# Markup of Wagtail that we cannot give what axe misses. Draftail: the editable area has no name of its own, its
# label stands beside it.
NOT_OURS = (".public-DraftEditor-content",)


def find() -> str | None:
    """Return the browser's path: ``CHROMIUM``, else one in PATH."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> str | None:
    """Install Debian's Chromium and a Chinese font where root may; the browser's path, or None."""
    if os.getuid() != 0 or not shutil.which("apt-get"):
        return None
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk"],
    ):
        done = subprocess.run(
            command,
            env=quiet,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            print("\n".join(done.stdout.splitlines()[-20:]))
            return None
    return find()


@dataclass
class Faults:
    """What went wrong on a page while nobody was looking; a journey ends with an empty list."""

    home: str
    found: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Listen to the page."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"script error: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # The console repeats every 4xx answer, which a journey may provoke on purpose; 5xx is caught below.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.found.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.netloc != self.home:
            self.found.append(f"request to another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.found.append(f"status {response.status}: {response.url}")


# Colours on their way are judged by nobody; what moves for ever (a pulse) is not waited for.
SETTLE = """() => Promise.allSettled(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime < 5000).map((one) => one.finished)).then(() => null)"""


def violations(page: Page, *, rules: tuple[str, ...] = ()) -> list[str]:
    """Return what axe finds serious or critical on the page, one line each; by these rules or by all."""
    page.evaluate(SETTLE)
    context: dict[str, Any] = {"exclude": [[selector] for selector in NOT_OURS]}
    # Preloading fetches every style sheet again, for one rule about locked orientation.
    options: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
    if rules:
        options["runOnly"] = list(rules)
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    results = page.evaluate("([context, options]) => axe.run(context, options)", [context, options])
    return [
        f"{found['impact']} {found['id']}: {found['help']} ({node['html'][:160]})"
        for found in results["violations"]
        if found["impact"] in REFUSED_IMPACTS
        for node in found["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """Fail with axe's findings, if any are serious."""
    found = violations(page)
    assert not found, f"{page.url}\n" + "\n".join(found)
