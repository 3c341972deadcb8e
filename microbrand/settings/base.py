"""Settings shared by every environment; all deployment choices come from the environment (12-factor)."""

from pathlib import Path
from typing import Any

import environ
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()

# --- Security: the environments decide, nothing secret has a default here ---------------------------
DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
# Former keys: what was signed with them is still good, new things are signed with ``SECRET_KEY``.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Absolute address of the shop, used in QR codes and callbacks.
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")

# --- Apps: lower layers first (see shop/__init__.py and content/__init__.py) -------------------------
SHOP_APPS = [
    "shop.core",
    "shop.staff",
    "shop.exports",
    "shop.customers",
    "shop.catalog",
    "shop.inventory",
    "shop.shipping",
    "shop.ledger",
    "shop.enquiries",
    "shop.bulk",
    "shop.purchasing",
    "shop.promotions",
    "shop.notices",
    "shop.bookings",
    "shop.orders",
    "shop.bespoke",
    "shop.presales",
    "shop.payments",
    "shop.payments.gateways.sandbox",
    "shop.payments.gateways.wechat",
    "shop.payments.gateways.alipay",
    "shop.payments.gateways.transfer",
    "shop.vouchers",
    "shop.social",
    "shop.aftersales",
    "shop.invoices",
    "shop.origin",
    "shop.storefront",
]
CONTENT_APPS = [
    "content.media",
    "content.checks",
    "content.blocks",
    "content.brand",
    "content.rights",
    "content.stories",
    "content.history",
    "content.pages",
    "content.courses",
    "content.events",
    "content.talk",
    "content.posters",
    "content.banners",
    "content.revenue",
    "content.claims",
    "content.previews",
    "content.pasting",
    "content.channels",
    "content.approval",
    "content.languages",
    "content.bin",
]
INSTALLED_APPS = [
    *SHOP_APPS,
    *CONTENT_APPS,
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "lucide",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    # Last, so that its post_migrate (roles) sees every permission.
    "microbrand.apps.MicrobrandConfig",
]

MIDDLEWARE = [
    "microbrand.middleware.HarmlessInput",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "shop.storefront.page_cache.KeptPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "shop.core.languages.AddressLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "microbrand.middleware.ContentSecurityPolicy",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    # Innermost: it looks at what the pages answer, and only where nothing is.
    "content.pages.redirects.Redirects",
]

