"""What is typed to correct a published figure, or to object to it; kept as typed, judged by services."""

from __future__ import annotations

from typing import Any

from django import forms

from targets.choices import Cause

CAUSES = [
    (Cause.UNIT_ERROR.value, "单位差错：本单位填错、漏计"),
    (Cause.SOURCE_REVISION.value, "来源修订：统计部门改了数"),
]


class CorrectionForm(forms.Form):
    """The right figure, whose doing it was, and why."""

    typed = forms.CharField(label="更正后的数值", required=False)
    cause = forms.ChoiceField(
        label="原因", required=False, choices=CAUSES, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="理由和依据",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
        help_text="写明错在哪里、依据什么改。发布后公开，会前人人看得到。",
    )
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)
    objection = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["typed"].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
        if is_late:
            self.fields["typed"].label = "补报的数值"
            del self.fields["cause"]


class ObjectionForm(forms.Form):
    """What a unit holds against a published figure."""

    text = forms.CharField(
        label="异议",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 500}),
        help_text="写明对哪个数、哪个亮灯有异议，依据是什么。",
    )
