"""The pictures of 问题督办手册: the list, one problem, an order, a task's milestones, a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.manual.studio import Studio

OFFICE, CLERK = "demo-office", "demo-jingxin"


def take(studio: Studio) -> None:
    """Every picture; nothing is changed by looking."""
    with studio.at_work(OFFICE) as desk:
        desk.open("problems/")
        desk.shoot("problems")
        desk.open("problems/4/")
        desk.shoot("problem")
        desk.open("orders/3/")
        desk.shoot("order")
        desk.open("gatherings/1/")
        desk.shoot("gathering")
    with studio.at_work(CLERK) as desk:
        desk.open("entry/milestones/3/")
        desk.shoot("milestones")
