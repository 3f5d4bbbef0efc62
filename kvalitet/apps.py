from django.apps import AppConfig


class KvalitetConfig(AppConfig):
    name = "kvalitet"
    verbose_name = "Kvalitet"

    def ready(self) -> None:
        from kvalitet import kontroller  # noqa: F401  (registers the start-up checks)
