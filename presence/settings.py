"""Settings, read from the environment. A wrong value stops the start with the name of its variable."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from presence import environment

ROOT = Path(__file__).resolve().parent.parent
env = environment.Reader()

PRESENCE_ENV = env.choice("PRESENCE_ENV", ("production", "local", "test"))
LOCAL = PRESENCE_ENV in ("local", "test")
TESTING = PRESENCE_ENV == "test"
DEBUG = False
PRESENCE_HOME = Path(env.text("PRESENCE_HOME", str(ROOT / ".presence")))
PRESENCE_URL = env.url("PRESENCE_URL", f"http://localhost:{env.number('PRESENCE_PORT', 8000)}" if LOCAL else None)
SECRET_KEY = env.secret("SECRET_KEY", "local-only-secret-key-that-production-refuses-to-start-with" if LOCAL else None)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = [
    PRESENCE_URL.hostname or "",
    *env.words("PRESENCE_HOSTS"),
    *(["localhost", "127.0.0.1", "testserver"] if LOCAL else []),
]
CSRF_TRUSTED_ORIGINS = [f"{PRESENCE_URL.scheme}://{PRESENCE_URL.netloc}"]
SECURE = PRESENCE_URL.scheme == "https"
if not LOCAL and env.flag("DEBUG", default=False):
    raise ImproperlyConfigured("DEBUG must not be set in production. Unset it.")

INSTALLED_APPS = [
    "presence",
    "promises",
    "touchpoints",
    "metrics",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "presence.kit.health.probes",
    "presence.kit.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "presence.kit.logs.access",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "presence.kit.middleware.htmx_manners",
    "presence.tenancy.middleware.mount",
]

ROOT_URLCONF = "presence.urls"
WSGI_APPLICATION = "presence.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "presence.shell.context.context",
            ],
            "builtins": ["presence.templatetags.kit", "django.templatetags.static", "django_htmx.templatetags.django_htmx"],
        },
    }
]
FORM_RENDERER = "presence.kit.forms.Renderer"

# The runtime role owns nothing and cannot pass the wall; migrations run as the owner (`migrate --database owner`).
# Compiling a statement, or starting helpers for it, takes longer than any page's statement may (docs/performance.md).
_QUICK = "-c jit=off -c max_parallel_workers_per_gather=0"
_IDLE = 120_000 if TESTING else 15_000  # a test is one transaction, in which a busy machine may compile a whole page
_SESSION = f"-c timezone=UTC -c lock_timeout=2000 -c idle_in_transaction_session_timeout={_IDLE} {_QUICK}"
_TIMEOUT = 60_000 if env.text("PRESENCE_PROCESS", "web") == "worker" else 5_000
DATABASES = {
    "default": {
        **env.database("DATABASE_URL", "postgres://presence_app@127.0.0.1:5432/presence" if LOCAL else None),
        "ENGINE": "presence.tenancy.postgres",
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": f"{_SESSION} -c statement_timeout={_TIMEOUT}",
            "connect_timeout": 5,
            "prepare_threshold": 1_000_000,  # only what asks to be prepared (presence/kit/hot.py)
        },
        "TEST": {"MIRROR": "owner"},
    },
    "owner": {
        **env.database("DATABASE_OWNER_URL", "postgres://presence_owner@127.0.0.1:5432/presence" if LOCAL else ""),
        "ENGINE": "presence.tenancy.postgres",
        "OPTIONS": {"options": "-c timezone=UTC -c lock_timeout=2000", "connect_timeout": 5},
    },
}
# Who makes the logins of other programs (metrics/readers). Only a command asks for it; web and workers need not have it.
DATABASE_ADMIN_URL = env.database_address("DATABASE_ADMIN_URL", "DATABASE_OWNER_URL")
DATABASE_ROUTERS = ["presence.tenancy.postgres.router.OwnerMigrates"]

AUTH_USER_MODEL = "presence.User"
AUTHENTICATION_BACKENDS = ["presence.accounts.backends.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

SESSION_ENGINE = "presence.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_FAILURE_VIEW = "presence.kit.views.csrf_failure"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

_SELF = "'self'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [_SELF],
        "style-src": [_SELF],
        "img-src": [_SELF, "data:"],
        "font-src": [_SELF],
        "connect-src": [_SELF],
        "manifest-src": [_SELF],
        "form-action": [_SELF],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "frame-src": [_SELF],
    }
}

REDIS_URL = env.redis("REDIS_URL", "redis://127.0.0.1:6379/0" if LOCAL else None)
CACHES = {
    "default": {
        "BACKEND": "presence.kit.cache.ForgivingRedisCache",
        "LOCATION": env.text("CACHE_URL", REDIS_URL.rsplit("/", 1)[0] + "/1"),
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_throttle": 1,
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_QUEUES: dict[str, dict[str, str]] = {"celery": {}, "mail": {}}  # taken from in turn: no campaign holds up the rest
CELERY_TASK_ROUTES = {"touchpoints.tasks.send_messages_of": {"queue": "mail"}}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_SOFT_TIME_LIMIT = 50
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

globals().update(env.email("EMAIL_URL", "consolemail://" if LOCAL else None))
EMAIL_TIMEOUT = 10
PROMETHEUS_TOKEN = env.optional_secret("PROMETHEUS_TOKEN")  # opens /metrics; without it there is nothing
LOCAL_MAIL_FOLDER = globals().get("EMAIL_FILE_PATH", "") if LOCAL else ""
DNS_SERVERS = env.words("DNS_SERVERS")  # host:port, for checking senders' domains; the machine's own when empty
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", f"Presence <presence@{PRESENCE_URL.hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "staticfiles"
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "presence.kit.staticfiles.Assets"
        if env.flag("PRESENCE_COLLECTED", default=not LOCAL)  # bin/dev collects, too; tests and a bare runserver do not
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = LOCAL

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-us"
USE_I18N = True
LOCALE_PATHS = [ROOT / "locale"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "presence.kit.logs.Discreet", "format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.choice("LOG_LEVEL", ("INFO", "DEBUG", "WARNING", "ERROR", "CRITICAL"))},
}

from presence.settings_accounts import *  # noqa: E402,F403  how people sign in
from presence.settings_rooms import *  # noqa: E402,F403  what rooms register, by string, on one page
