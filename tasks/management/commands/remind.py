"""`manage.py remind`: chase whoever is due to be chased now, and send what waits; run it often."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.models import Plan
from plans.today import now
from tasks import reminding
from tasks.contacts import contacts
from tasks.delivering import Told
from tasks.messages import occasion_words


class Command(BaseCommand):
    help = "按各计划的催报规则催报，并重发没发出去的。每5分钟运行一次；可重复、可同时运行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", help="只催这个计划，写代码，如dinghai-2024")
        parser.add_argument("--dry-run", action="store_true", help="只打印要催谁，不发也不记")

    def handle(self, *args: Any, **options: Any) -> None:
        plans = Plan.objects.defer("text")
        if options["plan"]:
            plans = plans.filter(slug=options["plan"])
            if not plans.exists():
                raise CommandError(f"没有代码为{options['plan']}的计划。")
        for plan in plans:
            if options["dry_run"]:
                self._say_planned(plan)
            else:
                told = reminding.run(plan, at=now(), site=settings.SITE_URL)
                self.stdout.write(f"{plan.slug}：{_words(told)}")

    def _say_planned(self, plan: Plan) -> None:
        chases = reminding.planned(plan, at=now())
        self.stdout.write(f"{plan.slug}：现在要催{len(chases)}家")
        known = contacts(plan.district_id)
        for chase in chases:
            name, words = known[chase.unit].name, occasion_words(chase.occasion)
            self.stdout.write(f"  {name}，{chase.period}，{words}，{len(chase.items)}项")


def _words(told: Told) -> str:
    units = len({row.unit_id for row in told.made})
    return (
        f"新催{units}家，外发成功{told.sent}条，稍后重试{told.waiting}条，"
        f"失败{told.failed}条，已报不发{told.dropped}条"
    )
