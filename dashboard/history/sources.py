"""Every table of the audit, and what one may choose from: acts and ways."""

from __future__ import annotations

from accounts.choices import Way
from dashboard.history.dated import DATED
from dashboard.history.filed import FIGURES, NOTES
from dashboard.history.kept import KEPT
from targets.choices import Act

WAYS: dict[str, str] = {way.value: way.label for way in Way}
GROUPS = {
    "publish": "发布",
    "correction": "更正办理",
    "objection": "异议",
    "proposal": "调整申请",
    "reminder": "催报",
    "evidence": "依据",
    "target": "指标设置",
    "plan": "计划设置",
    "period": "填报期",
    "bulletin": "通报",
    "task": "任务设置",
    "problem": "问题",
    "order": "督办单",
    "instruction": "批示",
    "highlight": "亮点",
    "meeting": "例会",
    "account": "账号与身份",
    "unit": "单位",
}
ACTS: dict[str, str] = {act.value: act.label for act in Act} | GROUPS
SOURCES = (FIGURES, NOTES, *DATED, *KEPT)
BY_NAME = {source.name: source for source in SOURCES}
