"""The acts of the closed loop as forms, beside those of tests.acts: where posted, what, and who may."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from tasks.models import Meeting, Problem, Resolution, SupervisionOrder
from tests.acts import OFFICE, UNIT, Act, Form, Prepare
from tests.factories import ResponsibilityFactory
from tests.looped import milestone_of

LATER = "2024-04-30"


def _problem_in(state: str, **more: Any) -> Prepare:
    """The unit's problem stands in this state."""

    def prepare(_: Any, rows: Any, __: User | None) -> None:
        Problem.objects.filter(pk=rows.problem.pk).update(state=state, **more)

    return prepare


def _asked(_: Any, rows: Any, __: User | None) -> None:
    asked = {"asked_until": LATER, "asked_why": "会签", "asked_by": rows.clerk}
    Problem.objects.filter(pk=rows.problem.pk).update(state="solving", **asked)


def _pressed(act: str, **more: str) -> Form:
    return lambda *_: {"act": act, "seen": "1", "text": "理由", **more}


def _accepted(_: Any, rows: Any) -> dict[str, Any]:
    return {"act": "accept", "seen": "1", "unit": rows.unit.code, "level": "unit", "due_on": LATER}


def _claimed(*_: Any) -> dict[str, Any]:
    file = SimpleUploadedFile("凭证.pdf", b"%PDF-1.7")
    return {"act": "claim", "seen": "1", "text": "已解决", "file": file}


def _merged(_: Any, rows: Any) -> dict[str, Any]:
    return {"act": "merge", "seen": "1", "into": str(rows.twin.number)}


def _raised(_: Any, rows: Any) -> dict[str, Any]:
    about = {"about": rows.code, "unit": rows.unit.code, "level": "unit", "kind": "funds"}
    return {"title": "资金未到位", "text": "差一半。", "due_on": LATER, **about}


PROBLEMS = (
    Act(
        "raise a problem",
        "problem_new",
        _raised,
        UNIT | OFFICE,
        OFFICE,
        told=frozenset({422}),  # what another unit leads is not among what one may choose
    ),
    *(
        Act(f"{name} a problem", "problem_detail", form, UNIT, prepare=_problem_in(state))
        for name, form, state in (
            ("withdraw", _pressed("withdraw"), "raised"),
            ("tell the progress of", _pressed("progress"), "solving"),
            ("claim solved", _claimed, "solving"),
            ("ask longer for", _pressed("ask_longer", until=LATER), "solving"),
        )
    ),
    *(
        Act(f"{name} a problem", "problem_detail", form, OFFICE, OFFICE, prepare=prepare)
        for name, form, prepare in (
            ("accept", _accepted, _problem_in("raised")),
            ("decline", _pressed("decline"), _problem_in("raised")),
            ("merge", _merged, _problem_in("raised")),
            ("strike off", _pressed("confirm"), _problem_in("claimed")),
            ("send back", _pressed("send_back"), _problem_in("claimed")),
            ("grant time for", _pressed("grant"), _asked),
            ("refuse time for", _pressed("refuse"), _asked),
            ("escalate", _pressed("escalate"), _problem_in("solving")),
        )
    ),
)


def _milestone_in(state: str, **more: Any) -> Prepare:
    """A milestone of the task that is one's own, in this state."""

    def prepare(_: Any, rows: Any, __: User | None) -> None:
        rows.milestone = milestone_of(rows.task_to_fill, rows.unit, state=state, **more)

    return prepare


def _asks(_: Any, rows: Any, __: User | None) -> None:
    asked = {"asked_until": LATER, "asked_why": "会签", "asked_by": rows.clerk}
    rows.milestone = milestone_of(rows.task_to_fill, rows.unit, **asked)


def _claims(_: Any, rows: Any, __: User | None) -> None:
    claimed = {"state": "claimed", "claimed_by": rows.clerk, "done_on": "2024-03-01"}
    rows.milestone = milestone_of(rows.task_to_fill, rows.unit, **claimed)


def _on_milestone(act: str, **more: Any) -> Form:
    def form(_: Any, rows: Any) -> dict[str, Any]:
        given = {"act": act, "seen": "1", "text": "理由", "milestone": str(rows.milestone.number)}
        return given | {name: each() if callable(each) else each for name, each in more.items()}

    return form


def _worded(_: Any, rows: Any) -> dict[str, Any]:
    wanted = {"title": "另拟", "deliverable": "文件", "unit": rows.unit.code, "due_on": LATER}
    number = str(rows.milestone.number) if "milestone" in vars(rows) else ""
    return {"act": "change" if number else "raise", "seen": "1", "milestone": number, **wanted}


