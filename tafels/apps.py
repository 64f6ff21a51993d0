from django.apps import AppConfig


class TafelsConfig(AppConfig):
    name = "tafels"
    verbose_name = "Tafels"
