"""django-helpdesk's own intake, in its own virtual environment: one mail a line on stdin, its seconds on stdout.

Run by tests/bench/mail_intake.py; nothing of Omnidesk is there to import.
"""

import base64
import gc
import importlib
import json
import logging
import os
import sys
import time
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.urls import include, path
from django.utils.encoding import force_str

APPS = ["auth", "contenttypes", "sessions", "sites", "humanize", "messages", "admin", "staticfiles"]
urlpatterns: list[Any] = []


def set_up() -> None:
    told = json.loads(os.environ["HELPDESK"])
    settings.configure(
        SECRET_KEY="only-for-the-bench",
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": None, **told["database"]}},
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in APPS), "rest_framework", "helpdesk"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        ROOT_URLCONF=__name__,
        MEDIA_ROOT=told["media"],
        STATIC_URL="/static/",
        SITE_ID=1,
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        MAILERS={"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}},
        HELPDESK_TEAMS_MODE_ENABLED=False,
        LOGGING_CONFIG=None,
    )
    logging.disable(logging.CRITICAL)
    django.setup()
    urlpatterns.append(path("helpdesk/", include("helpdesk.urls")))
    call_command("migrate", verbosity=0)


def main() -> None:
    set_up()
    intake, models = importlib.import_module("helpdesk.email"), importlib.import_module("helpdesk.models")
    # Without its notice to the sender: Omnidesk writes none here, so the two would not do the same.
    vars(intake)["send_info_email"] = lambda *args, **words: set()
    queue = models.Queue.objects.create(
        title="Bench", slug="bench", email_address="support@bench.example", allow_email_submission=True
    )
    logger = logging.getLogger("bench")
    gc.freeze()
    print(json.dumps({"ready": django.get_version()}), flush=True)
    for line in sys.stdin:
        content = base64.b64decode(line)
        began = time.perf_counter()
        # As its own IMAP reader hands a mail over.
        ticket = intake.extract_email_metadata(message=force_str(content, errors="replace"), queue=queue, logger=logger)
        seconds = time.perf_counter() - began
        print(json.dumps({"seconds": seconds, "ticket": ticket.pk}), flush=True)


if __name__ == "__main__":
    main()