ROOT_URLCONF = "microbrand.urls"
WSGI_APPLICATION = "microbrand.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                # After Django's own, which it overrides.
                "shop.storefront.page_cache.leave_holes",
            ],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------------
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / '.demo' / 'microbrand.sqlite3'}"),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE takes the write lock at BEGIN: a writer waits its turn instead of failing half way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiling a query takes PostgreSQL longer than any query of a page (1.7 s beside 0.3 s). And it believes in disks
    # with heads: with its own figure it reads all products to find six hundred of them.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off -c random_page_cost=1.1")
    # What every order asks is planned once for each connection (shop.core.compiled); a pooler that hands a connection
    # to another client in between must know of prepared statements, or they are switched off.
    if env.bool("DATABASE_PREPARE", default=True):
        DATABASES["default"]["OPTIONS"].setdefault("prepare_threshold", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_cache_url = env.str("CACHE_URL", default="")
if _cache_url:
    CACHES = {
        "default": {
            "BACKEND": "shop.core.cache.ForgivingRedisCache",
            "LOCATION": _cache_url,
            "KEY_PREFIX": "mb",
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Drawn pieces of pages, in the memory of each process (shop.storefront.pieces).
CACHES["pieces"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "pieces",
    "OPTIONS": {"MAX_ENTRIES": 2000},
}
# Wagtail would write every size of a picture to the cache each time it is shown. Our pages fetch them with the picture.
CACHES["renditions"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}

# Whole pages are kept where all processes share a cache: only there do all hear of a change at once.
PAGE_CACHE = KEEP_PIECES = bool(_cache_url)

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# --- Celery -----------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A message taken by a worker that died comes back after this many seconds.
# Publishing never keeps a shopper waiting for a broker that is down: the outbox sweep delivers later.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": env.int("CELERY_VISIBILITY_TIMEOUT", default=300),
    # Look for such messages every 10 seconds, not every 100.
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
}
CELERY_TASK_PUBLISH_RETRY = False
# Jobs only announce and clean up; every rule is right without them.
CELERY_BEAT_SCHEDULE = {
    "sweep-outbox": {"task": "core.sweep_outbox", "schedule": 5.0, "options": {"expires": 5}},
    "resume-jobs": {"task": "core.resume_jobs", "schedule": 15.0, "options": {"expires": 15}},
    "announce-promotions": {"task": "promotions.announce_due", "schedule": 1.0, "options": {"expires": 3}},
    "expire-orders": {"task": "orders.expire_due", "schedule": 10.0, "options": {"expires": 10}},
    "complete-orders": {"task": "orders.complete_due", "schedule": 60.0, "options": {"expires": 60}},
    "act-on-cases": {"task": "aftersales.act_due", "schedule": 30.0, "options": {"expires": 30}},
    "ask-carriers": {"task": "shipping.ask_due", "schedule": 60.0, "options": {"expires": 60}},
    "act-on-custom-work": {"task": "bespoke.act_due", "schedule": 30.0, "options": {"expires": 30}},
    "sweep-payments": {"task": "payments.sweep", "schedule": 15.0, "options": {"expires": 15}},
    "sum-up-books": {"task": "ledger.sum_up", "schedule": 21600.0, "options": {"expires": 3600}},
    "sum-up-stories": {"task": "revenue.sum_up", "schedule": 60.0, "options": {"expires": 60}},
    "count-claims": {"task": "claims.count", "schedule": 1800.0, "options": {"expires": 1800}},
    "reconcile-payments": {"task": "payments.reconcile", "schedule": 1800.0, "options": {"expires": 600}},
    "send-pieces": {"task": "channels.send_due", "schedule": 10.0, "options": {"expires": 10}},
    "ask-readers-of-pieces": {"task": "channels.ask_readers", "schedule": 3600.0, "options": {"expires": 1800}},
    "sweep-posters": {"task": "posters.sweep", "schedule": 10.0, "options": {"expires": 10}},
    "empty-bin": {"task": "bin.remove_old", "schedule": 3600.0, "options": {"expires": 1800}},
    "remind-of-rights": {"task": "rights.remind", "schedule": 21600.0, "options": {"expires": 3600}},
    "remove-orphaned-posters": {"task": "posters.remove_orphans", "schedule": 86400.0, "options": {"expires": 3600}},
    "sweep-notices": {"task": "notices.sweep", "schedule": 30.0, "options": {"expires": 30}},
    "clean-up-notices": {"task": "notices.clean_up", "schedule": 3600.0, "options": {"expires": 600}},
    "settle-events": {"task": "events.settle_due", "schedule": 30.0, "options": {"expires": 30}},
    "sweep-event-mails": {"task": "events.sweep_mails", "schedule": 60.0, "options": {"expires": 60}},
    "forget-sign-ups": {"task": "events.forget_people", "schedule": 3600.0, "options": {"expires": 600}},
    "erase-customers": {"task": "customers.erase_due", "schedule": 600.0, "options": {"expires": 600}},
    "forget-talk-phones": {"task": "talk.forget_phones", "schedule": 3600.0, "options": {"expires": 600}},
    "forget-enquiries": {"task": "enquiries.forget_old", "schedule": 3600.0, "options": {"expires": 600}},
    "publish-scheduled": {"task": "core.publish_scheduled", "schedule": 20.0, "options": {"expires": 20}},
    "forget-receivers": {"task": "orders.forget_receivers", "schedule": 3600.0, "options": {"expires": 600}},
    "remove-unordered-pictures": {
        "task": "orders.remove_unordered_pictures",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    "clear-old-runs": {"task": "bulk.clear_old_runs", "schedule": 3600.0, "options": {"expires": 600}},
    "send-exports": {"task": "exports.send_due", "schedule": 60.0, "options": {"expires": 60}},
    "forget-exports": {"task": "exports.forget_expired", "schedule": 3600.0, "options": {"expires": 600}},
    "clean-up": {"task": "core.clean_up", "schedule": 3600.0, "options": {"expires": 600}},
}

# --- People -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "staff.User"
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Without a mail server nothing is sent, and nobody is offered a mail that never comes.
_email_url = env.str("EMAIL_URL", default="")
if _email_url:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="webmaster@localhost")
WAGTAIL_PASSWORD_RESET_ENABLED = bool(_email_url) and not _email_url.startswith("filemail:")

# --- Language and time ------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [
    BASE_DIR / "microbrand" / "locale",
    # Msgids of Wagtail and other libraries that their own zh-Hans catalogues miss.
    BASE_DIR / "microbrand" / "locale_vendor",
]
TIME_ZONE = "Asia/Shanghai"
# The shop's clock is everybody's: what starts at eight starts at eight for all who prepare it.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
USE_I18N = True
USE_TZ = True

# --- Files ------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = env.str("MEDIA_URL", default="/media/")
MEDIA_ROOT = env.path("MEDIA_ROOT", default=BASE_DIR / ".demo" / "media")
# Django serves uploads itself when there is no web server or object storage in front (demo, one small server).
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=False)
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if env.str("S3_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.str("S3_BUCKET"),
            "endpoint_url": env.str("S3_ENDPOINT_URL", default=None),
            "region_name": env.str("S3_REGION", default=None),
            "access_key": env.str("S3_ACCESS_KEY", default=None),
            "secret_key": env.str("S3_SECRET_KEY", default=None),
            "custom_domain": env.str("S3_CUSTOM_DOMAIN", default=None),
            "querystring_auth": env.bool("S3_QUERYSTRING_AUTH", default=False),
            "file_overwrite": False,
        },
    }
