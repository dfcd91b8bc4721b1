"""The product's addresses, and the empty page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from dashboard.urls import urlpatterns as product
from plans.access import plan_for


@login_required
def empty(request: HttpRequest, plan_slug: str) -> HttpResponse:
    """The frame alone: session, person, plan, menu, and nothing inside."""
    plan_for(request, plan_slug)
    return render(request, "base.html")


urlpatterns = [path("<slug:plan_slug>/bench-empty/", empty, name="bench_empty"), *product]
