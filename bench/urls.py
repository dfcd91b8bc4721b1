"""The product's addresses, the empty page, and the charts page without its charts."""

import re

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from dashboard.urls import urlpatterns as product
from dashboard.views import charts
from plans.access import SignedInRequest, plan_for
from plans.converters import Month


@login_required
def empty(request: HttpRequest, plan_slug: str) -> HttpResponse:
    """The frame alone: session, person, plan, menu, and nothing inside."""
    plan_for(request, plan_slug)
    return render(request, "base.html")


CHARTS = re.compile(
    rb'<svg class="rest.*?</svg>|<script type="application/json" data-chart-for.*?</script>',
    re.DOTALL,
)


@login_required
def bare_charts(request: SignedInRequest, plan_slug: str, month: Month) -> HttpResponse:
    """The charts page with tables and all, but for what draws the charts."""
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    response = charts(request, plan_slug, month)
    response.content = CHARTS.sub(b"", response.content)
    return response


urlpatterns = [
    path("<slug:plan_slug>/bench-empty/", empty, name="bench_empty"),
    path("<slug:plan_slug>/bench-charts/<month:month>/", bare_charts, name="bench_charts"),
    *product,
]
