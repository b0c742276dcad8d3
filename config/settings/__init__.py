"""All settings, read from the environment; a wrong or missing value stops the start.

`MODE` decides how strict the site is:

* ``production`` (the default): secrets, hosts and database must be given, and HTTPS is expected;
* ``demo``: loopback only, SQLite in `DATA_DIR`, demo people; refuses what production needs;
* ``test``: what the suite runs on.

Any secret `X` may be given as a file instead, by `X_FILE` (Docker and systemd secrets).
"""

from base64 import b64encode
from pathlib import Path
from secrets import token_bytes, token_urlsafe
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import validate

from config import keys, outside, schedule
from config.settings.environment import (
    BASE_DIR,
    DATA_DIR,
    DEMO,
    INTERFACE_LANGUAGES,
    MODE,
    PRODUCTION,
    address,
    env,
    folder,
)
from config.settings.limits import *  # noqa: F403
from config.settings.logs import LOGGING as LOGGING
from config.settings.wagtail import *  # noqa: F403

if PRODUCTION:
    SECRET_KEY = keys.secret_key(env.str("SECRET_KEY"))
    MASTER_KEYS = keys.master_keys(env.str("MASTER_KEYS"))
    hosts: list[str] = env.list("ALLOWED_HOSTS")
    ALLOWED_HOSTS = [host.strip() for host in hosts if host.strip()]
    # These hosts are also the trusted origins of forms.
    if not ALLOWED_HOSTS or any(host[0] == "." or "*" in host for host in ALLOWED_HOSTS):
        raise ImproperlyConfigured("ALLOWED_HOSTS needs exact names, such as learn.example.org.")
    DATABASE_URL = env.str("DATABASE_URL")
else:
    own = ("SECRET_KEY", "SECRET_KEY_FILE", "MASTER_KEYS", "MASTER_KEYS_FILE")
    for name in ("ALLOWED_HOSTS", *own):
        if DEMO and env.str(name, None):
            raise ImproperlyConfigured(
                f"{name} belongs to production; MODE=demo is for this machine only. "
                "Remove one of the two."
            )
    SECRET_KEY = keys.kept(DATA_DIR / "secret-key", lambda: token_urlsafe(64), keys.secret_key)
    MASTER_KEYS = keys.kept(
        DATA_DIR / "master-keys", lambda: b64encode(token_bytes(32)).decode(), keys.master_keys
    )
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    DATABASE_URL = env.str("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
    if DEMO and not DATABASE_URL.startswith("sqlite:"):
        raise ImproperlyConfigured(
            "DATABASE_URL names a server; MODE=demo only ever writes to its own SQLite file."
        )

# One Redis, two databases: clearing the cache must not empty the queue.
REDIS_URL = env.str("REDIS_URL", "").rstrip("/")
if REDIS_URL and not outside.is_redis(REDIS_URL):
    raise ImproperlyConfigured("REDIS_URL names a server, without a database: redis://host:6379.")

INSTALLED_APPS = [
    # Django looks for this name whenever a template names a static file: it is found soonest here.
    "django.contrib.staticfiles",
    "demo",
    "dashboard",
    "safety",
    "mentorship",
    "webinars",
    "learning",
    "people",
    "cms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_countries",
    "simple_history",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtailmedia",
    "wagtail.embeds",
    "people.apps.StudioUsersConfig",
    "wagtail.sites",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.contrib.settings",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
]

MIDDLEWARE = [
    "web.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "web.serving.compression.TextAlone",
    "web.lockdown.Lockdown",
    "people.privacy.middleware.ErasureGuard",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "web.csrf.QuietCsrf",
    "people.accounts.middleware.MemberMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "web.proxy_browsers.PlainWarning",
    "allauth.account.middleware.AccountMiddleware",
    "people.accounts.middleware.OwnTimeZone",
    "people.sessions.middleware.ShortSessions",
    "people.unsent.middleware.TypedComesBack",
    "people.studio.middleware.StudioAccess",
    "cms.studio.ClosedScreens",
    "web.away.SayCacheAway",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "web.serving.template_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                ),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.branding.branding",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "web.templatetags.ui",
                "web.templatetags.parts",
                "people.unsent.tags",
            ],
        },
    },
]

FORM_RENDERER = "web.serving.form_renderer.FormRenderer"

DATABASES = {"default": env.dj_db_url("DATABASE_URL", DATABASE_URL)}
ENGINE = DATABASES["default"]["ENGINE"].rpartition(".")[2]
if ENGINE not in ("sqlite3", "postgresql"):
    raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// or sqlite:///.")
SQLITE = ENGINE == "sqlite3"
if SQLITE:
    DATABASES["default"]["ENGINE"] = "web.serving.sqlite"
    # IMMEDIATE removes "database is locked" under concurrent writers, WAL keeps readers unblocked.
    # FULL: with NORMAL, a power cut could undo an erasure. It takes 10 ms more per write.
    # secure_delete overwrites what is deleted; not every build of SQLite does so by itself.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        ),
    }
    # Each thread keeps its connection: opening one and its PRAGMAs took a quarter of a page.
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    # A statement asked twice on a connection is planned once. A pooler between the site and its
    # database would have to know such statements; we use none.
    DATABASES["default"] |= {
        "ENGINE": "web.serving.postgresql",
        "CONN_MAX_AGE": 60,
        # After a restart of the database no form is answered with an error.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **DATABASES["default"].get("OPTIONS", {}),
            "server_side_binding": True,
            "prepare_threshold": 2,
        },
    }

