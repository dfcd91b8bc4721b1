"""What a password must be, each rule refused in one sentence of our own."""

from __future__ import annotations

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    NumericPasswordValidator,
    UserAttributeSimilarityValidator,
)

RULES = "至少10个字符，不能全是数字，不能是常见的密码，也不能和账号、姓名相近。"


class LengthValidator(MinimumLengthValidator):
    """Long enough."""

    def get_error_message(self) -> str:
        return f"密码太短，至少要{self.min_length}个字符。"


class SimilarityValidator(UserAttributeSimilarityValidator):
    """Unlike the account's name and the person's."""

    DEFAULT_USER_ATTRIBUTES = ("username", "full_name")

    def __init__(self) -> None:
        super().__init__(user_attributes=self.DEFAULT_USER_ATTRIBUTES)

    def get_error_message(self) -> str:
        return "密码和账号或姓名太相近，请换一个。"


class CommonValidator(CommonPasswordValidator):
    """Not one that everybody tries first."""

    def get_error_message(self) -> str:
        return "这个密码太常见，请换一个。"


class NumericValidator(NumericPasswordValidator):
    """Not digits alone."""

    def get_error_message(self) -> str:
        return "密码不能全是数字。"
