"""Sign-in, one's own settings, and the administrator's pages about people."""

from __future__ import annotations

from allauth.account import views as allauth_views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_required
from django.urls import include, path
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts import managing_views, signin, views

# Named one by one: whoever is not signed in gets no session by asking for a page of these. What
# shows a secret is kept by no browser.
TWO_FACTOR = [
    path("", mfa.index, name="mfa_index"),
    path("authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "totp/activate/", never_cache(login_required(totp.activate_totp)), name="mfa_activate_totp"
    ),
    path("totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        "recovery-codes/",
        never_cache(recovery.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "recovery-codes/generate/",
        login_required(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "recovery-codes/download/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]

SIGN_IN = [
    path("login/", signin.SignInView.as_view(), name="account_login"),
    path("demo/", signin.demo_sign_in, name="demo_sign_in"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("signup/", allauth_views.signup, name="account_signup"),
    path("reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("password/", signin.ChangePasswordView.as_view(), name="account_change_password"),
    path(
        "password/reset/",
        TemplateView.as_view(template_name="account/password_reset.html"),
        name="account_reset_password",
    ),
    path("two-factor/", include(TWO_FACTOR)),
    path("role/", views.switch_membership, name="switch_membership"),
    path("text-size/", views.text_size, name="text_size"),
]

MANAGING = [
    path("", managing_views.account_list, name="account_list"),
    path("new/", managing_views.account_add, name="account_add"),
    path("<int:pk>/", managing_views.account_detail, name="account_detail"),
    path("<int:pk>/roles/<int:role>/", managing_views.account_revoke, name="account_revoke"),
    path("<int:pk>/contact/", managing_views.account_contact, name="account_contact"),
    path("<int:pk>/lock/", managing_views.account_lock, name="account_lock"),
    path("<int:pk>/password/", managing_views.account_reset, name="account_reset"),
]

urlpatterns = [
    path("accounts/", include(SIGN_IN)),
    path("manage/accounts/", include(MANAGING)),
]
