"""结转到下一年: what a plan hands on to the next, seen before it is made, then a draft to be confirmed."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import rules
from accounts.texts import tidy
from dashboard import copying
from dashboard.context import frame_of
from dashboard.plan_content import LENGTHS
from plans.access import SignedInRequest, plan_for
from plans.models import Plan
from plans.today import today
from targets.numbers import show_exactly
from targets.rounds import RefusedError

MOST_TITLE = 2 * LENGTHS["title"]


class CopyForm(forms.Form):
    """The next plan's title and day, and which parts come along."""

    title = forms.CharField(
        label="新计划标题",
        max_length=MOST_TITLE,
        error_messages={
            "required": "请填写新计划的标题。",
            "max_length": f"标题最多{MOST_TITLE}字，请写短些。",
        },
    )
    issue_date = forms.DateField(
        label="成文日期",
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "请填写成文日期，还没有印发的填预计印发的日子。",
            "invalid": "成文日期写成2025-01-10。",
        },
    )
    parts = forms.MultipleChoiceField(
        label="一并带到新计划",
        required=False,
        choices=list(copying.PARTS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "所选的内容不在列表里，请重新勾选。"},
    )

    def __init__(self, *args: object, plan: Plan, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature
        self.year = plan.year + 1

    def clean_title(self) -> str:
        """Without what is not seen."""
        return tidy(self.cleaned_data["title"])

    def clean_issue_date(self) -> date:
        """Within a year of the plan's."""
        day: date = self.cleaned_data["issue_date"]
        if abs(day.year - self.year) > 1:
            raise forms.ValidationError(f"成文日期与{self.year}年相差太远，请核对。")
        return day


@require_http_methods(["GET", "POST"])
@login_required
def newplan_copy(request: SignedInRequest, plan: str) -> HttpResponse:
    """What comes along and what does not; posted: the draft is made."""
    found = plan_for(request, plan)
    if not rules.may_plan(request.user, found.district_id):
        raise PermissionDenied
    frame_of(request).section = "setup"
    if request.method == "GET":
        return _page(request, found, CopyForm(initial=_usual(found), plan=found))
    form = CopyForm(request.POST, plan=found)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    given = form.cleaned_data
    try:
        draft = copying.copy(
            found,
            title=given["title"],
            issue_date=given["issue_date"],
            parts=given["parts"],
            by=request.user,
        )
    except RefusedError as refused:
        form.add_error(None, refused.message)
        return _page(request, found, form, status=409)
    messages.success(request, f"已结转到{found.year + 1}年，请逐项填写新目标并确认。")
    return redirect("newplan_confirm", draft=draft.pk)


def _usual(plan: Plan) -> dict[str, object]:
    title = plan.title.replace(str(plan.year), str(plan.year + 1))
    day = max(today(), date(plan.year + 1, 1, 1))
    return {"title": title, "issue_date": day, "parts": list(copying.PARTS)}


def _page(
    request: SignedInRequest, plan: Plan, form: CopyForm, *, status: int = 200
) -> HttpResponse:
    closes = copying.closes(plan, by=request.user)
    lines = [
        {"close": close, "value": show_exactly(close.value) + close.target.measure}
        for close in closes
        if close.value is not None
    ]
    without = [close for close in closes if close.value is None]
    lacking = [each for each in without if each.target.kind in copying.LEVELS]
    context = {
        "plan": plan,
        "form": form,
        "year": plan.year + 1,
        "with_baseline": lines,
        "lacking": lacking,
        "others": len(without) - len(lacking),
        "total": len(closes),
        "not_carried": copying.NOT_CARRIED,
        "errors": [
            {"url": f"#id_{name}" if name != "__all__" else "", "text": text}
            for name, told in form.errors.items()
            for text in told
        ],
    }
    return render(request, "planning/copy.html", context, status=status)
