"""What an administrator types about people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from accounts.choices import Role, UnitKind
from accounts.models import District, Unit


class AccountForm(forms.Form):
    """A new account with its first role."""

    username = forms.CharField(
        label="账号",
        max_length=30,
        validators=[RegexValidator(r"^[A-Za-z0-9_.-]+$", "账号只用字母、数字、点、横线和下划线。")],
        error_messages={"required": "请填写账号，如 jxj-zhang。"},
    )
    full_name = forms.CharField(
        label="姓名", max_length=30, error_messages={"required": "请填写姓名。"}
    )
    phone = forms.CharField(label="电话", max_length=40, required=False)


class RoleForm(forms.Form):
    """A role for a person; the unit's list holds the district's own units alone."""

    role = forms.ChoiceField(label="角色", choices=Role)
    unit = forms.ModelChoiceField(
        label="单位", queryset=Unit.objects.none(), required=False, empty_label="不属于单位"
    )

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(district=district).exclude(kind=UnitKind.GROUP)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a ModelChoiceField
