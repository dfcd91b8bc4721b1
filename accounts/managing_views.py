"""The administrator's pages: who has an account, in which roles, and the trail of both."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import people, rules
from accounts.choices import Role
from accounts.forms import AccountForm, RoleForm
from accounts.models import District, Membership, User


def _district(request: HttpRequest) -> District:
    """The district this person administers, else 403."""
    user = cast("User", request.user)
    member = user.member
    if member is None or not rules.may_administer(user, member.district_id):
        raise PermissionDenied
    return member.district


def _accounts(district: District) -> QuerySet[User]:
    """Accounts with a role here, and those without any role yet."""
    here = Q(memberships__district=district) | Q(memberships__isnull=True)
    people_here = User.objects.filter(here).distinct().order_by("username")
    return people_here.prefetch_related("memberships__unit", "memberships__district")


@require_GET
@login_required
def account_list(request: HttpRequest) -> HttpResponse:
    """The district's accounts and the roles each of them has."""
    district = _district(request)
    context = {"accounts": _accounts(district), "district": district}
    return render(request, "accounts/account_list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def account_add(request: HttpRequest) -> HttpResponse:
    """Make an account with its first role and show its first password once."""
    district = _district(request)
    form = AccountForm(request.POST or None)
    role = RoleForm(request.POST or None, district=district)
    if request.method == "POST" and form.is_valid() and role.is_valid():
        password = people.first_password()
        by = cast("User", request.user)
        try:
            user = people.add(**form.cleaned_data, password=password, district=district, by=by)
        except people.RefusedError as refused:
            form.add_error("username", str(refused))
        else:
            return _first_role(request, user, role, district, password)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "role_form": role, "district": district}
    return render(request, "accounts/account_add.html", context, status=status)


def _first_role(
    request: HttpRequest, user: User, form: RoleForm, district: District, password: str
) -> HttpResponse:
    by = cast("User", request.user)
    try:
        people.grant(
            user,
            role=Role(form.cleaned_data["role"]),
            unit=form.cleaned_data["unit"],
            district=district,
            by=by,
        )
    except people.RefusedError as refused:
        messages.error(request, f"账号已建立，但还没有角色：{refused}")
    context = {"account": user, "password": password, "district": district}
    return render(request, "accounts/account_password.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def account_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its roles, the trail of them, and a form that grants one more."""
    district = _district(request)
    account = get_object_or_404(_accounts(district), pk=pk)
    form = RoleForm(request.POST or None, district=district)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                granted = people.grant(
                    account,
                    role=Role(form.cleaned_data["role"]),
                    unit=form.cleaned_data["unit"],
                    district=district,
                    by=cast("User", request.user),
                )
            except people.RefusedError as refused:
                form.add_error("unit", str(refused))
            else:
                messages.success(request, f"已授予{account}：{granted}")
                return redirect("account_detail", pk=pk)
    trail = Membership.history.filter(user_id=account.pk).select_related("history_user", "unit")
    context = {
        "account": account,
        "roles": account.memberships.filter(district=district).select_related("unit", "district"),
        "form": form,
        "trail": trail[:50],
        "is_self": account.pk == request.user.pk,
    }
    return render(request, "accounts/account_detail.html", context, status=status)


@require_POST
@login_required
def account_revoke(request: HttpRequest, pk: int, role: int) -> HttpResponse:
    """Take one role back."""
    district = _district(request)
    membership = get_object_or_404(Membership, pk=role, user_id=pk, district=district)
    people.revoke(membership, by=cast("User", request.user))
    messages.success(request, f"已收回{membership}")
    return redirect("account_detail", pk=pk)


@require_POST
@login_required
def account_lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Lock the account, or open it again where `active` is 1."""
    district = _district(request)
    account = get_object_or_404(_accounts(district), pk=pk)
    active = request.POST.get("active") == "1"
    people.set_active(account, active=active, district=district, by=cast("User", request.user))
    messages.success(request, f"已{'启用' if active else '停用'}账号{account}")
    return redirect("account_detail", pk=pk)


@never_cache
@sensitive_post_parameters()
@require_POST
@login_required
def account_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """A new first password, shown once."""
    district = _district(request)
    account = get_object_or_404(_accounts(district), pk=pk)
    password = people.reset_password(account, district=district, by=cast("User", request.user))
    context = {"account": account, "password": password, "district": district}
    return render(request, "accounts/account_password.html", context)
