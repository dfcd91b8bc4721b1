"""The accounts room as a Django app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in

LAST_LOGIN = "update_last_login"


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "账号与单位"

    def ready(self) -> None:
        """Keep the time of a sign-in without a history row: nothing of the account has changed."""
        from accounts.signin import keep_last_login  # noqa: PLC0415 -- models are not there before

        # Under the name of Django's own, which is not connected a second time.
        user_logged_in.disconnect(dispatch_uid=LAST_LOGIN)
        user_logged_in.connect(keep_last_login, dispatch_uid=LAST_LOGIN)
