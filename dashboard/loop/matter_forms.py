"""What is typed and pressed on a page of the loop: acts as forms, read back without judging.

A page offers `offer(act, …)` for each act its person may do now; what is posted is read by `sent`,
the service judges it, and `refuse` puts its sentence beside the field it is about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from unicodedata import normalize

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.dateparse import parse_date

from accounts.texts import tidy
from plans.access import SignedInRequest
from plans.uploads import was_too_big
from targets.rounds import RefusedError
from tasks.choices import LoopAct
from tasks.forms import version_of

OPTIONAL = "（可不"  # in the label of what need not be filled in
ALL_AT_ONCE = ("raise", "answer", "ask_longer", "call", "resolve")  # whose labels say all that
TOO_BIG = "一次上传的文件太大，没有收下。请一个一个地传，每个最多10 MB。"


@dataclass(frozen=True)
class Sent:
    """One press: which act, the version it was shown, the words, and the files."""

    act: str = ""
    seen_version: int = -1
    words: Mapping[str, str] = field(default_factory=dict)
    files: tuple[UploadedFile[Any], ...] = ()
    is_cut: bool = False  # the upload was too big, and its files are not there

    def text(self, name: str = "text") -> str:
        """What was typed into this field, tidied."""
        return tidy(self.words.get(name, ""))

    def number(self, name: str) -> int:
        """A whole number above 0 that was chosen; 0 for anything else."""
        return max(0, version_of(self.words.get(name, "")))

    def day(self, name: str = "until") -> date | None:
        """The day typed; None where there is none. Raises RefusedError for what is not a day."""
        return day_of(self.words.get(name, ""), name)

    def proofs(self) -> tuple[UploadedFile[Any], ...]:
        """The files. Raises RefusedError where the upload was cut off."""
        if self.is_cut:
            raise RefusedError(TOO_BIG, "file")
        return self.files


def sent(request: SignedInRequest) -> Sent:
    """What was posted to a matter's page."""
    is_cut = was_too_big(request)
    return Sent(
        act=request.POST.get("act", ""),
        seen_version=version_of(request.POST.get("seen", "")),
        words={name: str(text) for name, text in request.POST.items()},
        files=tuple(request.FILES.getlist("file")),
        is_cut=is_cut,
    )


def day_of(text: str, name: str = "until") -> date | None:
    """A day as typed: 2024-09-30, 2024/9/30, 2024年9月30日. Raises RefusedError, naming the field."""
    typed = tidy(text)
    if not typed:
        return None
    plain = normalize("NFKC", typed).replace("年", "-").replace("月", "-").replace("日", "")
    parts = plain.replace("/", "-").replace(".", "-").split("-")
    is_plain = len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts)
    try:
        found = parse_date("-".join(part.zfill(2) for part in parts)) if is_plain else None
    except ValueError:
        found = None
    if found is None:
        raise RefusedError(f"“{typed[:20]}”不是日期，请按2024-09-30的样子填写。", name)
    return found


# The forms that a page offers


def words(label: str, *, rows: int = 3, most: int = 1000, hint: str = "") -> forms.CharField:
    """A text of several lines."""
    area = forms.Textarea(attrs={"rows": rows, "maxlength": most})
    return forms.CharField(label=label, required=False, widget=area, help_text=hint)


def line(label: str, *, most: int = 60, hint: str = "") -> forms.CharField:
    """A text of one line."""
    box = forms.TextInput(attrs={"maxlength": most, "autocomplete": "off"})
    return forms.CharField(label=label, required=False, widget=box, help_text=hint)


def day(label: str, *, hint: str = "") -> forms.CharField:
    """A day; typed by hand it may be written as people write days."""
    box = forms.DateInput(attrs={"type": "date"})
    return forms.CharField(label=label, required=False, widget=box, help_text=hint)


def longer(due_on: date) -> dict[str, forms.Field]:
    """What is typed to ask for more time."""
    hint = f"要晚于现在的时限{due_on.month}月{due_on.day}日。"
    return {"until": day("延期至", hint=hint), "text": words("理由", rows=2, most=300)}


def granting(until: date | None, why: str) -> str:
    """What follows from giving the time asked for."""
    return f"同意后时限改为{until.month}月{until.day}日。理由：{why}" if until else ""


def choice(label: str, options: Sequence[tuple[Any, str]], *, hint: str = "") -> forms.CharField:
    """One of several; what is not among them is the service's to refuse."""
    box = forms.Select(choices=options)
    return forms.CharField(label=label, required=False, widget=box, help_text=hint)


def files(label: str = "依据", *, hint: str = "照片、PDF、Word、Excel，每个最多10 MB。") -> Any:
    """Any number of files."""
    return forms.CharField(label=label, required=False, widget=FilesInput(), help_text=hint)


class FilesInput(forms.FileInput):
    """An input for several files at once; a browser shows none again."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"multiple": True})

    def value_from_datadict(self, *_: Any) -> str:
        """The view reads the files itself."""
        return ""


class ActForm(forms.Form):
    """One act as a form: its fields, its button, and what follows from pressing it."""

    act: LoopAct
    button: str
    note: str
    tone: str
    seen: int
    is_open: bool

    @property
    def key(self) -> str:
        """Its place in the page: act-claim."""
        return f"act-{self.act.value}"


def offer(
    act: LoopAct,
    button: str,
    fields: Mapping[str, forms.Field],
    *,
    seen: int,
    posted: Sent | None = None,
    initial: Mapping[str, Any] | None = None,
    note: str = "",
    tone: str = "line",
    is_open: bool = False,
) -> ActForm:
    """An act that may be done now; filled with what was typed where it is the one that was posted.

    `tone` is the button's: primary, line or warn; one that is not `is_open` is folded.
    """
    mine = posted is not None and posted.act == act
    given: Any = posted.words if mine and posted else None
    form = ActForm(given, initial=dict(initial or {}), auto_id=f"id_{act.value}_%s")
    form.fields |= fields
    form.act, form.button, form.note, form.tone, form.seen = act, button, note, tone, seen
    form.is_open = is_open or mine
    if mine:
        form.is_valid()
    return form


def refuse(form: ActForm | None, refused: RefusedError) -> list[dict[str, str]]:
    """Put the sentence beside its field; gives the page's list of errors ({url, text})."""
    if form is None or not form.is_bound or refused.field not in form.fields:
        return [{"url": f"#{form.key}" if form else "", "text": refused.message}]
    told = {refused.field: refused.message}
    if form.act in ALL_AT_ONCE:
        told = _empty(form) | told
    for name, message in told.items():
        form.add_error(name, message)
    return [
        {"url": f"#{form[name].id_for_label}", "text": told[name]}
        for name in form.fields
        if name in told
    ]


def _empty(form: ActForm) -> dict[str, str]:
    """What else must be there and is not, so that it is said at once and not press by press."""
    missing = {}
    for name, box in form.fields.items():
        label, is_choice = str(box.label), isinstance(box.widget, forms.Select)
        is_free = OPTIONAL in label or isinstance(box.widget, FilesInput)
        if not is_free and not tidy(str(form.data.get(name, ""))):
            missing[name] = f"请{'选' if is_choice else '填'}{label}。"
    return missing
