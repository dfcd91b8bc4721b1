"""How the work goes: tasks, who is responsible for them, and the monthly progress notes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Unit, User
from accounts.tracing import kept_history
from plans.models import Evidence, Plan, ReportingPeriod, Theme
from targets.choices import Act, State, Way
from targets.models import Target
from tasks.choices import Part, Word


class TaskManager(models.Manager["Task"]):
    def get_by_natural_key(self, plan: str, number: int) -> Task:
        return self.get(plan__slug=plan, number=number)


class Task(models.Model):
    """One of the plan's numbered tasks (重点任务), with its full text and place in the plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks")
    number = models.PositiveSmallIntegerField("序号")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="tasks", verbose_name="分组")
    title = models.CharField("标题", max_length=100)
    text = models.TextField("全文")
    start = models.PositiveIntegerField("起点")
    end = models.PositiveIntegerField("终点")
    note = models.TextField("备注", blank=True)
    targets = models.ManyToManyField(Target, related_name="tasks", verbose_name="指标", blank=True)
    history = kept_history()
    objects = TaskManager()

    class Meta:
        verbose_name = verbose_name_plural = "重点任务"
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="task_number_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="task_has_length"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def natural_key(self) -> tuple[str, int]:
        return (self.plan.slug, self.number)

    natural_key.dependencies = ["plans.theme", "targets.target"]  # type: ignore[attr-defined]  # Django's protocol


class ResponsibilityManager(models.Manager["Responsibility"]):
    def get_by_natural_key(self, plan: str, number: int, order: int) -> Responsibility:
        return self.get(task__plan__slug=plan, task__number=number, order=order)


class Responsibility(models.Model):
    """A unit's part in a task, in the plan's order; the first leads (列第一位的为牵头单位)."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="responsibilities")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="responsibilities")
    order = models.PositiveSmallIntegerField("顺序")
    part = models.CharField("身份", max_length=4, choices=Part)
    printed = models.CharField("原文写法", max_length=60)
    note = models.CharField("备注", max_length=200, blank=True)
    history = kept_history()
    objects = ResponsibilityManager()

    class Meta:
        verbose_name = verbose_name_plural = "责任单位"
        ordering = ["task", "order"]
        constraints = [
            models.UniqueConstraint(fields=["task", "unit"], name="responsibility_once"),
            models.UniqueConstraint(fields=["task", "order"], name="responsibility_order_once"),
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(part=Part.LEAD),
                name="responsibility_one_lead",
                violation_error_message="一项任务只有一个牵头单位。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task}：{self.unit}（{self.get_part_display()}）"

    def natural_key(self) -> tuple[str, int, int]:
        return (*self.task.natural_key(), self.order)

    natural_key.dependencies = ["tasks.task", "accounts.unit"]  # type: ignore[attr-defined]  # Django's protocol


class ProgressNote(models.Model):
    """One unit's monthly report on one task (任务进展), as it stands now."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="notes")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="notes")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="notes")
    word = models.CharField("状态", max_length=12, choices=Word, blank=True)
    text = models.TextField("进展", blank=True, max_length=1000)
    problem = models.TextField("存在问题", blank=True, max_length=500)
    measures = models.TextField("应对措施", blank=True, max_length=500)
    next_step = models.TextField("后期打算", blank=True, max_length=500)
    is_nil = models.BooleanField("零报告", default=False)
    on_behalf = models.BooleanField("专班代填", default=False)
    evidence = models.ManyToManyField(
        Evidence, blank=True, related_name="notes", verbose_name="依据"
    )
    state = models.CharField("填报状态", max_length=14, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField("版本", default=1)
    reason = models.CharField("退回理由", max_length=300, blank=True)
    faults = models.PositiveSmallIntegerField("差错退回次数", default=0)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    first_submitted_on = models.DateField("首次提交日", null=True, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    countersigned_at = models.DateTimeField("单位审核时间", null=True, blank=True)
    countersigned_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "任务进展"
        ordering = ["period", "task", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "period", "unit"],
                name="note_once_per_month",
                violation_error_message="该任务本月已有进展，请在原有内容上修改。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.RETURNED]) | (~Q(word="") & ~Q(text="")),
                name="note_handed_in_has_word_and_text",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.COUNTERSIGNED)
                | Q(countersigned_at__isnull=False, countersigned_by__isnull=False),
                name="note_countersigned_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="note_approved_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RETURNED) | ~Q(reason=""),
                name="note_returned_has_reason",
                violation_error_message="退回须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"任务{self.task.number}的{self.period.month}月进展"


class ProgressNoteVersion(models.Model):
    """What a progress note was after one act on it; append-only."""

    progress_note = models.ForeignKey(ProgressNote, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    act = models.CharField("动作", max_length=14, choices=Act)
    way = models.CharField("方式", max_length=10, choices=Way, default=Way.FORM)
    state = models.CharField("状态", max_length=14, choices=State)
    word = models.CharField("状态", max_length=12, blank=True)
    text = models.TextField("进展", blank=True)
    problem = models.TextField("存在问题", blank=True)
    measures = models.TextField("应对措施", blank=True)
    next_step = models.TextField("后期打算", blank=True)
    is_nil = models.BooleanField("零报告", default=False)
    on_behalf = models.BooleanField("专班代填", default=False)
    evidence = models.JSONField("依据", default=list, blank=True)  # [{"name", "sha256"}] then
    faults = models.PositiveSmallIntegerField("差错退回次数", default=0)
    reason = models.CharField("理由", max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "任务进展版本"
        ordering = ["progress_note", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["progress_note", "number"], name="progress_note_version_once"
            ),
        ]
        indexes = [models.Index(fields=["at"], name="progress_note_version_at")]

    def __str__(self) -> str:
        return f"{self.progress_note}第{self.number}版"


class NoteRequest(models.Model):
    """A joining unit asked for its own note of one month on one task; nothing of it ever changes."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="note_requests")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="note_requests")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="note_requests")
    question = models.CharField("请说明", max_length=300, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("提出时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "配合单位进展"
        ordering = ["period", "task", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "period", "unit"], name="note_request_once_per_month"
            ),
        ]

    def __str__(self) -> str:
        return f"请{self.unit}说明任务{self.task.number}"
