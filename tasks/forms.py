"""What the entry and review pages are posted with, read into plain rows; nothing is judged here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.texts import tidy

VALUE, WHY, PROBLEM, NEXT, SEEN, CHOICE = "value-", "why-", "problem-", "next-", "seen-", "choice-"
NATURE, EXPECT, SOURCE, NIL = "nature-", "expect-", "source-", "nil-"
WORD, TEXT, MEASURES = "word-", "text-", "measures-"
MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class TypedFigure:
    """One row of the entry table as posted: text, whatever it says, and the version last seen."""

    code: str
    typed: str
    explanation: str = ""
    problem: str = ""
    next_step: str = ""
    seen_version: int = 0
    choice: str = ""  # mine or theirs, where somebody else changed the row meanwhile
    nature: str = ""
    expectation: str = ""
    source: str = ""
    is_nil: bool = False


@dataclass(frozen=True)
class TypedNote:
    """One task's note as posted."""

    number: str
    word: str
    text: str
    seen_version: int = 0
    choice: str = ""
    is_nil: bool = False
    parts: tuple[str, str, str] | None = None  # 存在问题, 应对措施, 后期打算; None without fields

    @property
    def is_empty(self) -> bool:
        """Neither a word was chosen nor a text written."""
        return not (self.word or self.text or any(self.parts or ()))


def typed_figures(posted: Mapping[str, str]) -> dict[str, TypedFigure]:
    """The rows that were posted, by the target's code."""
    codes = [name.removeprefix(VALUE) for name in posted if name.startswith(VALUE)]
    return {code: _typed_figure(posted, code) for code in codes}


def _typed_figure(posted: Mapping[str, str], code: str) -> TypedFigure:
    choice, version = _choice(posted, code)
    return TypedFigure(
        code=code,
        typed=_line(posted, VALUE + code),
        explanation=_line(posted, WHY + code),
        problem=_line(posted, PROBLEM + code),
        next_step=_line(posted, NEXT + code),
        seen_version=version,
        choice=choice,
        nature=posted.get(NATURE + code, ""),
        expectation=_line(posted, EXPECT + code),
        source=_line(posted, SOURCE + code),
        is_nil=bool(posted.get(NIL + code)),
    )


def typed_notes(posted: Mapping[str, str]) -> dict[str, TypedNote]:
    """The notes that were posted, by the task's number as it stands in the field's name."""
    numbers = [name.removeprefix(TEXT) for name in posted if name.startswith(TEXT)]
    return {number: _typed_note(posted, number) for number in numbers}


def _typed_note(posted: Mapping[str, str], number: str) -> TypedNote:
    choice, version = _choice(posted, number)
    return TypedNote(
        number=number,
        word=posted.get(WORD + number, ""),
        text=tidy(posted.get(TEXT + number, "")),
        seen_version=version,
        choice=choice,
        is_nil=bool(posted.get(NIL + number)),
        parts=_parts(posted, number),
    )


def _parts(posted: Mapping[str, str], number: str) -> tuple[str, str, str] | None:
    """The three parts of a note that is behind; None where the form has no fields for them."""
    if MEASURES + number not in posted:
        return None
    names = (PROBLEM, MEASURES, NEXT)
    problem, measures, step = (tidy(posted.get(name + number, "")) for name in names)
    return problem, measures, step


def _choice(posted: Mapping[str, str], key: str) -> tuple[str, int]:
    """Which side of a conflict was chosen, and the version this row was last shown in."""
    side, _, version = posted.get(CHOICE + key, "").partition(":")
    if side in {MINE, THEIRS}:
        return side, version_of(version)
    return "", version_of(posted.get(SEEN + key, ""))


def _line(posted: Mapping[str, str], name: str) -> str:
    return " ".join(tidy(posted.get(name, "")).split())


def version_of(text: str) -> int:
    """A version as posted; -1, which nobody ever saw, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


@dataclass(frozen=True)
class Picked:
    """A row of the review queue as picked: `f` a figure or `n` a note, its key, the version seen."""

    kind: str
    pk: int
    seen_version: int

    @property
    def key(self) -> str:
        """As it stands in the page: f:12:3."""
        return f"{self.kind}:{self.pk}:{self.seen_version}"


def picked(values: list[str]) -> list[Picked]:
    """The rows picked in the queue, each once; what cannot be read is left out."""
    found: dict[tuple[str, int], Picked] = {}
    for text in values:
        kind, _, rest = text.partition(":")
        pk, _, version = rest.partition(":")
        if kind in {"f", "n"} and version_of(pk) > 0 and version_of(version) > 0:
            found[kind, int(pk)] = Picked(kind, int(pk), int(version))
    return list(found.values())
