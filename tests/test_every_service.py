"""Every service × every role × every state, held against the tables of `who_may`.

The services come from the rooms' source: a public function that is told who acts (`by`) and has no
line in the tables fails the first test.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts import people
from accounts.choices import Role
from accounts.models import User
from dashboard import issuing, objecting, publication
from dashboard.meeting.sentences import Line
from dashboard.models import Objection
from dashboard.publication import PublicationRefusedError
from plans import configuring, evidence
from plans.configuring import SettingConflictError, SettingRefusedError
from plans.models import Evidence
from targets import assigning, correcting, proposing, recalling, reporting
from targets.assigning import Assignment
from targets.choices import Act
from targets.contents import Goal
from targets.models import Correction
from targets.recalling import Typed
from targets.rounds import EditConflictError, RefusedError
from targets.schedules import Entered
from tasks import following, importing, proving, reminding, staging
from tasks.imported.book import owing
from tasks.imported.rows import CHANGE, FIGURE, Staged
from tasks.models import Reminder, Upload
from tasks.staging import Kept
from tests import factories, who_may
from tests.everything import everything
from tests.factories import figure, moment, note_of, period_of, task_of

pytestmark = pytest.mark.django_db
ROOMS = ("accounts", "plans", "targets", "tasks", "dashboard")
DAY, AT = date(2024, 3, 12), moment(2024, 3, 12)  # January is published, February fell due
REFUSALS = (
    RefusedError,
    EditConflictError,
    SettingRefusedError,
    SettingConflictError,
    PublicationRefusedError,
    people.RefusedError,
)
LATE = {"explanation": "已核", "problem": "进度慢", "next_step": "加快"}
RULE = {"before": [2], "on_day": True, "overdue": [1], "hour": 10, "gap_hours": 20, "ways": []}
LEAGUE: dict[str, Any] = {
    "weights": {
        "results": Decimal(70),
        "discipline": Decimal(10),
        "closing": Decimal(10),
        "support": Decimal(10),
    },
    "joined": Decimal("0.5"),
    "show": "bands",
    "band_a": Decimal(90),
    "band_b": Decimal(75),
}
WHY: dict[str, Any] = {"reason": "会议定"}
Call = Callable[[User], Any]
unique = count(1)


@pytest.fixture(autouse=True)
def the_day(settings, tmp_path, monkeypatch):
    settings.DEMO, settings.DEMO_DAY, settings.EVIDENCE_ROOT = False, None, tmp_path
    monkeypatch.setattr("plans.today.now", lambda: AT)


def pdf():
    return SimpleUploadedFile("报表.pdf", b"%%PDF-1.7 %d" % next(unique))


class World:
    """One unit's target and task in February, and a person in every role."""

    def __init__(self, plan):
        self.plan = plan
        district = plan.district
        elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
        self.unit = factories.UnitFactory.create(district=district)
        self.other = factories.UnitFactory.create(district=district)
        self.author = factories.reporter_of(self.unit)
        self.publisher = factories.office_of(district)
        self.people = {
            "no role": factories.UserFactory.create(),
            "leader": factories.leader_of(district),
            "reporter": factories.reporter_of(self.unit),
            "head": factories.head_of(self.unit),
            "other reporter": factories.reporter_of(self.other),
            "other head": factories.head_of(self.other),
            "office": factories.office_of(district),
            "administrator": factories.administrator_of(district),
            "office elsewhere": factories.office_of(elsewhere),
            "administrator elsewhere": factories.administrator_of(elsewhere),
            "author": self.author,
        }
        self.target, self.level = (
            factories.TargetFactory.create(plan=plan, lead_unit=self.unit, code=code, **values)
            for code, values in (
                ("T01", {"inferred": ["lead_unit"]}),
                ("T02", {"kind": "stock", "reporting_months": [12]}),
            )
        )
        self.task = task_of(plan, self.unit, number=1)
        figure(self.target, 1, "4", entered_by=self.author)
        note_of(self.task, 1, entered_by=self.author)
        self.january, self.february = period_of(plan, 1), period_of(plan, 2)
        publication.publish(plan, 1, by=self.publisher, on=date(2024, 3, 8), at=moment(2024, 3, 8))
        self.january.refresh_from_db()
        self.file = evidence.store(pdf(), plan=plan, unit=self.unit, by=self.author)
        self.row: Any = None
        self.note: Any = None

    def stand(self, state):
        """February's figure and note in this state, filled in by the author."""
        if state != "none":
            held = {"published": "approved", "frozen": "draft"}.get(state, state)
            by = {"entered_by": self.author, "state": held}
            self.row, self.note = figure(self.target, 2, "5", **by), note_of(self.task, 2, **by)
            self.row.evidence.add(self.file)
            self.note.evidence.add(self.file)
        if state in {"published", "frozen"}:
            publication.publish(self.plan, 2, by=self.publisher, on=DAY, at=AT)
            self.february.refresh_from_db()

    @property
    def seen(self):
        return {"seen_version": self.row.version if self.row else 0}

    def upload(self, stage="ready"):
        """The author's workbook with one figure in it."""
        row = Staged(
            kind=FIGURE,
            key="T01",
            unit=self.unit.code,
            unit_name=self.unit.short_name,
            name="T01",
            sheet="指标",
            line=6,
            cells={"typed": "F6"},
            typed={"typed": "9", **LATE},
            seen=self.seen["seen_version"],
            after="9",
            verdict=CHANGE,
            is_change=True,
            is_fit=True,
        )
        kept = Kept((row,)).as_json()
        file = {"name": "表.xlsx", "sha256": "0" * 64, "size": 9, "total": 1}
        where = {"period": self.february, "unit": self.unit, "by": self.author}
        return Upload.objects.create(**where, **file, rows=kept, stage=stage), [row]


