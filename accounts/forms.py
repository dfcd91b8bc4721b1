"""What an administrator types about people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from accounts.choices import Role, UnitKind
from accounts.models import District, Unit
from accounts.rules import UNIT_ROLES

NAME_LENGTH, PHONE_LENGTH, EMAIL_LENGTH = 30, 40, 100


class RoleForm(forms.Form):
    """A role for a person; the unit's list holds the district's own units alone."""

    role = forms.ChoiceField(
        label="角色",
        choices=[("", "请选择"), *Role.choices],
        error_messages={
            "required": "请选择角色。",
            "invalid_choice": "请从列表中选一个角色。",
        },
    )
    unit = forms.ModelChoiceField(
        label="单位",
        queryset=Unit.objects.none(),
        required=False,
        empty_label="不属于单位",
        help_text="填报员、单位审核人和专班人员要选单位，领导和管理员不选。",
        error_messages={"invalid_choice": "请从列表中选一个单位。"},
    )

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(district=district).exclude(kind=UnitKind.GROUP)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """The unit is one in which there is such a role."""
        cleaned = super().clean() or {}
        if "role" in cleaned and "unit" in cleaned:
            complaint = _complaint(Role(cleaned["role"]), cleaned["unit"])
            if complaint:
                self.add_error("unit", complaint)
        return cleaned


def _complaint(role: Role, unit: Unit | None) -> str:
    """Why nobody is this in that unit; empty where they may be."""
    is_office = unit is not None and unit.kind == UnitKind.OFFICE
    if role in UNIT_ROLES:
        if unit is None:
            return f"“{role.label}”须选一个单位。"
        return "专班不填报，请选别的单位。" if is_office else ""
    if role == Role.OFFICE:
        return "" if is_office else "“专班”人员的单位须选专班。"
    return f"“{role.label}”不属于单位，请选“不属于单位”。" if unit else ""


class ContactForm(forms.Form):
    """How a person is reached: the office calls them, reminders (催报) go to their mail."""

    phone = forms.CharField(
        label="电话（可不填）",
        max_length=PHONE_LENGTH,
        required=False,
        error_messages={"max_length": f"电话最多{PHONE_LENGTH}个字符。"},
    )
    email = forms.EmailField(
        label="邮箱（可不填）",
        max_length=EMAIL_LENGTH,
        required=False,
        help_text="催报邮件发到这里。",
        error_messages={
            "invalid": "邮箱写成name@example.cn这样。",
            "max_length": f"邮箱最多{EMAIL_LENGTH}个字符。",
        },
    )


class AccountForm(RoleForm, ContactForm):
    """A new account with its first role."""

    field_order = ["username", "full_name", "phone", "email", "role", "unit"]

    username = forms.CharField(
        label="账号",
        max_length=NAME_LENGTH,
        validators=[
            RegexValidator(r"^[A-Za-z0-9_.-]+\Z", "账号只用字母、数字、点、横线和下划线。")
        ],
        help_text="登录时填的，如jxj-zhang；建立后不能改。",
        error_messages={
            "required": "请填写账号，如jxj-zhang。",
            "max_length": f"账号最多{NAME_LENGTH}个字符。",
        },
    )
    full_name = forms.CharField(
        label="姓名",
        max_length=NAME_LENGTH,
        error_messages={
            "required": "请填写姓名。",
            "max_length": f"姓名最多{NAME_LENGTH}个字。",
        },
    )
