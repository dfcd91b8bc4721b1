"""How the work goes: tasks and notes, the closed loop of the three lists, what is sent."""

from tasks.models.followed import (
    NoteRequest,
    ProgressNote,
    ProgressNoteVersion,
    Responsibility,
    Task,
)
from tasks.models.looped import (
    CalendarKey,
    Highlight,
    Instruction,
    Milestone,
    Problem,
    Resolution,
    Step,
    SupervisionOrder,
)
from tasks.models.meeting import Meeting
from tasks.models.sent import Reminder, Upload

__all__ = [
    "CalendarKey",
    "Highlight",
    "Instruction",
    "Meeting",
    "Milestone",
    "NoteRequest",
    "Problem",
    "ProgressNote",
    "ProgressNoteVersion",
    "Reminder",
    "Resolution",
    "Responsibility",
    "Step",
    "SupervisionOrder",
    "Task",
    "Upload",
]
