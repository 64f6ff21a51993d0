from django.apps import AppConfig


class RegiobeeldConfig(AppConfig):
    name = "regiobeeld"
    verbose_name = "Regiobeeld"
