"""Accounts change: a person is added, gets or loses a role, is locked, works in another role."""

from __future__ import annotations

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts import rules
from accounts.choices import Role
from accounts.models import District, Membership, Unit, User
from accounts.rules import UNIT_ROLES
from accounts.texts import tidy
from accounts.tracing import trace

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that reads like another letter
PASSWORD_LENGTH = 14


class RefusedError(Exception):
    """What was asked for cannot be done; the message is the sentence for the person who asked."""


def _may(by: User, district: District) -> None:
    if not rules.may_administer(by, district.pk):
        raise PermissionDenied


def first_password() -> str:
    """A password to hand over on paper, easy to read aloud."""
    return "".join(secrets.choice(ALPHABET) for _ in range(PASSWORD_LENGTH))


@transaction.atomic
def add(
    *,
    username: str,
    full_name: str,
    phone: str,
    password: str,
    district: District,
    by: User,
    email: str = "",
) -> User:
    """Make an account without any role; the password is handed over by the administrator.

    Raises PermissionDenied for anybody but the district's administrator, RefusedError for a
    taken name, ValidationError for a password too weak.
    """
    _may(by, district)
    taken = RefusedError(f"账号“{username}”已有人使用，请换一个。")
    if User.objects.filter(username__iexact=username).exists():
        raise taken
    user = User(username=username, full_name=tidy(full_name), phone=tidy(phone), email=email)
    validate_password(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            trace(user, by=by, why="新建账号").save()
    except IntegrityError:  # a second press, or another administrator, was quicker
        raise taken from None
    return user


@transaction.atomic
def grant(user: User, *, role: Role, unit: Unit | None, district: District, by: User) -> Membership:
    """Give a person a role in the district; their first becomes the one they work in.

    Raises PermissionDenied (also for one's own account: nobody gives themselves a role; and for
    one of another district, which would then be kept by neither), RefusedError where the role
    needs a unit.
    """
    _may(by, district)
    if user.pk == by.pk:
        raise PermissionDenied
    _hold(user)
    if not _is_known(user, district):
        raise PermissionDenied
    needs_unit = role in UNIT_ROLES or role == Role.OFFICE
    if needs_unit and unit is None:
        raise RefusedError(f"“{role.label}”须选一个单位。")
    if unit is not None and unit.district_id != district.pk:
        raise PermissionDenied
    where = {"user": user, "district": district, "unit": unit if needs_unit else None}
    membership = Membership.objects.filter(**where, role=role).first()
    if membership is None:
        is_first = not user.memberships.filter(is_current=True).exists()
        membership = Membership(**where, role=role, is_current=is_first)
        trace(membership, by=by, why="授予").save()
    return membership


@transaction.atomic
def revoke(membership: Membership, *, by: User) -> None:
    """Take a role away; another of the person's roles becomes the current one.

    Taken away twice it is gone once.
    """
    _may(by, membership.district)
    if membership.user_id == by.pk:
        raise PermissionDenied
    user = membership.user
    _hold(user)
    found = user.memberships.filter(pk=membership.pk).first()
    if found is None:
        return
    was_current = found.is_current
    trace(found, by=by, why="收回").delete()
    following = user.memberships.first()
    if was_current and following is not None:
        following.is_current = True
        why = "原身份收回，改用此身份"
        trace(following, by=by, why=why).save(update_fields=["is_current"])


@transaction.atomic
def set_active(user: User, *, active: bool, district: District, by: User) -> None:
    """Lock an account or open it again; its figures and trail stay."""
    _may(by, district)
    if user.pk == by.pk or not _works_here(user, district):
        raise PermissionDenied
    user.is_active = active
    trace(user, by=by, why="启用" if active else "停用").save(update_fields=["is_active"])


@transaction.atomic
def set_contact(user: User, *, phone: str, email: str, district: District, by: User) -> None:
    """Keep how a person is reached; the same again changes nothing."""
    _may(by, district)
    if not _works_here(user, district):
        raise PermissionDenied
    if (user.phone, user.email) != (tidy(phone), email):
        user.phone, user.email = tidy(phone), email
        trace(user, by=by, why="改联系方式").save(update_fields=["phone", "email"])


@transaction.atomic
def reset_password(user: User, *, district: District, by: User) -> str:
    """Give the account a new first password and return it, to be handed over once.

    Nobody's own: whoever finds a desk unlocked must not take the account with it.
    """
    _may(by, district)
    if user.pk == by.pk or not _works_here(user, district):
        raise PermissionDenied
    password = first_password()
    user.set_password(password)
    trace(user, by=by, why="重设密码").save(update_fields=["password"])
    return password


def _hold(user: User) -> None:
    """Let nobody else change this person's roles until the transaction ends."""
    User.objects.select_for_update(no_key=True).filter(pk=user.pk).first()


def _is_known(user: User, district: District) -> bool:
    """The account holds a role in this district, or none at all yet."""
    held = user.memberships.values_list("district_id", flat=True)
    return not held or district.pk in held


def _works_here(user: User, district: District) -> bool:
    """The account belongs to this district: it holds a role here and none elsewhere, or none yet."""
    return not user.memberships.exclude(district=district).exists()


@transaction.atomic
def switch(user: User, membership: Membership) -> None:
    """Work in another of one's own roles from now on. Raises PermissionDenied where it is none."""
    _hold(user)
    found = user.memberships.filter(pk=membership.pk).first()
    if found is None:
        raise PermissionDenied
    for other in user.memberships.filter(is_current=True).exclude(pk=found.pk):
        other.is_current = False
        trace(other, by=user, why="换用别的身份").save(update_fields=["is_current"])
    found.is_current = True
    trace(found, by=user, why="换用此身份").save(update_fields=["is_current"])
    user.__dict__.pop("roles", None)
    user.__dict__.pop("member", None)
