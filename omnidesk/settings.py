"""Django's settings. Importing them starts, writes and connects to nothing."""

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from omnidesk import environment, logs, mailers

ENV = environment.read()
BASE_DIR = environment.BASE_DIR
PRODUCTION = ENV.PRODUCTION
DEBUG = ENV.DEBUG

SECRET_KEY = ENV.SECRET_KEY.get_secret_value()
CREDENTIAL_KEYS = ENV.CREDENTIAL_KEYS.get_secret_value().split(",")
PUBLIC_URL = ENV.PUBLIC_URL
FILES_URL = ENV.FILES_URL
SIMULATOR_URL = ENV.SIMULATOR_URL
CLAMD_URL = ENV.CLAMD_URL
METRICS_TOKEN = ENV.METRICS_TOKEN.get_secret_value()
VAR_DIR = ENV.VAR_DIR
DEMO = ENV.DEMO and not PRODUCTION
ALLOWED_HOSTS = ENV.hosts
TRUSTED_PROXIES = ENV.TRUSTED_PROXIES

INSTALLED_APPS = [
    "omnidesk.apps.OmnideskConfig",
    "agents",
    "customers",
    "sentences",
    "conversations",
    "callbacks",
    "channels_ingest",
    "kpis",
    "demo",
    "simulator",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
]

MIDDLEWARE = [
    "omnidesk.request_id.RequestIdMiddleware",
    "omnidesk.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "omnidesk.short_way.ShortWay",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "agents.middleware.PersonMiddleware",
    "agents.middleware.FirstRunMiddleware",
    "agents.middleware.FenceMiddleware",
    "agents.second_factor_duty.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "omnidesk.urls"
WSGI_APPLICATION = "omnidesk.wsgi.application"
ASGI_APPLICATION = "omnidesk.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["omnidesk.templatetags.icons", "omnidesk.templatetags.looks"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    },
]

# Data and what carries it

DATABASES = {"default": environment.database(ENV.DATABASE_URL.get_secret_value(), ENV.STATEMENT_TIMEOUT)}
REDIS_URL = ENV.REDIS_URL.get_secret_value()

CACHES = {
    "default": {
        "BACKEND": "omnidesk.cache.FallbackRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "omnidesk",
        "OPTIONS": {
            "serializer": "omnidesk.cache.JsonSerializer",
            "socket_connect_timeout": 0.15,
            "socket_timeout": 0.15,
        },
    }
}

CHANNEL_LAYERS = {
    "default": {"BACKEND": "omnidesk.channel_layer.PatientLayer", "CONFIG": {"hosts": [REDIS_URL]}},
}

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "media", "file_permissions_mode": 0o600},
    },
    "staticfiles": {
        "BACKEND": (
            "omnidesk.static_files.Hashed" if PRODUCTION else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

MAILERS = mailers.chosen(ENV)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.DEFAULT_FROM_EMAIL

# Found by name because no room imports what stands above it: what each kind of channel can do, a customer's matters,
# and who may hear the topics of the rooms above

CAPABILITIES = "channels_ingest.adapters.CAPABILITIES"
MATTERS = "conversations.models.Conversation"
TOPICS = ["kpis.wall_scopes.heard"]

# Language and time

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

# Who signs in, and how (lock-out: agents/lockout.py; session limits: agents/rights.py)

AUTH_USER_MODEL = "agents.Agent"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # unique without regard to case, by a constraint
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "agents.passwords.OwnWordsValidator"},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": "agents.passwords.LongestValidator"},
    {"NAME": "agents.passwords.KnownWordsValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "agents.sign_in.SignIn"
_FORMS = "agents.forms.sign_in"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.SignInForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateForm",
    "reset_password": f"{_FORMS}.ForgottenForm",
    "reset_password_from_key": f"{_FORMS}.NewPasswordForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105  a class
# The other sessions end with the old password; the one it was changed in goes on.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_ADAPTER = "agents.second_factor.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Omnidesk"

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "omnidesk_session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "omnidesk_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SOCKET_ORIGINS = ENV.origins

# What a browser may do

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "media-src": [CSP.SELF, "blob:"],
    "frame-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "manifest-src": [CSP.SELF],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 63072000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["channels_ingest.api.by_key.ByKey"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "NUM_PROXIES": TRUSTED_PROXIES,
}
SPECTACULAR_SETTINGS = {"TITLE": "Omnidesk API", "VERSION": "1", "SCHEMA_PATH_PREFIX": "/api/v1"}

LOGGING = logs.configured(json=PRODUCTION, level=ENV.LOG_LEVEL)
