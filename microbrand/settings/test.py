"""Tests: eager Celery, memory cache, throw-away files; the database comes from ``DATABASE_URL``."""

import tempfile

from microbrand.settings.base import *  # noqa: F403
from microbrand.settings.base import STORAGES

SECRET_KEY = "for-tests-only-not-a-secret-anywhere-else"  # noqa: S105
ALLOWED_HOSTS = ["*"]
SITE_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = SITE_URL
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MEDIA_ROOT = tempfile.mkdtemp(prefix="microbrand-test-media-")
SERVE_MEDIA = True
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
WHITENOISE_AUTOREFRESH = True
