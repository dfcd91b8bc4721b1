"""The plans room as a Django app."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "计划"

    def ready(self) -> None:
        """Let every history row tell its way, and its moment by the product's one clock."""
        from accounts import tracing  # noqa: PLC0415 -- models are not there before
        from plans.today import now  # noqa: PLC0415 -- likewise

        tracing.begin(clock=now)
