from django.apps import AppConfig

# Imported for what it registers: Django's checks, and the Celery application that tasks of every room belong to.
from omnidesk import celery, checks

__all__ = ["OmnideskConfig", "celery", "checks"]


class OmnideskConfig(AppConfig):
    name = "omnidesk"
