"""`manage.py escalate`: raise a step what has run past its day; run it daily, or more often."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.choices import Way
from accounts.tracing import by_way
from plans.models import Plan
from plans.today import today
from tasks import escalating


class Command(BaseCommand):
    help = "超过时限的问题和督办单按规则升级。每天运行一次；可重复、可同时运行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", help="只管这个计划，写代码，如dinghai-2024")
        parser.add_argument("--dry-run", action="store_true", help="只打印要升级哪些，不动也不记")

    def handle(self, *args: Any, **options: Any) -> None:
        plans = Plan.objects.defer("text")
        if options["plan"]:
            plans = plans.filter(slug=options["plan"])
            if not plans.exists():
                raise CommandError(f"没有代码为{options['plan']}的计划。")
        for plan in plans:
            if options["dry_run"]:
                told = escalating.planned(plan, on=today())
                self.stdout.write(f"{plan.slug}：现在要升级{len(told)}件")
                for line in told:
                    self.stdout.write(f"  {line}")
                continue
            with by_way(Way.TIMER):
                done = escalating.run(plan, on=today())
            self.stdout.write(f"{plan.slug}：升级问题{done.problems}件，督办单{done.orders}件")
