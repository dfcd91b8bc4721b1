"""The Excel template of a plan, to be filled in and fed in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts import rules
from dashboard.list_files import XLSX
from plans.access import SignedInRequest

FILE_NAME = "计划模板.xlsx"


@require_safe
@login_required
def newplan_template(request: SignedInRequest) -> HttpResponse:
    """The empty template, for who may feed in a plan."""
    from dashboard.plan_sheets.writing import template  # noqa: PLC0415 - openpyxl is slow to load

    member = request.user.member
    if member is None or not rules.may_plan(request.user, member.district_id):
        raise Http404("没有这一页")
    response = HttpResponse(template(), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=FILE_NAME
    )
    response["Cache-Control"] = "private, no-store"
    return response
