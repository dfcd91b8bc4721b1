"""`manage.py load_demo`: bring the demonstration set into a database without real figures."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dashboard import demo
from plans.models import Plan


class Command(BaseCommand):
    help = "载入演示数据（须 DEMO=1，且库中没有正式填报的数据）；可重复运行。"

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan.objects.filter(slug=demo.PLAN).first()
        if plan is None:
            raise CommandError("还没有载入计划。请先运行 manage.py loaddata dinghai_2024")
        try:
            is_fresh = demo.load(plan)
        except demo.DemoRefusedError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("已载入演示数据。" if is_fresh else "演示数据已在库中，没有改动。")
