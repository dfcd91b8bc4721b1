"""One order's page, or a request for help: the form as printed, what happened, what comes, the acts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import User
from dashboard.loop import matter_forms as typed
from dashboard.loop import steps
from dashboard.loop.matter_forms import ActForm, Sent, offer
from dashboard.loop.problem_page import units_of
from plans.models import Plan
from tasks import extending, loops, orders
from tasks.choices import LoopAct, OrderKind, OrderState, Urgency
from tasks.models import Step, SupervisionOrder
from tasks.transitions import Machine, Party

NO_FIELDS: dict[str, Any] = {}
TOOK_PART = "你回复过这件事，须由另一人核验。"
NUMERALS = "一二三四五六七八九十"
ORDINAL = re.compile(  # that somebody typed: the form numbers them itself
    r"^(?:[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]|[一二三四五六七八九十]{1,3}[、.\uff0e]"
    r"|\d{1,2}(?:[、\uff0e]|\.(?!\d)))\s*"
)


@dataclass
class Scene:
    """One order and who looks at it, read once for the page."""

    plan: Plan
    order: SupervisionOrder
    by: User
    on: date

    def __post_init__(self) -> None:
        self.rows = steps.rows_of(self.order)
        self.who = orders.who_is(self.by, self.order, self.plan.district_id, self.rows)
        self.machine: Machine = orders.machine_of(self.order)

    @property
    def is_help(self) -> bool:
        """A request for help, the other way round."""
        return self.order.kind == OrderKind.HELP


def demands_of(text: str) -> list[str]:
    """The demands as the form numbers them: 一、滞后的原因；"""
    lines = [ORDINAL.sub("", line.strip()).rstrip("；。;") for line in text.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) < 2:
        return [f"{line}。" for line in lines]
    ends = ["；"] * (len(lines) - 1) + ["。"]
    marks = [NUMERALS[at] if at < len(NUMERALS) else str(at + 1) for at in range(len(lines))]
    return [f"{mark}、{line}{end}" for mark, line, end in zip(marks, lines, ends, strict=True)]


def day_issued(order: SupervisionOrder, rows: Sequence[Step]) -> date:
    """The day the form was issued with: a later one that was granted stands in the steps."""
    issued = next((row.until for row in rows if row.act == LoopAct.RAISE), None)
    return issued or order.due_on


def standing(order: SupervisionOrder, on: date) -> str:
    """待回复，剩5天; 待签收，超期3天; 已办结."""
    word = orders.machine_of(order).states[order.state]
    if order.state not in orders.WITH_UNIT:
        return word
    left = (order.due_on - on).days
    return f"{word}，{f'剩{left}天' if left > 0 else '今天到期' if not left else f'超期{-left}天'}"


def ahead(scene: Scene) -> list[steps.Line]:
    """What is waited for now, and what follows."""
    order, day = scene.order, f"时限{scene.order.due_on.month}月{scene.order.due_on.day}日"
    over = orders.days_over(order, scene.on)
    day += f"，超期{over}天" if over else ""
    unit, judge = order.unit.short_name, "由专班核验"
    word = scene.machine.word
    if scene.is_help and order.asking_unit:
        judge = f"由{order.asking_unit.short_name}确认"
    last = steps.Line(word(LoopAct.CONFIRM), judge, tone="next")
    if order.state == OrderState.ISSUED:
        waits = steps.Line(f"等待{word(LoopAct.SIGN)}", unit, tone="now")
        return [waits, steps.Line(word(LoopAct.ANSWER), day, tone="next"), last]
    if order.state == OrderState.SIGNED:
        return [steps.Line(f"等待{word(LoopAct.ANSWER)}", f"{unit}，{day}", tone="now"), last]
    if order.state == OrderState.ANSWERED:
        return [steps.Line(f"等待{word(LoopAct.CONFIRM)}", judge, tone="now")]
    return []


# The acts


def forms(scene: Scene, posted: Sent | None = None) -> list[ActForm]:
    """What this person may do now, the usual act first and open."""
    found = []
    for act, build in _ACTS.items():
        if act not in scene.machine.rules or not scene.machine.may(act, scene.who):
            continue
        if scene.machine.after(act, scene.order.state) is None:
            continue
        if not extending.fits(act, scene.order, scene.on):
            continue
        form = build(scene, posted)
        found += [form] if form is not None else []
    return found


def _offer(scene: Scene, posted: Sent | None, act: LoopAct, fields: Any, **more: Any) -> ActForm:
    button = more.pop("button", scene.machine.word(act))
    return offer(act, button, fields, seen=scene.order.version, posted=posted, **more)


def _sign(scene: Scene, posted: Sent | None) -> ActForm:
    note = "签收后在时限前回复。" if not scene.is_help else "受理后由本单位协调并答复。"
    return _offer(scene, posted, LoopAct.SIGN, NO_FIELDS, note=note, tone="primary", is_open=True)


def _answer(scene: Scene, posted: Sent | None) -> ActForm:
    order = scene.order
    fields = {
        "process": typed.words("落实过程", hint="做了哪些事，何时由谁做的。"),
        "situation": typed.words("基本情况", hint="现在到了哪一步，与要求还差多少。"),
        "advice": typed.words("意见和建议（可不填）", rows=2),
        "contact": typed.line("联系人（可不填）", hint="姓名和电话。"),
        "file": typed.files("依据（可不传）"),
    }
    initial = {name: getattr(order, name) for name in ("process", "situation", "advice", "contact")}
    is_open = order.state == OrderState.SIGNED
    return _offer(
        scene, posted, LoopAct.ANSWER, fields, initial=initial, tone="primary", is_open=is_open
    )


def _ask_longer(scene: Scene, posted: Sent | None) -> ActForm:
    return _offer(scene, posted, LoopAct.ASK_LONGER, typed.longer(scene.order.due_on))


def _grant(scene: Scene, posted: Sent | None) -> ActForm:
    note = typed.granting(scene.order.asked_until, scene.order.asked_why)
    return _offer(scene, posted, LoopAct.GRANT, NO_FIELDS, note=note, tone="primary", is_open=True)


def _refuse(scene: Scene, posted: Sent | None) -> ActForm:
    return _offer(scene, posted, LoopAct.REFUSE, _reason(), tone="warn")


def _close(scene: Scene, posted: Sent | None) -> ActForm:
    fields = {"text": typed.words("意见（可不填）", rows=2, most=300)}
    note = "办结后不能再改。"
    return _offer(scene, posted, LoopAct.CONFIRM, fields, note=note, tone="primary", is_open=True)


def _send_back(scene: Scene, posted: Sent | None) -> ActForm:
    fields = {"text": typed.words("退回理由", rows=2, most=300, hint="还差什么，据此再办。")}
    return _offer(scene, posted, LoopAct.SEND_BACK, fields, tone="warn")


def _hand_on(scene: Scene, posted: Sent | None) -> ActForm:
    out = {scene.order.unit_id, scene.order.asking_unit_id}
    units = [(each.code, each.short_name) for each in units_of(scene.plan) if each.pk not in out]
    fields = {
        "unit": typed.choice("转给", [("", "请选"), *units]),
        "text": typed.words("意见（可不填）", rows=2, most=300),
    }
    return _offer(scene, posted, LoopAct.HAND_ON, fields)


def _escalate(scene: Scene, posted: Sent | None) -> ActForm | None:
    urgency = loops.above(Urgency(scene.order.urgency))
    if urgency is None:
        return None
    note = f"升级为“{urgency.label}”，只升不降。"
    return _offer(scene, posted, LoopAct.ESCALATE, _reason(), note=note)


def _withdraw(scene: Scene, posted: Sent | None) -> ActForm:
    note = "撤回后不再计数，编号不再用。"
    return _offer(scene, posted, LoopAct.WITHDRAW, _reason(), note=note, tone="warn")


def _reason() -> dict[str, Any]:
    return {"text": typed.words("理由", rows=2, most=300)}


_ACTS = {
    LoopAct.GRANT: _grant,
    LoopAct.REFUSE: _refuse,
    LoopAct.CONFIRM: _close,
    LoopAct.SEND_BACK: _send_back,
    LoopAct.SIGN: _sign,
    LoopAct.ANSWER: _answer,
    LoopAct.ASK_LONGER: _ask_longer,
    LoopAct.HAND_ON: _hand_on,
    LoopAct.ESCALATE: _escalate,
    LoopAct.WITHDRAW: _withdraw,
}


def why_not(scene: Scene) -> str:
    """Why a person concerned has nothing to do here, where it is not plain."""
    return "".join(_why_not(scene))


def _why_not(scene: Scene) -> Iterator[str]:
    order, who = scene.order, scene.who
    is_judged = order.state == OrderState.ANSWERED or order.asks_longer
    if not scene.is_help and Party.OFFICE in who and Party.JUDGE not in who and is_judged:
        yield TOOK_PART
    if Party.OWNER not in who or Party.OFFICE in who:
        return
    if order.state == OrderState.ANSWERED:
        yield "已回复，等核验。"
    elif order.asked_until is not None:
        yield f"已申请延期至{order.asked_until.month}月{order.asked_until.day}日，待专班决定。"
    elif order.state in orders.WITH_UNIT and scene.on > order.due_on and not scene.is_help:
        yield "时限已过，不能再申请延期；请尽快回复。"
