"""亮点: who sees which, what one may be about, and the acts of whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts import rules
from accounts.models import Unit, User
from dashboard.loop import matter_forms as typed
from dashboard.loop import steps
from dashboard.loop.matter_forms import ActForm, Sent, offer
from plans.models import Plan, ReportingPeriod
from targets.models import Target
from tasks import highlights, loops
from tasks.choices import HighlightState, LoopAct
from tasks.models import Highlight, Task
from tasks.transitions import HIGHLIGHT, Party


@dataclass(frozen=True)
class Abouts:
    """What a unit's highlight may be about: what it leads or takes part in, by its key."""

    targets: Mapping[str, Target]
    tasks: Mapping[str, Task]

    @property
    def options(self) -> Sequence[Any]:
        """As the options of a select."""
        found: list[Any] = [("", "不涉及具体指标或任务")]
        tasks = [(key, f"任务{row.number} {row.title}") for key, row in self.tasks.items()]
        targets = [(key, row.name) for key, row in self.targets.items()]
        found += [("重点任务", tasks)] if tasks else []
        return [*found, ("指标", targets)] if targets else found

    def chosen(self, key: str) -> dict[str, Any]:
        """The target or task behind a key; neither for any other."""
        return {"target": self.targets.get(key), "task": self.tasks.get(key)}


def abouts(plan: Plan, unit: Unit) -> Abouts:
    """What the unit leads or takes part in; two queries."""
    own = Q(lead_unit=unit) | Q(tasks__responsibilities__unit=unit)
    targets = Target.objects.filter(own, plan=plan).distinct().order_by("order")
    tasks = Task.objects.filter(plan=plan, responsibilities__unit=unit).distinct()
    return Abouts(
        {each.code: each for each in targets},
        {f"task-{each.number}": each for each in tasks.defer("text").order_by("number")},
    )


def sending_unit(by: User, plan: Plan) -> Unit | None:
    """The unit for which this person may submit one; None where they may not."""
    unit = by.member.unit if by.member else None
    if unit is None or unit.district_id != plan.district_id:
        return None
    return unit if Party.OWNER in loops.parties(by, plan.district_id, owner=unit) else None


def visible(plan: Plan, by: User) -> QuerySet[Highlight]:
    """The office sees all; a unit its own, and everybody what is adopted for a published month."""
    rows = Highlight.objects.filter(plan=plan)
    rows = rows.select_related("unit", "target", "task", "submitted_by", "decided_by")
    rows = rows.defer("task__text")
    if rules.may_review(by, plan.district_id):
        return rows
    published = ReportingPeriod.objects.filter(plan=plan, published_at__isnull=False)
    shown = Q(state=HighlightState.ADOPTED, month__in=published.values("month"))
    own = sending_unit(by, plan)
    return rows.filter(shown | Q(unit=own)) if own else rows.filter(shown)


def months_open(plan: Plan, on: date) -> list[int]:
    """The months that have begun and are not published, for which one may be chosen."""
    rows = ReportingPeriod.objects.filter(plan=plan, published_at=None)
    months = rows.order_by("month").values_list("month", flat=True)
    return [month for month in months if date(plan.year, month, 1) <= on]


def about_of(row: Highlight) -> str:
    """What it is about in short; empty where it is about nothing in particular."""
    if row.task_id is not None:
        return f"任务{row.task.number} {row.task.title}"
    return row.target.name if row.target_id else ""


def about_url(plan: Plan, row: Highlight) -> str:
    """The page of what it is about."""
    if row.task_id is not None:
        return reverse("task_detail", kwargs={"plan": plan.slug, "number": row.task.number})
    code = row.target.code if row.target_id else ""
    return reverse("target_detail", kwargs={"plan": plan.slug, "code": code}) if code else ""


def about_key(row: Highlight) -> str:
    """Its key among what it may be about."""
    if row.task_id is not None:
        return f"task-{row.task.number}"
    return row.target.code if row.target_id else ""


# The acts


def fields(known: Abouts) -> dict[str, Any]:
    """What is typed of a highlight."""
    return {
        "title": typed.line("标题", most=highlights.MOST_TITLE, hint="一句话，最多40字。"),
        "text": typed.words(
            "内容", rows=4, most=500, hint="做成了什么、成效如何。采用后人人看得到，不写个人隐私。"
        ),
        "about": typed.choice("涉及（可不选）", known.options),
        "file": typed.files("依据（可不传）"),
    }


