"""`manage.py bootstrap`: what a fresh installation needs after `migrate`; safe to repeat."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from accounts.choices import Way
from accounts.models import User
from accounts.tracing import by_way
from dashboard import demo
from plans import periods
from plans.models import Plan


class Command(BaseCommand):
    help = "载入计划（仅当库中没有）、建立填报期；演示环境（DEMO=1）另载入演示数据。可重复运行。"

    def handle(self, *args: Any, **options: Any) -> None:
        with by_way(Way.COMMAND, at=demo.beginning() if settings.DEMO else None):
            self._begin()
        if settings.DEMO:
            self._demonstrate(Plan.objects.get(slug=demo.PLAN))

    def _begin(self) -> None:
        if not Plan.objects.filter(slug=demo.PLAN).exists():
            call_command("loaddata", "dinghai_2024", verbosity=0)
            self.stdout.write("已载入计划：舟山市定海区创新深化2024年工作计划")
        for plan in Plan.objects.defer("text"):
            periods.ensure(plan)

    def _demonstrate(self, plan: Plan) -> None:
        try:
            if demo.load(plan):
                self.stdout.write("已载入演示数据")
        except demo.DemoRefusedError as refusal:
            self.stdout.write(str(refusal))
        accounts = User.objects.filter(is_demo=True).order_by("pk")
        if accounts:
            self.stdout.write("演示账号（在登录页上按一下就登录，不用密码）：")
        for account in accounts:
            self.stdout.write(f"  {account.username:<18}{account}（{account.member}）")
