from django.apps import AppConfig


class OmnideskConfig(AppConfig):
    name = "omnidesk"
