"""Development and the demo: SQLite and a local Valkey, nothing to install. Never for the open internet."""

from microbrand.settings.base import *  # noqa: F403
from microbrand.settings.base import BASE_DIR, STORAGES, WALLET_OFFERS, env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="only-for-development-and-the-demo-never-in-production")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=True)
LOG_FORMAT = "plain"
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# What the demo's shop adds to a top-up (fen: from this amount on, so much).
WALLET_OFFERS = WALLET_OFFERS or {20_000: 1_000, 50_000: 3_000}
DEMO_DIR = BASE_DIR / ".demo"
