"""How a page of one matter is answered: what was pressed is done, or the page says why it was not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404

from dashboard.loop import matter_forms
from dashboard.loop.matter_forms import ActForm, Sent
from plans.access import SignedInRequest, plan_for
from plans.models import Plan
from targets.rounds import EditConflictError, RefusedError
from tasks.transitions import Machine

MENU = "problem_list"  # the item of the menu that the loop's pages stand under
MOST_NUMBER = 2**15 - 1  # of a matter, as its column holds it
LABELS = (  # of what was typed, as it is kept where its form is gone
    *(("title", "标题"), ("text", "内容"), ("until", "延期至"), ("minutes", "纪要")),
    *(("measures", "解决措施"), ("person", "责任人")),
    *(("process", "落实过程"), ("situation", "基本情况"), ("advice", "意见和建议")),
    ("contact", "联系人"),
)


def plan_of(request: SignedInRequest, slug: str) -> Plan:
    """The plan the page is about, for those who may open it."""
    request.section = MENU
    return plan_for(request, slug)


def press(
    do: Callable[[Sent], str], sent: Sent, machine: Machine | None = None
) -> tuple[str, RefusedError | None]:
    """What was done, as a sentence; else why it was not. 404 for an act there is none of.

    Raises what else the services raise.
    """
    try:
        return do(sent), None
    except LookupError:
        raise Http404("没有这个动作") from None
    except EditConflictError as conflict:
        return "", RefusedError(_overtaken(conflict.current, machine))
    except RefusedError as refused:
        return "", refused


def _overtaken(current: Any, machine: Machine | None) -> str:
    """Somebody was quicker: who, with which act."""
    last = current.steps.select_related("by").last() if machine is not None else None
    who = f"{last.by or '系统'}{machine.word(last.act)}" if last and machine else "有人改动过"
    return f"打开页面以后，{who}，你的这一步没有记下。请看过最新情况再办；文件要重新选。"


def outcome(
    forms: Sequence[ActForm], sent: Sent | None, refused: RefusedError | None
) -> dict[str, Any]:
    """What the page says of the press: its errors, and what was typed for a form no longer there."""
    mine = next((form for form in forms if sent and form.act == sent.act), None)
    kept = [(label, sent.text(name)) for name, label in LABELS] if sent and mine is None else []
    return {
        "forms": forms,
        "errors": matter_forms.refuse(mine, refused) if refused else [],
        "kept": [(label, text) for label, text in kept if text],
    }


def status_of(refused: RefusedError | None) -> int:
    """422 beside a field, 409 where the state or somebody else's act stands against it."""
    return 200 if refused is None else 422 if refused.field else 409