# Files that no address serves (imports with prices, personal data): never under MEDIA_ROOT, a bucket of their own.
PRIVATE_ROOT = env.path("PRIVATE_ROOT", default=BASE_DIR / ".demo" / "private")
STORAGES["private"] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": PRIVATE_ROOT},
}
if env.str("S3_PRIVATE_BUCKET", default=""):
    STORAGES["private"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.str("S3_PRIVATE_BUCKET"),
            "endpoint_url": env.str("S3_ENDPOINT_URL", default=None),
            "region_name": env.str("S3_REGION", default=None),
            "access_key": env.str("S3_ACCESS_KEY", default=None),
            "secret_key": env.str("S3_SECRET_KEY", default=None),
            "default_acl": "private",
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }
WHITENOISE_MAX_AGE = 31536000
# Pages name hashed files only. Source maps are for developers' tools, and compressing them took minutes.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Converts films where it is installed; another name or path: the environment.
FFMPEG = env.str("FFMPEG", default="ffmpeg")

# --- Wagtail ----------------------------------------------------------------------------------------
# Pages of other languages stand in a tree of their own below the front (content.languages): each has one address in one
# language, so Wagtail's choice of a tree by the visitor's language stays off.
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_SITE_NAME = "Microbrand"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILIMAGES_IMAGE_MODEL = "media.BrandImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "content.media.forms.BrandImageForm"
WAGTAILDOCS_DOCUMENT_MODEL = "media.BrandDocument"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
# Phones show them at two and three pixels a point, where finer steps cannot be seen but weigh twice as much.
WAGTAILIMAGES_WEBP_QUALITY = 56
# As near to the original as WebP at 56, in three quarters of its bytes; Wagtail's 61 weighs more than that.
WAGTAILIMAGES_AVIF_QUALITY = 47
WAGTAILIMAGES_JPEG_QUALITY = 76
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["h2", "h3", "bold", "italic", "ol", "ul", "hr", "link", "document-link"]},
    }
}
# Default: icontains, which finds 苹果 inside 栖霞苹果礼盒 in every admin list and chooser.
# store: full-text over uni- and bigrams, for the shop.
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "modelsearch.backends.database.fallback"},
    "store": {"BACKEND": "wagtail.search.backends.database"},
}
# Wagtail's previews are frames of this site; other sites may not frame it.
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]

