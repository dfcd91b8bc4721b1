"""Who changed a row, why, and by which way: what every history row says beside its columns.

`kept_history` gives a model its history table; a service names itself with `trace` before it saves.
A row that nobody traced still tells the signed-in person and 网页 inside a request, else 命令.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models.signals import post_save
from django.utils import timezone
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from accounts.choices import Way

LOADED = "载入数据"
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class _Said:
    """What `by_way` says of all that is saved inside it."""

    way: Way | None = None
    at: datetime | None = None


_said: ContextVar[_Said] = ContextVar("said", default=_Said())  # noqa: B039 - frozen


class Traced(models.Model):
    """What a history row holds beside who and when; the reason has no bound but the service's."""

    way = models.CharField("方式", max_length=10, choices=Way, default=Way.COMMAND)

    class Meta:
        abstract = True


def kept_history(**options: Any) -> Any:
    """A model's history: one row for each save, append-only in the database (see append_only)."""
    reason = models.TextField(null=True)  # as the library has it: None where none is given
    return HistoricalRecords(bases=[Traced], history_change_reason_field=reason, **options)


def trace(row: Row, *, by: AbstractBaseUser | None, why: str = "", way: Way | None = None) -> Row:
    """Say who saves or deletes this row next, and why; `way` only where it is not the usual one."""
    row._history_user = by  # type: ignore[attr-defined]  # django-simple-history's way
    row._change_reason = why or None  # type: ignore[attr-defined]  # likewise
    row._way = way  # type: ignore[attr-defined]  # ours, read below
    return row


@contextmanager
def by_way(way: Way, *, at: datetime | None = None) -> Iterator[None]:
    """Everything saved inside came in by this way (定时任务, 演示数据); `at` where not just now."""
    token = _said.set(_Said(way, at))
    try:
        yield
    finally:
        _said.reset(token)


def usual_way() -> Way:
    """The way of what is saved now, where its row does not say another."""
    is_asked_for = getattr(HistoricalRecords.context, "request", None) is not None
    return _said.get().way or (Way.FORM if is_asked_for else Way.COMMAND)


def usual_moment() -> datetime | None:
    """When what is saved now was done, where `by_way` tells it."""
    return _said.get().at


def begin(clock: Callable[[], datetime] = timezone.now) -> None:
    """Called once, when the rooms are ready; `clock` tells the moment an act is marked with."""

    def mark(*, instance: models.Model, history_instance: Any, **_: object) -> None:
        """Put way and moment on a history row before it is written."""
        history_instance.way = getattr(instance, "_way", None) or usual_way()
        if not hasattr(instance, "_history_date"):
            history_instance.history_date = _said.get().at or clock()

    def load(*, sender: Any, instance: Any, raw: bool = False, **_: object) -> None:
        """Trace what a fixture brings or sets back; django-simple-history leaves that out."""
        if raw and hasattr(sender._meta, "simple_history_manager_attribute"):
            _trace_loaded(instance, _said.get().at or clock())

    pre_create_historical_record.connect(mark, weak=False, dispatch_uid="tracing.mark")
    post_save.connect(load, weak=False, dispatch_uid="tracing.load")


def _trace_loaded(instance: Any, at: datetime) -> None:
    history = type(instance).history
    columns = [field.attname for field in history.model.tracked_fields]
    last = history.filter(id=instance.pk).order_by("-history_id").values(*columns).first()
    if last == {column: getattr(instance, column) for column in columns}:
        return  # loaded again, and nothing was set back
    history.bulk_history_create(
        [instance],
        update=last is not None,
        default_change_reason=LOADED,
        default_date=at,
        custom_historical_attrs={"way": usual_way()},
    )
