"""A filled-in template becomes a draft to be confirmed, whole or not at all."""

from __future__ import annotations

from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import rules
from accounts.models import District, User
from dashboard.composed import compose
from dashboard.models import PlanDraft
from dashboard.plan_content import Known
from dashboard.plan_sheets.lines import read
from dashboard.plan_sheets.reading import content_of
from plans.choices import DraftStage
from plans.today import now

MOST_NAME = 120


@transaction.atomic
def start(district: District, data: bytes, *, name: str, by: User) -> PlanDraft:
    """Keep what the template says as a draft in which everything is settled.

    The same file given twice is one draft. Raises PermissionDenied for whoever may not plan,
    RefusedWorkbook for a file that is no template, WrongCellsError with a sentence for every cell
    that is wrong; nothing is kept then.
    """
    if not rules.may_plan(by, district.pk):
        raise PermissionDenied
    content = content_of(read(data, name=name), known_units(district))
    text = compose(content)
    found = {"template": sha256(data).hexdigest()}
    drafts = PlanDraft.objects.filter(district=district, stage=DraftStage.OPEN, started_by=by)
    already = next((draft for draft in drafts.defer("content") if draft.found == found), None)
    if already is not None:
        return already
    at = now()
    return PlanDraft.objects.create(
        district=district,
        name=name[:MOST_NAME] or "计划模板",
        text=text,
        text_sha256=sha256(text.encode()).hexdigest(),
        found=found,
        content=content,
        started_by=by,
        started_at=at,
        saved_by=by,
        saved_at=at,
    )


def known_units(district: District) -> list[Known]:
    """The district's units by the names they are known by."""
    return [
        Known(unit.code, unit.name, unit.short_name, tuple(unit.aliases))
        for unit in district.units.all()
    ]