# What each line of the tables does


def figures(w: World) -> dict[str, Call]:
    """The acts on February's figure."""
    where, put = (w.target, w.february), {"typed": "9", **LATE, **w.seen, "on": DAY}
    calls: dict[str, Call] = {
        "save": lambda by: reporting.save(*where, **put, by=by),
        "submit": lambda by: reporting.submit(*where, **put, by=by),
        "begin": lambda by: reporting.begin(*where, by=by, on=DAY),
    }
    if w.row is None:
        return calls
    row = w.row
    return calls | {
        "withdraw": lambda by: reporting.withdraw(row, **w.seen, by=by),
        "countersign": lambda by: reporting.countersign(row, **w.seen, by=by),
        "unsign": lambda by: reporting.unsign(row, **w.seen, by=by),
        "return_": lambda by: reporting.return_(row, **w.seen, by=by, reason="与报表不符"),
        "approve": lambda by: reporting.approve(row, **w.seen, by=by),
    }


def notes(w: World) -> dict[str, Call]:
    """The same acts on February's note."""
    where = (w.task, w.february, w.unit)
    put = {"word": "behind", "text": "慢", **w.seen, "on": DAY}
    calls: dict[str, Call] = {
        "save": lambda by: following.save_note(*where, **put, by=by),
        "submit": lambda by: following.submit_note(*where, **put, by=by),
        "begin": lambda by: following.begin_note(*where, by=by, on=DAY),
    }
    if w.note is None:
        return calls
    row = w.note
    return calls | {
        "withdraw": lambda by: following.withdraw_note(row, **w.seen, by=by),
        "countersign": lambda by: following.countersign_note(row, **w.seen, by=by),
        "unsign": lambda by: following.unsign_note(row, **w.seen, by=by),
        "return_": lambda by: following.return_note(row, **w.seen, by=by, reason="与报表不符"),
        "approve": lambda by: following.approve_note(row, **w.seen, by=by),
    }


def by_state(w: World, state: str) -> dict[str, Call]:
    """What hangs on where February's figure stands."""
    return {**_proving(w), **_after(w, state), **_promised(w), **_settings(w), **_office(w)}


