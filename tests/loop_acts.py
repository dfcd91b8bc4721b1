"""The acts of the closed loop as forms, beside those of tests.acts: where posted, what, and who may."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from tasks.models import Problem
from tests.acts import OFFICE, UNIT, Act, Form, Prepare

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
LOOP_ACTS = (*PROBLEMS,)
