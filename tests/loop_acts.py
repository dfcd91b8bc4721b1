"""The acts of the closed loop as forms, beside those of tests.acts: where posted, what, and who may."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from tasks.models import Problem
from tests.acts import OFFICE, UNIT, Act, Form, Prepare
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
MILESTONES = (
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
LOOP_ACTS = (
    *MILESTONES,
    *PROBLEMS,
)