def _proving(w: World) -> dict[str, Call]:
    place = proving.place_of_figure(w.february, "T01", by=w.author)
    assert place is not None
    return {
        "proving.attach": lambda by: proving.attach(place, pdf(), by=by, on=DAY),
        "proving.take_down": lambda by: proving.take_down(place, w.file.pk, by=by, on=DAY),
        "proving.place_of_figure": lambda by: proving.place_of_figure(w.february, "T01", by=by),
        "proving.place_of_note": lambda by: proving.place_of_note(w.february, 1, by=by),
        "proving.readable": lambda by: proving.readable(w.plan, w.file.pk, by=by),
        "proving.visible": lambda by: proving.visible(place, by=by),
        "proving.may_read": lambda by: proving.may_read(w.row, w.february, w.unit, by=by),
    }


def _after(w: World, state: str) -> dict[str, Call]:
    where = (w.target, w.february)
    told: dict[str, Any] = {
        "typed": "6",
        "reason": "漏计",
        "cause": "unit_error" if state != "frozen" else "",
    }
    return {
        "correcting.propose": lambda by: correcting.propose(*where, by=by, **told),
        "objecting.object_": lambda by: objecting.object_(*where, text="漏计", by=by, on=DAY),
        "publication.publish": lambda by: publication.publish(w.plan, 2, by=by, on=DAY),
    }


def _promised(w: World) -> dict[str, Call]:
    goal = {"typed": Goal("65", "65家以上"), "from_month": 2, "document": "9号文", **WHY}
    shares = {"typed": ["0"] * 11 + ["100"], "entered": Entered.MONTHLY, **WHY}
    wanted = Assignment(w.other.pk, None, needs_evidence=False, definition="", decimals=0)
    assigned = {"seen": assigning.seen_of(w.target), **WHY}
    figures_of: dict[str, Any] = {"typed": {1: Typed("3")}, "source": "年报"}
    return {
        "proposing.propose_goal": lambda by: proposing.propose_goal(w.target, **goal, by=by),
        "proposing.propose_schedule": lambda by: proposing.propose_schedule(
            w.target, **shares, by=by
        ),
        "proposing.propose_baseline": lambda by: proposing.propose_baseline(
            w.level, typed="20", source="年报", by=by
        ),
        "proposing.may_propose": lambda by: proposing.may_propose(by, w.target, "schedule"),
        "assigning.assign": lambda by: assigning.assign(w.target, wanted, **assigned, by=by),
        "assigning.confirm": lambda by: assigning.confirm(w.plan, ["T01"], **WHY, by=by),
        "recalling.record": lambda by: recalling.record(w.target, **figures_of, by=by),
        "recalling.copy_from_earlier": lambda by: recalling.copy_from_earlier(w.plan, by=by),
    }


def _settings(w: World) -> dict[str, Call]:
    said = {"seen": configuring.seen_of(w.plan), **WHY}
    moved: dict[str, Any] = {"seen": configuring.seen_of(w.february), **WHY}
    days: dict[str, Any] = {"opens_on": date(2024, 3, 1), "due_on": date(2024, 3, 20)}
    cuts = dict(zip(("ahead", "on_pace", "behind"), map(Decimal, ("1.2", "1", "0.9")), strict=True))
    lights: dict[str, Any] = {**cuts, "in_points": False, "names": {}}
    return {
        "configuring.set_lights": lambda by: configuring.set_lights(
            w.plan, **lights, **said, by=by
        ),
        "configuring.set_calendar": lambda by: configuring.set_calendar(
            w.plan, due_day=8, exceptions={}, **said, by=by
        ),
        "configuring.set_league": lambda by: configuring.set_league(
            w.plan, **LEAGUE, **said, by=by
        ),
        "configuring.set_loop": lambda by: configuring.set_loop(
            w.plan, keeps_loop=True, order_mark="定创督", **said, by=by
        ),
        "configuring.set_public": lambda by: configuring.set_public(
            w.plan, is_public=True, **said, by=by
        ),
        "configuring.set_rules": lambda by: configuring.set_rules(
            w.plan, countersign=True, reminders=RULE, **said, by=by
        ),
        "configuring.move_period": lambda by: configuring.move_period(
            w.february, **days, **moved, by=by
        ),
    }