def _paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("凭证.pdf", b"%PDF-1.7")


PAGE = "entry_milestones"


def _joins(_: Any, rows: Any, __: User | None) -> None:
    """Another unit joins in the task."""
    rows.joint = ResponsibilityFactory.create(task=rows.task_to_fill, part="join", order=2).unit


def _asks_for(_: Any, rows: Any) -> dict[str, Any]:
    return {"act": "ask", "month": "2", "unit": rows.joint.code}


MILESTONES = (
    Act("ask a joining unit", PAGE, _asks_for, UNIT | OFFICE, OFFICE, prepare=_joins),
    Act("raise a milestone", PAGE, _worded, UNIT | OFFICE, OFFICE),
    Act(
        "change a milestone",
        PAGE,
        _worded,
        UNIT | OFFICE,
        OFFICE,
        prepare=_milestone_in("proposed"),
    ),
    *(
        Act(f"{name} a milestone", PAGE, form, UNIT, prepare=prepare)
        for name, form, prepare in (
            ("withdraw", _on_milestone("withdraw"), _milestone_in("proposed")),
            (
                "claim",
                _on_milestone("claim", done_on="2024-03-01", file=_paper),
                _milestone_in("open"),
            ),
            ("ask longer for", _on_milestone("ask_longer", until=LATER), _milestone_in("open")),
        )
    ),
    *(
        Act(f"{name} a milestone", PAGE, _on_milestone(act), OFFICE, OFFICE, prepare=prepare)
        for name, act, prepare in (
            ("agree to", "accept", _milestone_in("proposed")),
            ("drop", "drop", _milestone_in("open")),
            ("confirm", "confirm", _claims),
            ("send back", "send_back", _claims),
            ("grant time for", "grant", _asks),
            ("refuse time for", "refuse", _asks),
        )
    ),
)


def _order_in(kind: str, state: str, **more: Any) -> Prepare:
    """The unit's order, or its request for help, stands in this state."""

    def prepare(_: Any, rows: Any, __: User | None) -> None:
        SupervisionOrder.objects.filter(pk=getattr(rows, kind).pk).update(state=state, **more)

    return prepare


def _order_asks(_: Any, rows: Any, __: User | None) -> None:
    asked = {"asked_until": LATER, "asked_why": "会签", "asked_by": rows.clerk}
    SupervisionOrder.objects.filter(pk=rows.order.pk).update(state="signed", **asked)


def _answers(_: Any, __: Any) -> dict[str, Any]:
    told = {"process": "已会商", "situation": "完成1项", "file": _paper()}
    return {"act": "answer", "seen": "1", **told}


def _wished(_: Any, rows: Any) -> dict[str, Any]:
    told = {"title": "进度滞后", "facts": "慢于序时进度。", "demands": "原因", "due_on": LATER}
    return {"act": "raise", "about": rows.code, "unit": rows.unit.code, **told}


def _handed(scene: Any, rows: Any) -> dict[str, Any]:
    other = next(each.unit for each in scene.rows.values() if each.unit != rows.unit)
    return {"act": "hand_on", "seen": "1", "unit": other.code}


def _noted(_: Any, rows: Any) -> dict[str, Any]:
    return {"act": "note", "seen": "1", "text": "已办", "instruction": str(rows.remark.pk)}


LEADER = frozenset({"leader"})
ORDERS = (
    Act("issue an order", "order_new", _wished, OFFICE, OFFICE),
    Act("ask for help", "help_new", _wished, UNIT, told=frozenset({422})),
    Act(
        "write a remark",
        "instruct",
        lambda *_: {"act": "raise", "text": "请督办"},
        LEADER,
        LEADER,
        month="2024-01",
    ),
    Act("note a remark", "instruction_list", _noted, OFFICE, OFFICE),
    *(
        Act(f"{name} an order", "order_detail", form, UNIT, prepare=_order_in("order", state))
        for name, form, state in (
            ("sign for", _pressed("sign"), "issued"),
            ("answer", _answers, "signed"),
            ("ask longer for", _pressed("ask_longer", until=LATER), "signed"),
        )
    ),
    *(
        Act(f"{name} an order", "order_detail", _pressed(act), OFFICE, OFFICE, prepare=prepare)
        for name, act, prepare in (
            ("close", "confirm", _order_in("order", "answered")),
            ("send back", "send_back", _order_in("order", "answered")),
            ("withdraw", "withdraw", _order_in("order", "issued")),
            ("grant time for", "grant", _order_asks),
            ("refuse time for", "refuse", _order_asks),
            ("escalate", "escalate", _order_in("order", "signed")),
        )
    ),
    *(
        Act(f"{name} help", "help_detail", _pressed(act), UNIT, prepare=_order_in("help", state))
        for name, act, state in (
            ("close", "confirm", "answered"),
            ("send back", "send_back", "answered"),
            ("withdraw", "withdraw", "issued"),
        )
    ),
    *(
        Act(f"{name} help", "help_detail", form, OFFICE, OFFICE, prepare=_order_in("help", state))
        for name, form, state in (
            ("take up", _pressed("sign"), "issued"),
            ("answer", _answers, "signed"),
            ("escalate", _pressed("escalate"), "signed"),
            ("hand on", _handed, "issued"),
        )
    ),
)


