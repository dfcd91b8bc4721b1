"""Evidence (依据) of the loop's steps: which matter a file belongs to, and who may read it.

A file of a step never comes down: it proves that something was done, and the step is append-only.
"""

from __future__ import annotations

from typing import Any

from accounts import rules
from accounts.models import Unit, User
from plans.models import Evidence, Plan
from tasks.models import Step, SupervisionOrder

OF = ("milestone", "problem", "order", "resolution", "highlight")


def readable(plan: Plan, pk: int, *, by: User) -> Evidence | None:
    """A file of a step of this plan, for those who may read it; None for everybody else."""
    found = Evidence.objects.filter(plan=plan, pk=pk, removed_at=None, steps__isnull=False).first()
    if found is None:
        return None
    matters = [f"{name}__unit" for name in OF]
    steps = found.steps.select_related(
        *matters, "problem__raised_unit", "order__asking_unit", "unit"
    )
    is_theirs = any(may_read(_matter(step), plan, by=by, step=step) for step in steps)
    return found if is_theirs else None


def may_read(matter: Any, plan: Plan, *, by: User, step: Step) -> bool:
    """Evidence of a step: the office and leaders, the unit that answers and the one that asked.

    So does the unit that sent it: a task's lead proves a milestone of a unit that joins in.
    """
    return rules.may_read_matter(by, plan.district_id, *concerned(matter), step.unit)


def concerned(matter: Any) -> tuple[Unit | None, ...]:
    """The units a matter concerns."""
    if isinstance(matter, SupervisionOrder):
        return (matter.unit, matter.asking_unit)
    return (matter.unit, getattr(matter, "raised_unit", None))


def _matter(step: Step) -> Any:
    return next(getattr(step, name) for name in OF if getattr(step, f"{name}_id") is not None)