# --- API --------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["shop.storefront.api.authentication.CustomerTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["shop.core.problems.BoundedJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "shop.storefront.api.pagination.Pagination",
    "DEFAULT_THROTTLE_CLASSES": ["shop.core.throttling.ApiThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "api": "600/min",
        "staff-login": "10/min",
        "cart": "240/min",
        # The lists of regions are asked for here, too.
        "checkout": "60/min",
        "order-lookup": "20/min",
        "short-link": "120/min",
        "poster": "10/min",
        "enquiry": "10/hour",
        "notice": "20/hour",
        "sign-up": "60/hour",
        # Looking for a ticket by its number; what is guessed wrong counts.
        "ticket-lookup": "20/hour",
        "talk": "20/hour",
        "my-data": "10/hour",
        "forget-me": "10/hour",
        # Codes that nobody has, typed at the counter.
        "voucher-guess": "30/hour",
        "device": "20/hour",
    },
    "EXCEPTION_HANDLER": "shop.core.problems.problem_handler",
    "PAGE_SIZE": 20,
    # Addresses in front of us that may set X-Forwarded-For.
    "NUM_PROXIES": env.int("NUM_PROXIES", default=0),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Microbrand API",
    "DESCRIPTION": "Products, collections, stories, cart, checkout and own orders of one micro-brand.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v[0-9]+",
    "ENUM_NAME_OVERRIDES": {
        "ProductKindEnum": "shop.catalog.enums.ProductKind",
        "AnswerKindEnum": "shop.catalog.enums.SpecKind",
        "ProductStateEnum": "shop.storefront.api.serializers.goods.PRODUCT_STATES",
        "VoucherStateEnum": "shop.vouchers.enums.VoucherState",
        "CaseKindEnum": "shop.aftersales.enums.CaseKind",
        "CaseReasonEnum": "shop.aftersales.enums.CaseReason",
        "TrackingKindEnum": "shop.shipping.enums.TrackingKind",
        "CaseStateEnum": "shop.aftersales.enums.CaseState",
        "CaseActorEnum": "shop.aftersales.enums.Actor",
        "InvoiceStateEnum": "shop.invoices.enums.InvoiceState",
        "InvoiceTitleKindEnum": "shop.invoices.enums.TitleKind",
        "RefundStateEnum": "shop.payments.enums.RefundState",
        "DepositKindEnum": "shop.orders.enums.DepositKind",
        "DepositFateEnum": "shop.orders.enums.DepositFate",
        "LedgerEntryKindEnum": "shop.ledger.enums.EntryKind",
        "RemarkKindEnum": "content.talk.enums.RemarkKind",
        "PageKindEnum": "content.pages.api.KIND_CHOICES",
    },
    "PREPROCESSING_HOOKS": ["shop.storefront.api.schema.only_public_api"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "shop.storefront.api.schema.errors_are_problems",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- Shop terms -------------------------------------------------------------------------------------
# An unpaid order holds its stock this long.
ORDER_PAYMENT_MINUTES = env.int("ORDER_PAYMENT_MINUTES", default=30)
# What the order page promises after payment: handed to the carrier within this many hours.
ORDER_SHIP_HOURS = env.int("ORDER_SHIP_HOURS", default=48)
# Enquiries are answered, and money is back, within so many hours; later ones stand on the list of what is late.
ENQUIRY_ANSWER_HOURS = env.int("ENQUIRY_ANSWER_HOURS", default=24)
REFUND_HOURS = env.int("REFUND_HOURS", default=72)
# So long after its last parcel left an order counts as received, if nobody says anything.
ORDER_RECEIVE_DAYS = env.int("ORDER_RECEIVE_DAYS", default=10)
# Gateways offered at checkout, by folder name under shop/payments/gateways/.
PAYMENT_GATEWAYS = env.list("PAYMENT_GATEWAYS", default=["sandbox"])

# Carriers to choose from, by folder name under shop/shipping/carriers/.
REAL_CARRIERS = ["sf", "zto", "yto", "sto", "yunda", "jd", "ems", "other"]
CARRIERS = env.list("CARRIERS", default=[*REAL_CARRIERS, "local"])

# Channels that stories are told in, by folder name under content/channels/outlets/.
BY_HAND_CHANNELS = ["weibo", "xiaohongshu", "moments", "qzone", "forum", "mail", "html"]
CHANNELS = env.list("CHANNELS", default=["wechat_mp", *BY_HAND_CHANNELS])

# Wallets. 《单用途商业预付卡管理办法（试行）》 (商务部令2012年第9号) lets a card hold 1,000 yuan, and 5,000 where its
# holder is registered by identity document, which the shop does not do by itself. The higher figure is the ceiling,
# whatever is set here (shop.payments.rules).
WALLET_OPEN = env.bool("WALLET_OPEN", default=True)
WALLET_MAX_BALANCE_FEN = env.int("WALLET_MAX_BALANCE_FEN", default=100_000)
WALLET_MIN_TOP_UP_FEN = env.int("WALLET_MIN_TOP_UP_FEN", default=1_000)
# From this amount of one top-up on, this much bonus (both in fen): "10000=500,50000=4000".
WALLET_OFFERS = {int(least): int(bonus) for least, bonus in env.dict("WALLET_OFFERS", default={}).items()}

# --- Content security: strict for the shop; nothing comes from another host anywhere --------------------
from csp.constants import NONCE, NONE, SELF, UNSAFE_INLINE  # noqa: E402

MEDIA_HOSTS = env.list("CSP_MEDIA_HOSTS", default=[])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", *MEDIA_HOSTS],
        "media-src": [SELF, *MEDIA_HOSTS],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    },
}
# Wagtail and the browsable API documents have scripts and styles inside their pages.
INLINE_CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:", *MEDIA_HOSTS],
    "font-src": [SELF, "data:"],
    # Live preview.
    "frame-src": [SELF],
}
PERMISSIONS_POLICY = {
    "accelerometer": [],
    "camera": ["self"],
    "geolocation": [],
    "gyroscope": [],
    "microphone": [],
    "payment": [],
    "usb": [],
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "microbrand.errors.csrf_failure"

# --- Logs -------------------------------------------------------------------------------------------
import structlog  # noqa: E402

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
        },
        "plain": {"format": "%(levelname)s %(name)s: %(message)s"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": env.str("LOG_FORMAT", default="json")}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django_structlog": {"level": env.str("LOG_REQUESTS", default="WARNING")},
        "PIL": {"level": "WARNING"},
        # Addresses that are asked hold secrets (WeChat's openid) and tokens.
        "httpx": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "django.tasks": {"level": "WARNING"},
        "modelsearch": {"level": "WARNING"},
    },
}
