"""The accounts room as a Django app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "账号与单位"

    def ready(self) -> None:
        """Keep the time of a sign-in without a history row: nothing of the account has changed."""
        from accounts.signin import keep_last_login  # noqa: PLC0415 -- models are not there before

        user_logged_in.disconnect(dispatch_uid="update_last_login")
        user_logged_in.connect(keep_last_login, dispatch_uid="keep_last_login")
