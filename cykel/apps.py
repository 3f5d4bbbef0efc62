from django.apps import AppConfig


class CykelConfig(AppConfig):
    name = "cykel"
