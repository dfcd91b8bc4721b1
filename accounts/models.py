"""Who: districts, units, people and the roles they hold in them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from accounts.choices import Role, UnitKind
from accounts.tracing import kept_history


class DistrictManager(models.Manager["District"]):
    def get_by_natural_key(self, code: str) -> District:
        return self.get(code=code)


class District(models.Model):
    """The county or district whose units and plans these are (行政区)."""

    code = models.SlugField("代码", unique=True)
    name = models.CharField("名称", max_length=50)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="counties",
        verbose_name="上级",
    )
    objects = DistrictManager()

    class Meta:
        verbose_name = verbose_name_plural = "行政区"

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class UnitManager(models.Manager["Unit"]):
    def get_by_natural_key(self, district: str, code: str) -> Unit:
        return self.get(district__code=district, code=code)


class Unit(models.Model):
    """A department, town, platform or court; the office (专班) is one too."""

    district = models.ForeignKey(District, models.PROTECT, related_name="units")
    code = models.SlugField("代码")
    name = models.CharField("名称", max_length=100)
    short_name = models.CharField("简称", max_length=30)
    aliases = models.JSONField("别名", default=list, blank=True)
    kind = models.CharField("类别", max_length=12, choices=UnitKind, default=UnitKind.DEPARTMENT)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    history = kept_history()
    objects = UnitManager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="unit_code_once"),
            models.UniqueConstraint(fields=["district", "name"], name="unit_name_once"),
        ]

    def __str__(self) -> str:
        return self.short_name

    def natural_key(self) -> tuple[str, str]:
        return (self.district.code, self.code)

    natural_key.dependencies = ["accounts.district"]  # type: ignore[attr-defined]  # Django's protocol


class User(AbstractUser):
    """A person who signs in; what they may do hangs on their current membership."""

    full_name = models.CharField("姓名", max_length=30, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)
    is_demo = models.BooleanField("演示账号", default=False)
    history = kept_history(excluded_fields=["last_login", "password"])

    class Meta(AbstractUser.Meta):
        verbose_name = verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.full_name or self.username

    @cached_property
    def roles(self) -> list[Membership]:
        """Every membership this person holds; one query for a page's rules and its frame."""
        return list(self.memberships.select_related("unit", "district").order_by("pk"))

    @cached_property
    def member(self) -> Membership | None:
        """The membership this person works in at present; None when they hold none."""
        return next((role for role in self.roles if role.is_current), None)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__.pop("roles", None)
        self.__dict__.pop("member", None)
        super().refresh_from_db(*args, **kwargs)


class Membership(models.Model):
    """A person's role in a district, and for reporters, heads and the office in a unit."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    district = models.ForeignKey(District, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField("角色", max_length=14, choices=Role)
    is_current = models.BooleanField("当前身份", default=True)
    history = kept_history()

    class Meta:
        verbose_name = verbose_name_plural = "身份"
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(is_current=True),
                name="membership_one_current",
                violation_error_message="同一账号只能有一个当前身份。",
            ),
            models.UniqueConstraint(
                fields=["user", "district", "unit", "role"], name="membership_once"
            ),
            models.UniqueConstraint(
                fields=["user", "district", "role"],
                condition=Q(unit__isnull=True),
                name="membership_once_without_unit",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=[Role.REPORTER, Role.HEAD, Role.OFFICE])
                | Q(unit__isnull=False),
                name="membership_reporter_has_unit",
                violation_error_message="填报员、单位审核人和专班人员须属于一个单位。",
            ),
        ]

    def __str__(self) -> str:
        where = self.unit.short_name if self.unit else self.district.name
        role = self.get_role_display()
        return role if where == role else f"{where}·{role}"  # the office's unit is named 专班 too
