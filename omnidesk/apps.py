from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.forms import ModelForm

# Imported for what it registers: Django's checks, and the Celery application that tasks of every room belong to.
from omnidesk import celery, checks

__all__ = ["OmnideskConfig", "celery", "checks"]


def itself(form: type[ModelForm[Any]], model: object) -> type[ModelForm[Any]]:
    return form


# The type checker knows ModelForm[Customer]; this lets the same line run.
setattr(ModelForm, "__class_getitem__", classmethod(itself))  # noqa: B010  an assignment is refused by the stubs


class OmnideskConfig(AppConfig):
    name = "omnidesk"
