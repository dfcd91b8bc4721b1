"""A filled-in template becomes a draft to be confirmed, whole or not at all."""

from __future__ import annotations

from hashlib import sha256

from django.core.exceptions import PermissionDenied

from accounts import rules
from accounts.models import District, User
from dashboard import drafting
from dashboard.composed import compose
from dashboard.models import PlanDraft
from dashboard.plan_sheets.lines import read
from dashboard.plan_sheets.reading import content_of
from targets.rounds import RefusedError
from tasks.workbook.layout import RefusedWorkbook


def start(district: District, data: bytes, *, name: str, by: User) -> PlanDraft:
    """Keep what the template says as a draft in which everything is settled.

    The same file given twice is one draft. Raises PermissionDenied for whoever may not plan,
    RefusedError for a file that is no template, WrongCellsError with a sentence for every cell
    that is wrong; nothing is kept then.
    """
    if not rules.may_plan(by, district.pk):
        raise PermissionDenied
    try:
        rows = read(data, name=name)
    except RefusedWorkbook as refused:
        raise RefusedError(str(refused), "file") from refused
    content = content_of(rows, drafting.known_units(district))
    found = {"template": sha256(data).hexdigest()}
    text = compose(content)
    return drafting.begin(district, name=name, text=text, found=found, content=content, by=by)
