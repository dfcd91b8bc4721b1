"""`manage.py open_periods`: see to it that every plan has its periods, and say which are open."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from plans import periods
from plans.models import Plan
from plans.today import today


class Command(BaseCommand):
    help = "为每个计划建立十二个填报期并列出今天开放的填报期；可重复运行。"

    def handle(self, *args: Any, **options: Any) -> None:
        day = today()
        for plan in Plan.objects.defer("text"):
            periods.ensure(plan)
            months = [f"{period.month}月" for period in periods.open_on(plan, day)]
            self.stdout.write(f"{plan}：{'、'.join(months) or '今天没有'}开放填报")
