"""What everybody types about their own sign-in, in the words of the rest of the product."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms

from accounts.passwords import RULES
from accounts.tracing import trace


class SecondFactorAdapter(DefaultMFAAdapter):
    """Refusals of the second factor."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "验证码不对，或者已经用过。请填手机上现在显示的6位数字。",
    }


def _put(form: forms.Form, name: str, label: str, required: str, hint: str = "") -> None:
    field = form.fields[name]
    field.label, field.help_text = label, hint
    field.error_messages["required"] = required
    field.widget.attrs.pop("placeholder", None)


class ChangePasswordForm(account_forms.ChangePasswordForm):
    """The password that holds, and twice the one that shall."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _put(self, "oldpassword", "当前密码", "请填写当前密码。")
        _put(self, "password1", "新密码", "请填写新密码。", RULES)
        _put(self, "password2", "再填一次新密码", "请再填一次新密码。")

    def add_error(self, field: str | None, error: Any) -> None:
        # Nothing but a difference is held against the second by allauth itself, as a plain text.
        is_differing = field == "password2" and not isinstance(error, forms.ValidationError)
        super().add_error(field, "两次填的新密码不一样。" if is_differing else error)

    def save(self) -> None:
        trace(self.user, by=self.user, why="本人修改密码")
        super().save()


class ReauthenticateForm(account_forms.ReauthenticateForm):
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _put(self, "password", "密码", "请填写密码。")


CODE, NO_CODE = "验证码", "请填写验证码。"


class ActivateForm(totp_forms.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _put(self, "code", CODE, NO_CODE, "扫码后手机上显示的6位数字。")


class AuthenticateForm(mfa_forms.AuthenticateForm):
    """A code, or one of the recovery codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _put(self, "code", CODE, NO_CODE, "手机上显示的6位数字；手机不在身边的填一个恢复码。")


class ReauthenticateCodeForm(mfa_forms.ReauthenticateForm):
    """The same where a change of one's sign-in asks for it again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _put(self, "code", CODE, NO_CODE, "手机上显示的6位数字，或一个恢复码。")