def _office(w: World) -> dict[str, Call]:
    to: dict[str, Any] = {"at": AT, "site": "https://x.cn"}
    upload, rows = w.upload()
    found = owing(w.february, w.unit, on=DAY)
    workbook: dict[str, Any] = {"name": "表.xlsx", "data": b""}
    return {
        "reminding.by_hand": lambda by: reminding.by_hand(w.february, [w.unit.pk], **to, by=by),
        "staging.stage": lambda by: staging.stage(w.february, w.unit, [], **workbook, by=by),
        "importing.take": lambda by: importing.take(upload, rows, found, Act.SUBMIT, by=by, on=DAY),
    }


def by_stage(w: World, stage: str) -> dict[str, Call]:
    """A correction and a proposed schedule in this stage."""
    by = w.people["office"] if stage == "own" else w.author
    rows = {"target": w.target, "period": w.january, "old_value": 4, "new_value": 6}
    why = {"cause": "unit_error", "reason": "漏计", "proposed_by": by}
    correction = Correction.objects.create(**rows, **why)
    proposal = factories.ProposalFactory.create(target=w.target, proposed_by=by)
    if stage in {"approved", "refused", "withdrawn"}:
        by = w.author if stage == "withdrawn" else w.publisher
        given = {"stage": stage, "decided_by": by, "decided_at": AT, "answer": "已阅"}
        edition = 2 if stage == "approved" else None
        Correction.objects.filter(pk=correction.pk).update(**given, edition=edition)
        type(proposal).objects.filter(pk=proposal.pk).update(**given)
    no: dict[str, Any] = {"answer": "与报表一致"}
    return {
        "correcting.withdraw": lambda by: correcting.withdraw(correction, by=by),
        "correcting.refuse": lambda by: correcting.refuse(correction, **no, by=by),
        "correcting.approve": lambda by: correcting.approve(correction, edition=2, by=by),
        "correcting.require_decidable": lambda by: correcting.require_decidable(correction, by=by),
        "publication.correct": lambda by: publication.correct(correction, by=by),
        "proposing.withdraw": lambda by: proposing.withdraw(proposal, by=by),
        "proposing.approve": lambda by: proposing.approve(proposal, by=by),
        "proposing.refuse": lambda by: proposing.refuse(proposal, **no, by=by),
    }


def by_answer(w: World, state: str) -> dict[str, Call]:
    """An objection to January's figure."""
    where = {"target": w.target, "period": w.january, "unit": w.unit, "raised_by": w.author}
    given = {"answer": "已阅", "answered_by": w.publisher, "answered_at": AT}
    row = Objection.objects.create(**where, text="漏计", **(given if state == "answered" else {}))
    told: dict[str, Any] = {"typed": "6", "cause": "unit_error", "reason": "漏计"}
    return {
        "objecting.answer": lambda by: objecting.answer(row, text="与报表一致", by=by),
        "objecting.accept": lambda by: objecting.accept(row, **told, by=by),
    }


def by_upload(w: World, stage: str) -> dict[str, Call]:
    """The author's workbook in this stage."""
    upload, rows = w.upload(stage)
    found = owing(w.february, w.unit, on=DAY)
    return {
        "importing.take": lambda by: importing.take(upload, rows, found, Act.SAVE, by=by, on=DAY),
        "importing.begin": lambda by: importing.begin(upload, rows, Act.SAVE, by=by),
        "importing.go_on": lambda by: importing.go_on(upload, seen_done=0, by=by, on=DAY),
        "staging.drop": lambda by: staging.drop(upload, by=by),
    }


def by_bulletin(w: World, state: str) -> dict[str, Call]:
    """January's bulletin, as nobody, or its publisher, saved or issued it."""
    about: dict[str, Any] = {"edition": 1, "by": w.publisher}
    seen = 0
    if state == "saved":
        lines = [Line("own", "本月进展良好。")]
        seen = issuing.save(w.plan, 1, lines=lines, seen_version=0, **about).version
    if state == "issued":
        seen = issuing.issue(w.plan, 1, seen_version=0, **about).version
    told: dict[str, Any] = {"edition": 1, "seen_version": seen}
    other = [Line("own", "另一段。")]
    return {
        "issuing.save": lambda by: issuing.save(w.plan, 1, lines=other, **told, by=by),
        "issuing.issue": lambda by: issuing.issue(w.plan, 1, **told, by=by),
    }


