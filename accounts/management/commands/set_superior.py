"""Under which superior a district stands: `manage.py set_superior dinghai zhoushan --name 舟山市`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import District


class Command(BaseCommand):
    """The superior's leaders and office then read what the district has published (各县汇总)."""

    help = "设定行政区的上级；上级的领导和专班可看各县已发布的汇总。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("district", help="行政区代码，如 dinghai")
        parser.add_argument("superior", nargs="?", help="上级的代码，如 zhoushan；不写则取消上级")
        parser.add_argument("--name", help="上级的名称；系统里没有这个上级时新建")

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        district = _district(options["district"])
        code = options["superior"]
        if not code:
            district.parent = None
            district.save(update_fields=["parent"])
            self.stdout.write(f"{district}不再有上级。")
            return
        if options["name"] and not District.objects.filter(code=code).exists():
            District.objects.create(code=code, name=options["name"])
        superior = _district(code)
        _refuse_a_ring(district, superior)
        district.parent = superior
        district.save(update_fields=["parent"])
        self.stdout.write(f"{district}的上级是{superior}。")


def _district(code: str) -> District:
    found = District.objects.filter(code=code).first()
    if found is None:
        raise CommandError(f"没有代码为“{code}”的行政区；上级要新建的，请加 --name 写明名称。")
    return found


def _refuse_a_ring(district: District, superior: District) -> None:
    """Nobody stands above themselves, at whatever distance."""
    above: District | None = superior
    while above is not None:
        if above.pk == district.pk:
            raise CommandError(f"{superior}在{district}之下，不能作它的上级。")
        above = above.parent