def forms(
    row: Highlight, plan: Plan, *, by: User, on: date, posted: Sent | None = None
) -> list[ActForm]:
    """What this person may do now, the usual act first and open."""
    who = highlights.parties(row, by)
    found = []
    for act, build in _ACTS.items():
        if HIGHLIGHT.after(act, row.state) is not None and HIGHLIGHT.may(act, who):
            found.append(build(row, plan, on, posted))
    return found


def _adopt(row: Highlight, plan: Plan, on: date, posted: Sent | None) -> ActForm:
    months = months_open(plan, on)
    fields = {
        "month": typed.choice("用在", [(month, f"{month}月") for month in months]),
        "text": typed.words("意见（可不填）", rows=2, most=300),
    }
    note = "采用后写进这个月的发布，并计入晾晒榜“督办与亮点”。只能选还没有发布的月份。"
    given: dict[str, Any] = {"initial": {"month": row.month}, "note": note, "is_open": True}
    return _offer(row, posted, LoopAct.ADOPT, "采用亮点", fields, tone="primary", **given)


def _decline(row: Highlight, plan: Plan, on: date, posted: Sent | None) -> ActForm:
    fields = {"text": typed.words("理由", rows=2, most=300, hint="报送单位看得到。")}
    return _offer(row, posted, LoopAct.DECLINE, "不采用", fields, tone="warn")


def _change(row: Highlight, plan: Plan, on: date, posted: Sent | None) -> ActForm:
    known = abouts(plan, row.unit)
    initial = {"title": row.title, "text": row.text, "about": about_key(row)}
    return _offer(row, posted, LoopAct.CHANGE, "修改亮点", fields(known), initial=initial)


def _withdraw(row: Highlight, plan: Plan, on: date, posted: Sent | None) -> ActForm:
    note = "撤回后不再报专班；要再报的，另报一条。"
    return _offer(row, posted, LoopAct.WITHDRAW, "撤回亮点", {}, tone="warn", note=note)


def _offer(
    row: Highlight, posted: Sent | None, act: LoopAct, button: str, given: Any, **more: Any
) -> ActForm:
    return offer(act, button, given, seen=row.version, posted=posted, **more)


_ACTS = {
    LoopAct.ADOPT: _adopt,
    LoopAct.DECLINE: _decline,
    LoopAct.CHANGE: _change,
    LoopAct.WITHDRAW: _withdraw,
}


def why_not(row: Highlight, by: User, offered: list[ActForm]) -> str:
    """Why a person of the office has nothing to do here, where it is not plain."""
    is_open = row.state == HighlightState.SUBMITTED
    is_office = rules.may_review(by, row.plan.district_id)
    if is_open and is_office and not offered:
        return "本单位或本人报送的亮点，须由专班另一人办理。"
    return ""


def ahead(row: Highlight) -> list[steps.Line]:
    """What is waited for now."""
    if row.state == HighlightState.SUBMITTED:
        return [steps.Line("等待选用", "专班", tone="now")]
    return []


# What is pressed


DONE = {
    LoopAct.CHANGE: "已修改",
    LoopAct.WITHDRAW: "已撤回",
    LoopAct.ADOPT: "已采用",
    LoopAct.DECLINE: "已答复，不采用",
}


def do(row: Highlight, plan: Plan, sent: Sent, *, by: User, on: date) -> str:
    """Do what was pressed, and tell what was done; LookupError for an act there is none of."""
    given: dict[str, Any] = {"by": by, "seen_version": sent.seen_version}
    if sent.act == LoopAct.ADOPT:
        month = sent.number("month")
        highlights.adopt(row, month=month, answer=sent.text(), on=on, **given)
    elif sent.act == LoopAct.DECLINE:
        highlights.decline(row, reason=sent.text(), on=on, **given)
    elif sent.act == LoopAct.WITHDRAW:
        highlights.withdraw(row, **given)
    elif sent.act == LoopAct.CHANGE:
        about = abouts(plan, row.unit).chosen(sent.text("about"))
        title, files = sent.text("title"), sent.proofs()
        highlights.change(row, title=title, text=sent.text(), files=files, **about, **given)
    else:
        raise LookupError(sent.act)
    return f"{DONE[LoopAct(sent.act)]}：{row.title}。"