def by_delivery(w: World, stage: str) -> dict[str, Call]:
    """A message of this stage that chases the unit."""
    text = {"occasion": "hand:1", "way": "email", "text": "请报送", "stage": stage}
    row = Reminder.objects.create(plan=w.plan, period=w.february, unit=w.unit, **text)
    return {"reminding.retry": partial(_retried, row)}


def _retried(row: Reminder, by: User) -> Any:
    return reminding.retry(row, by=by, at=AT, site="https://x.cn")


def by_file(w: World, state: str) -> dict[str, Call]:
    """A file of the unit, standing or taken down."""
    if state == "taken down":
        evidence.remove(w.file, by=w.author)
    return {
        "evidence.store": lambda by: evidence.store(pdf(), plan=w.plan, unit=w.unit, by=by),
        "evidence.remove": lambda by: evidence.remove(Evidence.objects.get(pk=w.file.pk), by=by),
    }


def by_account(w: World, whose: str, by: User) -> dict[str, Call]:
    """An account of the district, of no role yet, of another district, or one's own."""
    account = {
        "here": w.author,
        "new": factories.UserFactory.create(),
        "elsewhere": w.people["office elsewhere"],
        "own": by,
    }[whose]
    where = {"district": w.plan.district}
    new: dict[str, Any] = {
        "username": "newcomer",
        "full_name": "某",
        "phone": "",
        "password": "q8-mmw2-zzkq",
    }
    held = account.memberships.first()
    calls: dict[str, Call] = {
        "people.add": lambda by: people.add(**new, **where, by=by),
        "people.grant": lambda by: people.grant(
            account, role=Role.LEADER, unit=None, **where, by=by
        ),
        "people.set_active": lambda by: people.set_active(account, active=False, **where, by=by),
        "people.set_contact": lambda by: people.set_contact(
            account, phone="1", email="", **where, by=by
        ),
        "people.reset_password": lambda by: people.reset_password(account, **where, by=by),
    }
    if held:
        calls["people.revoke"] = lambda by: people.revoke(held, by=by)
    return calls


# Trying them


@dataclass
class Tried:
    """What is wrong, and how many combinations were tried."""

    wrong: list[tuple[str, ...]]
    number: int = 0

    def all(
        self, table: str, expected: who_may.Table, calls: dict[str, Call], by: User, place: Any
    ) -> None:
        """Every line of a table for one role in one state: `place` is role, state and its number."""
        role, state, index = place
        before = everything()
        for name, call in calls.items():
            wanted = _wanted(expected[name], name, role, index)
            found = outcome(name, call, by, before)
            self.number += 1
            if found != wanted:
                self.wrong.append((table, name, role, state, found, f"not {wanted}"))


def _wanted(line: who_may.Expected, name: str, role: str, index: int) -> str:
    for roles, outcomes in line.items():
        named = roles.split(", ")
        if role in named:
            return outcomes.split()[index]
    return "nothing" if name in who_may.READERS else "denied"


def outcome(name: str, call: Call, by: User, before: Any) -> str:
    """Do it, tell what came of it in a word of the tables, and undo it."""
    with transaction.atomic():
        try:
            result = call(by)
        except PermissionDenied:
            told = "denied"
        except REFUSALS:
            told = "refused"
        else:
            told = "done"
        has_changed = everything() != before
        transaction.set_rollback(True)
    if told != "done":
        return f"{told}, but changed" if has_changed else told
    if name in who_may.READERS:
        seen = "seen" if result else "nothing"
        return f"{seen}, but changed" if has_changed else seen
    if name == "importing.take" and result:
        return "refused, but changed" if has_changed else "refused"
    return "done" if has_changed else "same"


