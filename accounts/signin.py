"""Signing in: accounts are made by administrators, never by oneself; a demonstration needs no password."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import LoginForm
from allauth.account.views import LoginView, PasswordChangeView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.decorators import method_decorator

from accounts.choices import Role
from accounts.models import Membership, User
from accounts.onward import onward

ORDER = list(Role.values)
WORK = {Role.OFFICE: "审核"}  # the office's unit is named 专班 already


def _exists_here(user: User) -> bool:
    return bool(settings.DEMO or not user.is_demo)


class ClosedAdapter(DefaultAccountAdapter):
    """Nobody makes an account for themselves; refusals are told in our words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "账号或密码不对。忘记密码请联系管理员重置。",
        "too_many_login_attempts": "登录失败次数太多，请过5分钟再登录。",
        "enter_current_password": "当前密码不对。",
        "incorrect_password": "密码不对。",
        "rate_limited": "试的次数太多，请过几分钟再试。",
    }

    def authenticate(self, request: HttpRequest, **credentials: str) -> User | None:
        # allauth passes on whom the backend refused, to tell a locked account so.
        user: User | None = super().authenticate(request, **credentials)
        return user if user is not None and _exists_here(user) else None

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth counts by host and port too, which whoever guesses passwords may choose.
        return str(credentials.get("username", "")).upper().casefold()

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)


class Backend(AuthenticationBackend):
    """Passwords and sessions; a demonstration account is none outside a demonstration."""

    def user_can_authenticate(self, user: Any) -> bool:
        return _exists_here(user) and super().user_can_authenticate(user)


class SignInForm(LoginForm):
    """Account and password, in the words of the rest of the product."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = {"login": "请填写账号。", "password": "请填写密码。"}
        for name, message in wanted.items():
            self.fields[name].widget.attrs.pop("placeholder", None)
            self.fields[name].error_messages["required"] = message
        self.fields["login"].label = "账号"
        self.fields["password"].help_text = ""


class SignInView(LoginView):
    """The sign-in page, in a demonstration with its accounts beside it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "demo_accounts": demo_accounts() if settings.DEMO else []}


@method_decorator(login_required, name="dispatch")
class ChangePasswordView(PasswordChangeView):
    """Whoever signs in without a password, as in a demonstration, has none to change."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_usable_password():
            messages.info(request, "这个账号不用密码登录，不用改密码。")
            return redirect(settings.LOGIN_REDIRECT_URL)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


def demo_accounts() -> list[dict[str, str]]:
    """The demonstration's accounts as its sign-in page offers them, leader first."""
    memberships = Membership.objects.filter(user__is_demo=True, user__is_active=True)
    current = memberships.filter(is_current=True).select_related("user", "unit", "district")
    return [
        {"username": each.user.username, "label": _label(each), "hint": each.user.full_name}
        for each in sorted(current, key=lambda each: (ORDER.index(each.role), each.user_id))
    ]


def _label(membership: Membership) -> str:
    """The same words as the head of every page then shows."""
    where = membership.unit or membership.district
    return f"{where}·{WORK.get(Role(membership.role)) or membership.get_role_display()}"


def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """One click signs in to a demonstration account; outside a demonstration there is no such page."""
    if not settings.DEMO:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    wish = request.POST.get("username", "")
    accounts = User.objects.filter(is_demo=True, is_active=True)
    user = next((account for account in accounts if account.username == wish), None)
    if user is None:
        raise Http404
    login(request, user)
    return redirect(onward(request, settings.LOGIN_REDIRECT_URL))


def keep_last_login(*, user: User, **_: object) -> None:
    """Write down when somebody signed in; Django's own way would save the whole account's history."""
    user.last_login = timezone.now()
    User.objects.filter(pk=user.pk).update(last_login=user.last_login)
