"""The administrator's pages about people: who has an account, in which roles, and what was done."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts import people, rules, trail
from accounts.choices import Role
from accounts.forms import AccountForm, ContactForm, RoleForm
from accounts.models import District, Membership, User


def _by(request: HttpRequest) -> User:
    return cast("User", request.user)


def _district(request: HttpRequest) -> District:
    """The district this person administers, else 403; the page belongs to 管理 in the menu."""
    member = _by(request).member
    if member is None or not rules.may_administer(_by(request), member.district_id):
        raise PermissionDenied
    request.section = "account_list"  # type: ignore[attr-defined]  # ours alone, read by the frame
    return member.district


def _accounts(district: District) -> QuerySet[User]:
    """Accounts with a role here, and those without any role yet; each with its roles here."""
    here = Q(memberships__district=district) | Q(memberships__isnull=True)
    elsewhere = Membership.objects.filter(user=OuterRef("pk")).exclude(district=district)
    roles = Membership.objects.filter(district=district).select_related("unit", "district")
    found = User.objects.filter(here).distinct().order_by("username")
    found = found.annotate(works_elsewhere=Exists(elsewhere))
    return found.prefetch_related(Prefetch("memberships", roles, to_attr="roles_here"))


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
    form = AccountForm(request.POST or None, district=district)
    if request.method == "POST" and form.is_valid():
        try:
            user, password = _made(form, district, _by(request))
        except people.RefusedError as refused:
            form.add_error("username", str(refused))
        else:
            return _password(request, user, password, is_new=True)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "district": district}
    return render(request, "accounts/account_add.html", context, status=status)


@transaction.atomic
def _made(form: AccountForm, district: District, by: User) -> tuple[User, str]:
    """The account with its role, or neither."""
    typed, password = form.cleaned_data, people.first_password()
    user = people.add(
        username=typed["username"],
        full_name=typed["full_name"],
        phone=typed["phone"],
        email=typed["email"],
        password=password,
        district=district,
        by=by,
    )
    people.grant(user, role=Role(typed["role"]), unit=typed["unit"], district=district, by=by)
    return user, password


def _password(request: HttpRequest, user: User, password: str, *, is_new: bool) -> HttpResponse:
    """A password to hand over; it is shown once and kept nowhere, not by the browser either."""
    context = {"account": user, "password": password, "is_new": is_new}
    return render(request, "accounts/account_password.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def account_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its roles, what was done to it, and a form that grants one more role."""
    district, by = _district(request), _by(request)
    account = _account(district, pk)
    form = RoleForm(request.POST or None, district=district)
    if request.method == "POST" and form.is_valid():
        role, unit = Role(form.cleaned_data["role"]), form.cleaned_data["unit"]
        try:
            granted = people.grant(account, role=role, unit=unit, district=district, by=by)
        except people.RefusedError as refused:
            form.add_error("unit", str(refused))
        else:
            messages.success(request, f"已授予{account}“{granted}”。")
            return redirect("account_detail", pk=pk)
    return _detail(request, district, account, form)


def _account(district: District, pk: int) -> User:
    account: User = get_object_or_404(_accounts(district), pk=pk)
    return account


def _detail(
    request: HttpRequest,
    district: District,
    account: User,
    form: RoleForm,
    contact: ContactForm | None = None,
) -> HttpResponse:
    """The account's page with its two forms; 422 after a refusal."""
    kept = {"phone": account.phone, "email": account.email}
    context = {
        "account": account,
        "form": form,
        "contact": contact or ContactForm(initial=kept),
        "trail": trail.changes(account, district),
        "is_self": account.pk == _by(request).pk,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/account_detail.html", context, status=status)


# The acts below are sent from the account's page; asked for by their address they lead back to it.


@require_http_methods(["GET", "POST"])
@login_required
def account_revoke(request: HttpRequest, pk: int, role: int) -> HttpResponse:
    """Take one role back."""
    district = _district(request)
    if request.method == "GET":
        return redirect("account_detail", pk=pk)
    membership = get_object_or_404(Membership, pk=role, user_id=pk, district=district)
    told = f"已收回{membership.user}“{membership}”。"
    people.revoke(membership, by=_by(request))
    messages.success(request, told)
    return redirect("account_detail", pk=pk)


@require_http_methods(["GET", "POST"])
@login_required
def account_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the person's telephone and mail address."""
    district = _district(request)
    if request.method == "GET":
        return redirect("account_detail", pk=pk)
    account, form = _account(district, pk), ContactForm(request.POST)
    if not form.is_valid():
        return _detail(request, district, account, RoleForm(district=district), form)
    typed, by = form.cleaned_data, _by(request)
    phone, email = typed["phone"], typed["email"]
    people.set_contact(account, phone=phone, email=email, district=district, by=by)
    messages.success(request, f"已保存{account}的联系方式。")
    return redirect("account_detail", pk=pk)


@require_http_methods(["GET", "POST"])
@login_required
def account_lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Lock the account, or open it again where `active` is 1."""
    district = _district(request)
    if request.method == "GET":
        return redirect("account_detail", pk=pk)
    account = get_object_or_404(_accounts(district), pk=pk)
    active = request.POST.get("active") == "1"
    people.set_active(account, active=active, district=district, by=_by(request))
    messages.success(request, f"已{'启用' if active else '停用'}账号{account}。")
    return redirect("account_detail", pk=pk)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@login_required
def account_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """A new first password, shown once."""
    district = _district(request)
    if request.method == "GET":
        return redirect("account_detail", pk=pk)
    account = get_object_or_404(_accounts(district), pk=pk)
    password = people.reset_password(account, district=district, by=_by(request))
    return _password(request, account, password, is_new=False)
