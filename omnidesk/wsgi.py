"""HTTP in production: WSGI workers whose database connections are kept."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omnidesk.settings")
# A page may not hold a connection for long; tasks and commands have no such limit.
os.environ.setdefault("STATEMENT_TIMEOUT", "5")

from django.core.wsgi import get_wsgi_application

from omnidesk.celery import publish_briefly

application = get_wsgi_application()
publish_briefly()
