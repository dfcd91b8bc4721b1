"""The first account of an installation: `manage.py add_administrator dinghai lisi 李四`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.choices import Role
from accounts.models import District, Membership, User
from accounts.people import first_password
from accounts.tracing import trace


class Command(BaseCommand):
    """Make an administrator, who makes all other accounts on the pages under /manage/."""

    help = "新建一个行政区的管理员账号，并打印首次登录的密码。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("district", help="行政区代码，如 dinghai")
        parser.add_argument("username", help="账号")
        parser.add_argument("full_name", help="姓名")

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        district = District.objects.filter(code=options["district"]).first()
        if district is None:
            raise CommandError(f"没有代码为“{options['district']}”的行政区，请先载入计划。")
        if User.objects.filter(username__iexact=options["username"]).exists():
            raise CommandError(f"账号“{options['username']}”已有人使用，请换一个。")
        password = first_password()
        user = User(username=options["username"], full_name=options["full_name"])
        user.set_password(password)
        trace(user, by=None, why="新建管理员账号").save()
        role = Membership(user=user, district=district, role=Role.ADMINISTRATOR)
        trace(role, by=None, why="授予").save()
        self.stdout.write(f"已建立管理员账号：{user.username}")
        self.stdout.write(f"首次登录密码：{password}（登录后请修改）")