# Highlights, meetings and what they resolved


def _resolution_in(state: str, **more: Any) -> Prepare:
    """What the meeting resolved stands in this state."""

    def prepare(_: Any, rows: Any, __: User | None) -> None:
        Resolution.objects.filter(meeting=rows.meeting).update(state=state, **more)

    return prepare


def _asked_longer(_: Any, rows: Any, __: User | None) -> None:
    asked = {"asked_until": LATER, "asked_why": "会签", "asked_by": rows.clerk}
    Resolution.objects.filter(meeting=rows.meeting).update(**asked)


def _planned(_: Any, rows: Any, __: User | None) -> None:
    Meeting.objects.filter(pk=rows.meeting.pk).update(state="planned", held_on="2024-03-04")


def _resolved(_: Any, rows: Any) -> dict[str, Any]:
    words = {"text": "月底前清零", "unit": rows.unit.code, "due_on": LATER}
    return {"act": "resolve", "seen": "1", **words}


def _changed(_: Any, rows: Any) -> dict[str, Any]:
    return {**_resolved(_, rows), "act": "change", "text": "改由他局办"}


CALLED = {"title": "4月例会", "held_on": LATER, "own": "研发费用"}
HIGHLIGHTS = (
    Act(
        "submit a highlight",
        "highlight_new",
        lambda *_: {"act": "raise", "title": "首家揭榜", "text": "全省首家，新。"},
        UNIT | OFFICE,
        UNIT | OFFICE,  # for one's own unit, from whatever page
    ),
    Act(
        "change a highlight",
        "highlight_detail",
        _pressed("change", title="揭榜两家", about=""),
        UNIT,
    ),
    Act("withdraw a highlight", "highlight_detail", _pressed("withdraw"), UNIT),
    Act("adopt a highlight", "highlight_detail", _pressed("adopt", month="2"), OFFICE, OFFICE),
    Act("decline a highlight", "highlight_detail", _pressed("decline"), OFFICE, OFFICE),
)
GATHERINGS = (
    Act("call a meeting", "gathering_new", lambda *_: {"act": "call", **CALLED}, OFFICE, OFFICE),
    Act("resolve", "gathering_detail", _resolved, OFFICE, OFFICE),
    Act(
        "mend the minutes",
        "gathering_detail",
        _pressed("minute", minutes="到会10人"),
        OFFICE,
        OFFICE,
    ),
    *(
        Act(f"{name} a meeting", "gathering_detail", form, OFFICE, OFFICE, prepare=_planned)
        for name, form in (
            ("change", _pressed("change", **CALLED)),
            ("hold", _pressed("hold", minutes="到会10人")),
            ("cancel", _pressed("cancel")),
        )
    ),
    *(
        Act(f"{name} a resolution", "resolution_detail", form, UNIT)
        for name, form in (
            ("tell the progress of", _pressed("progress")),
            ("claim", _pressed("claim")),
            ("ask longer for", _pressed("ask_longer", until=LATER)),
        )
    ),
    *(
        Act(f"{name} a resolution", "resolution_detail", form, OFFICE, OFFICE, prepare=prepare)
        for name, form, prepare in (
            ("change", _changed, None),
            ("drop", _pressed("drop"), None),
            ("confirm", _pressed("confirm"), _resolution_in("claimed")),
            ("send back", _pressed("send_back"), _resolution_in("claimed")),
            ("grant time for", _pressed("grant"), _asked_longer),
            ("refuse time for", _pressed("refuse"), _asked_longer),
        )
    ),
)
LOOP_ACTS = (
    *HIGHLIGHTS,
    *GATHERINGS,
    *MILESTONES,
    *ORDERS,
    *PROBLEMS,
)