def _states(states: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Each state, undone before the next."""
    for index, state in enumerate(states):
        with transaction.atomic():
            yield index, state
            transaction.set_rollback(True)


# The tests


def services() -> Iterator[str]:
    """Every public function of the rooms that is told by whom it is done (a keyword of its own)."""
    for room in ROOMS:
        for path in sorted((Path(project.BASE_DIR) / room).rglob("*.py")):
            module = ".".join(path.relative_to(project.BASE_DIR).with_suffix("").parts)
            for each in ast.parse(path.read_text()).body:
                if not isinstance(each, ast.FunctionDef) or each.name.startswith("_"):
                    continue
                if "by" in {arg.arg for arg in each.args.kwonlyargs}:
                    yield f"{module}.{each.name}"


def test_every_service_that_is_told_who_acts_has_its_line():
    named = {f"reporting.{name}" for name in who_may.OFF}
    named |= {f"following.{name}" for name in who_may.NOTES.values()}
    for table in who_may.TABLES:
        named |= {*table}
    named |= {*who_may.ELSEWHERE}
    asked = {
        name
        for name in services()
        if name not in who_may.PARTS and name.rpartition(".")[0] not in who_may.PARTS
    }
    assert {name.partition(".")[2] for name in asked} == named - who_may.POSITIONAL


def test_a_service_whose_table_stands_elsewhere_is_called_there():
    root = Path(project.BASE_DIR)
    missing = {
        name
        for name, place in who_may.ELSEWHERE.items()
        if name.rpartition(".")[2] not in (root / place).read_text()
    }
    assert missing == set()


@pytest.mark.parametrize("countersign", [False, True])
@pytest.mark.parametrize("role", who_may.ROLES)
def test_figures_and_notes_go_round_as_the_table_has_it(plan, role, countersign):
    w, tried = World(plan), Tried([])
    plan.countersign = countersign
    plan.save()
    by = w.people[role]
    for index, state in _states(who_may.STATES):
        w.row = w.note = None
        w.stand(state)
        for table, calls in (("figure", figures(w)), ("note", notes(w))):
            expected = who_may.ON if countersign else who_may.OFF
            tried.all(table, expected, calls, by, (role, state, index))
    assert tried.wrong == []
    assert tried.number == 118


@pytest.mark.parametrize("role", who_may.ROLES)
def test_what_hangs_on_the_figure_does_as_the_table_has_it(plan, role):
    w, tried = World(plan), Tried([])
    earlier = factories.PlanFactory.create(district=plan.district, year=2023)
    figure(factories.TargetFactory.create(plan=earlier, lead_unit=w.unit, code="T01"), 1, "3")
    for index, state in _states(who_may.STATES):
        w.row = w.note = None
        for each in (w.february, w.plan, w.target):
            each.refresh_from_db()
        w.stand(state)
        calls = by_state(w, state)
        if state == "none":
            for name in ("take_down", "readable", "visible", "may_read"):
                del calls[f"proving.{name}"]
        tried.all("state", who_may.BY_STATE, calls, w.people[role], (role, state, index))
    assert tried.wrong == []


@pytest.mark.parametrize("role", who_may.ROLES)
@pytest.mark.parametrize(
    ("table", "states", "make"),
    [
        (who_may.BY_STAGE, who_may.STAGES, by_stage),
        (who_may.OBJECTIONS, who_may.ANSWERED, by_answer),
        (who_may.BY_UPLOAD, who_may.UPLOADS, by_upload),
        (who_may.BY_BULLETIN, who_may.BULLETINS, by_bulletin),
        (who_may.REMINDERS, who_may.DELIVERIES, by_delivery),
        (who_may.BY_FILE, who_may.FILES, by_file),
    ],
    ids=["stage", "objection", "upload", "bulletin", "reminder", "file"],
)
def test_what_waits_is_decided_as_the_table_has_it(plan, table, states, make, role):
    w, tried = World(plan), Tried([])
    for index, state in _states(states):
        tried.all("waits", table, make(w, state), w.people[role], (role, state, index))
    assert tried.wrong == []


@pytest.mark.parametrize("role", who_may.ROLES)
def test_accounts_are_kept_as_the_table_has_it(plan, role):
    w, tried = World(plan), Tried([])
    by = w.people[role]
    for index, whose in _states(who_may.WHOSE):
        calls = by_account(w, whose, by)
        tried.all("account", who_may.ACCOUNTS, calls, by, (role, whose, index))
    assert tried.wrong == []