# Without Redis the cache is in the memory of the only web process.
CACHES = {
    "default": {
        "BACKEND": "web.serving.redis_cache.RedisCache",
        "LOCATION": f"{REDIS_URL}/1",
        # A Redis that accepts and stays silent holds no page for longer.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        # With Django's 300, a busy hour would evict the counts of wrong guesses.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# --- Signing in -----------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["people.accounts.backends.MemberBackend"]
PASSWORD_HASHERS = [
    "people.accounts.hashing.OneAtATime",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "people.accounts.passphrases.LongEnough",
        # NIST SP 800-63B-4: 15 characters where the passphrase is the only factor.
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "people.accounts.passphrases.NotGuessable"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "demo.adapter.DemoAdapter" if DEMO else "people.accounts.adapter.MemberAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "pseudonym"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_FORMS = {"login": "people.accounts.forms.SignInForm"}
ACCOUNT_SESSION_REMEMBER = False
# Roles that show other people are suspended until their holders have a second step.
SECOND_STEP_REQUIRED = env.bool("SECOND_STEP_REQUIRED", PRODUCTION)
MFA_ADAPTER = "people.second_step.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "people.second_step.forms.CodeForm",
    "authenticate_webauthn": "people.second_step.forms.PasskeyForm",
}
# Half a minute either way: cheap phones have wrong clocks.
MFA_TOTP_TOLERANCE = 1
# 66 bits each.
MFA_RECOVERY_CODE_DIGITS = 20
SESSION_ENGINE = "people.sessions.store"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
# Django's cookie lasts a year, and could be found by anyone who takes the phone.
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "people.unsent.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Only the proxy says where a visitor comes from; only `people.accounts.adapter` reads it.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
    # A year, but never preloaded: the preload list is public and names the host.
    SECURE_HSTS_SECONDS = 31_536_000
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

# Warnings that do not apply, silenced so that operators notice new ones.
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # web.headers says `frame-ancestors 'none'`
    "security.W003",  # web.csrf replaces Django's middleware
    "security.W005",  # the host's subdomains are not ours to bind
    "security.W021",  # the preload list is public
]

# --- Joining --------------------------------------------------------------------------------
# How long newcomers see no names. The demo skips this, so that trying everything takes minutes.
NEWCOMER_DAYS = env.int("NEWCOMER_DAYS", 0 if DEMO else 14, validate=validate.Range(min=0))

# --- Languages and time ---------------------------------------------------------------------
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = INTERFACE_LANGUAGES
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
# With the apostrophe of a printed page, and short, as people call them.
COUNTRIES_OVERRIDE = {
    "CI": _("Côte d’Ivoire"),
    "SZ": _("Eswatini"),
    "US": _("United States of America"),
}

# --- Files ----------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "web.serving.stylesheet.Finder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/files/"
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "files.storage.OpaqueStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "web.serving.static_files.StaticFiles"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_AUTOREFRESH = MODE == "test"
WHITENOISE_USE_FINDERS = MODE == "test"
# Compressing Wagtail's own 20 MB, for editors on a laptop, would take minutes.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [
    "jpg",
    "jpeg",
    "png",
    "gif",
    "webp",
    "zip",
    "gz",
    "br",
    "woff",
    "woff2",
    "map",
    "mp3",
    "pdf",
]
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = ["files.uploads.InMemory"]

# --- Background work ------------------------------------------------------------------------
BROKER_DIR = DATA_DIR / "broker"
CELERY_BROKER_URL = f"{REDIS_URL}/0" if REDIS_URL else "files://localhost/"
if not REDIS_URL:
    folder(BROKER_DIR)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR),
        "data_folder_out": str(BROKER_DIR),
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "config.beat:CarefulScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule.json")
CELERY_BEAT_SCHEDULE = schedule.every_task()

# --- Rooms ----------------------------------------------------------------------------------
BBB_URL = address("BBB_URL")
BBB_SECRET = env.str("BBB_SECRET", "")
# How calls are signed; hardened servers take only some.
BBB_CHECKSUM = env.str("BBB_CHECKSUM", "sha256") or "sha256"
# A call holds a thread of the web server as long as this.
BBB_TIMEOUT = (2.0, 4.0)
if bool(BBB_URL) != bool(BBB_SECRET):
    raise ImproperlyConfigured("BBB_URL and BBB_SECRET go together: set both or neither.")
if BBB_CHECKSUM not in ("sha256", "sha384", "sha512", "sha1"):
    raise ImproperlyConfigured("BBB_CHECKSUM is sha256, sha384, sha512 or, for old servers, sha1.")
if PRODUCTION and BBB_URL and urlsplit(BBB_URL).scheme != "https":
    raise ImproperlyConfigured("BBB_URL must begin with https://.")

# --- The way out ----------------------------------------------------------------------------
EXIT_URL = address("EXIT_URL") or outside.EXIT_SITES["encyclopaedia"]
EXIT_SITES = outside.EXIT_SITES

# --- E-mail ---------------------------------------------------------------------------------
# Without a mail server, members are not asked for an address. The demo writes e-mails to files.
EMAIL_URL = env.str("EMAIL_URL", "")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", "")
if bool(EMAIL_URL) != bool(DEFAULT_FROM_EMAIL):
    raise ImproperlyConfigured("EMAIL_URL and EMAIL_FROM go together: set both or neither.")
if DEMO:
    DEFAULT_FROM_EMAIL = "post@localhost"
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
elif EMAIL_URL:
    globals().update(outside.mail_server(EMAIL_URL))

# --- Leaving --------------------------------------------------------------------------------
# Random codes of members who were erased. Keep it apart from the database and its backups: after a
# restore it says who must be erased again, and the site is closed until then (docs/privacy.md).
ERASURE_LIST = Path(env.str("ERASURE_LIST", str(DATA_DIR / "erased.txt")))

# --- Demo -----------------------------------------------------------------------------------
DEMO_PASSPHRASE = env.str("DEMO_PASSPHRASE", "") if not PRODUCTION else ""
