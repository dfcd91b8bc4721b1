"""Check every stored publication against its hash, and the chain of hashes over the months."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dashboard.verifying import verify
from plans.models import Plan


class Command(BaseCommand):
    """`verify_publications [dinghai-2024]`; the exit code is 1 where anything is wrong."""

    help = "核对已发布各期：内容、指纹、上一期指纹、缺期缺版。每版一行；有问题时退出码为1。"

    def add_arguments(self, parser: CommandParser) -> None:
        """One plan, or all of them."""
        parser.add_argument("plan", nargs="?", default="", help="计划代码；不写就核对全部计划")

    def handle(self, *, plan: str, **options: Any) -> None:
        """Print a line for each edition, then whether all of them are sound."""
        plans = Plan.objects.defer("text").order_by("slug")
        chosen = plans.filter(slug=plan) if plan else plans
        if plan and not chosen:
            raise CommandError(f"没有计划“{plan}”")
        damaged = 0
        for each in chosen:
            found = verify(each)
            for finding in found:
                self.stdout.write(f"{each.slug} {finding.line}")
            wrong = sum(not finding.is_sound for finding in found)
            damaged += wrong
            told = f"{wrong}版有问题" if wrong else "全部完好"
            self.stdout.write(
                f"{each.slug} 共{len(found)}版，{told}" if found else f"{each.slug} 还没有发布"
            )
        if damaged:
            sys.exit(1)
