"""各县汇总: what the counties below have published, for the superior's leaders and office."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import rules
from accounts.models import District
from dashboard import digests
from dashboard.context import frame_of
from dashboard.counties import County
from dashboard.list_files import csv_of, xlsx_of
from dashboard.planning import county_page
from dashboard.planning.county_page import Chosen
from plans.access import SignedInRequest
from plans.models import Plan


@require_safe
@login_required
def county_list(request: SignedInRequest) -> HttpResponse:
    """Every county's last published report side by side, and what of them can be added up."""
    district, counties, chosen = _read(request)
    frame_of(request).section = "county_list"
    filter_ = f"?year={chosen.year}&month={chosen.month}"
    context = {**county_page.context(counties, chosen), "district": district, "filter": filter_}
    return render(request, "planning/county_list.html", context)


@require_safe
@login_required
def county_csv(request: SignedInRequest) -> HttpResponse:
    """The same for a spreadsheet."""
    district, counties, chosen = _read(request)
    return csv_of(county_page.sheet(district.name, counties, chosen), _name(chosen, "csv"))


@require_safe
@login_required
def county_xlsx(request: SignedInRequest) -> HttpResponseBase:
    """The same as Excel."""
    district, counties, chosen = _read(request)
    return xlsx_of(county_page.sheet(district.name, counties, chosen), _name(chosen, "xlsx"))


def _name(chosen: Chosen, ending: str) -> str:
    return f"counties-{chosen.year}-{chosen.month:02d}.{ending}"


def _read(request: SignedInRequest) -> tuple[District, Sequence[County], Chosen]:
    """The superior, its counties in the year asked for, and that year and month; else 404."""
    member = request.user.member
    if member is None or not rules.may_oversee(request.user, member.district_id):
        raise Http404("没有这一页")
    by_year = _by_year(member.district)
    if by_year is None:
        raise Http404("没有下级行政区")
    chosen = county_page.chosen(request.GET, by_year)
    if chosen is None:
        raise Http404("没有这个月份")
    return member.district, by_year.get(chosen.year, ()), chosen


def _by_year(superior: District) -> dict[int, list[County]] | None:
    """Every county in every year that any of them has published; None where there is no county.

    Of two plans of one year, the last made speaks for the county.
    """
    counties = list(District.objects.filter(parent=superior).order_by("code"))
    if not counties:
        return None
    plans = Plan.objects.filter(district__parent=superior)
    found = digests.last_published(plans)
    rows = plans.filter(pk__in=found).order_by("pk").values_list("pk", "district_id", "year")
    of = {(district, year): found[pk] for pk, district, year in rows}
    years = {year for _, year in of}
    return {
        year: [County(each.name, of.get((each.pk, year))) for each in counties] for year in years
    } or {0: [County(each.name, None) for each in counties]}
