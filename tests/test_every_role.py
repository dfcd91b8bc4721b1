"""Every role at every address: what domain.md allows works, anything else is refused, changing nothing.

The addresses come from the URLconf: a page that no line of these tables names fails the first test.
"""

from __future__ import annotations

from copy import copy
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from dashboard import drafting, publication
from dashboard.models import Objection
from plans import evidence
from plans.models import Plan, ReportingPeriod
from targets.models import Correction, Measurement
from tasks.models import ProgressNote, Reminder
from tests import factories
from tests.acts import ACTS as MONTHS_ACTS
from tests.acts import ADMIN, LIVE, OFFICE, PUBLISHED, SIGNING, TO_COME, UNIT, path_of
from tests.addresses import addresses
from tests.everything import everything
from tests.factories import figure, moment, note_of, period_of, task_of
from tests.loop_acts import LOOP_ACTS
from tests.looped import (
    highlight_of,
    instruction_of,
    meeting_of,
    order_of,
    problem_of,
    resolution_of,
)

pytestmark = pytest.mark.django_db
FILING = date(2024, 3, 4)  # February is being filed
NEW_PLAN = "2025年工作计划\n1.做强商圈。新引进首店8家以上。（责任单位：区商务局）\n"
ACTS = (*MONTHS_ACTS, *LOOP_ACTS)
MEMBERS = {"leader", "administrator"} | UNIT | OFFICE
SIGNED_IN = MEMBERS | {"elsewhere", "no role"}
ROLES = ("nobody", "no role", "leader", "reporter", "head", "office", "administrator", "elsewhere")
REFUSED = {403, 404}

# Who may open which page; `refused` is what the others are told. Own pages answer in several ways.
READING = {
    "compare",
    "overview",
    "target_list",
    "target_detail",
    "task_list",
    "task_year",
    "task_detail",
    "charts",
    "unit_detail",
    "formula_list",
    "plan_text",
    "search",
    "league",
    "papers",
    "screen",
}
FILES = {
    "compare_csv",
    "compare_xlsx",
    "league_csv",
    "target_csv",
    "target_xlsx",
    "task_csv",
    "task_xlsx",
    "export",
    "paper",
}
LOOP = {
    "highlight_list",
    "problem_list",
    "problem_detail",
    "problem_csv",
    "problem_xlsx",
}  # every member's
RAISING = {"problem_new", "highlight_new"}
GATHERED = {"gathering_list"}  # a unit finds the resolutions that are its own
GATHERING = {"gathering_detail"}  # leaders and the office
CHOSEN = {"highlight_detail", "resolution_detail"}  # of one unit, while it is not adopted
ORDERS = {"order_list", "help_list"}  # the office, leaders, and units their own
ORDER = {"order_detail", "order_print", "order_paper", "help_detail"}
ORDERING, ASKING, REMARKS = {"order_new"}, {"help_new"}, {"instruction_list"}
REMARK = {"instruct"}  # a leader's, on a published figure
OF_TWO = {"compare_csv", "compare_xlsx"}  # months: the year's first has none before it
ISSUES = {"publication_list", "publication_year"}
ISSUE = {  # January's, whose number is one's own task's
    "publication_detail",
    "publication_difference",
    "publication_difference_csv",
}
MEETING = {"one_page", "meeting", "meeting_item"}  # leaders and the office
ENTRY = {"entry_home", "entry_figures", "entry_notes", "entry_import", "entry_import_template"}
AFTER = {"correct", "object"}  # publication
BULLETIN = {"publication_bulletin"}  # of an issue: January is the one there is
MONTHLY = {  # where acts on one month are posted
    "entry_figures",
    "entry_preview",
    "entry_notes",
    "fill_for_unit",
    "fill_notes_for_unit",
    "entry_proof",
    "entry_note_proof",
    "entry_import",
    "entry_import_preview",
    "review_import",
    "review_import_preview",
    "review_act",
    "remind_now",
    "entry_countersign",
}
TRAIL = {"target_history"}  # of one figure: its unit and the office
HISTORY = {"history", "history_csv", "history_xlsx"}
FILL = {"fill_for_unit", "fill_notes_for_unit"}  # 代填
REVIEW = {
    "gathering_new",
    "milestone_review",
    "review_queue",
    "correction_list",
    "reminder_list",
    "publish",
    *FILL,
    *HISTORY,
}
SETTINGS = {
    "setup_past",
    "setup_goals",
    "setup_proposals",
    "setup_targets",
    "setup_target",
    "setup_units",
    "setup_lights",
    "setup_periods",
    "setup_rules",
    "setup_league",
    "setup_loop",
    "setup_public",
}
OWN_SETTINGS = {"setup", "setup_baselines", "setup_schedules"}  # a unit's for what it leads
MANAGING = {"account_list", "account_add", "account_detail"}
IMPORT = {"review_import", "review_import_template"}
UPLOADED = {  # nobody opens what another person uploaded: see tests/tasks/test_import_pages.py
    f"{room}_import_{page}" for room in ("entry", "review") for page in ("preview", "marked")
}
MILESTONES = {"entry_milestones"}  # of one's own task; the office of every one
PROOF = {"entry_proof", "entry_note_proof", "evidence"}  # of a figure or note of one unit
POST_ONLY = {
    "entry_preview",
    "review_act",
    "remind_now",
    "reminder_retry",
    "account_revoke",
    "account_contact",
    "account_lock",
    "account_reset",
    "switch_membership",
    "text_size",
}
OPEN = {
    "healthz",
    "account_login",
    "account_inactive",
    "account_signup",
    "account_reset_password",
}
OWN = {
    "calendar_key",
    "home",
    "plan_list",
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}
PUBLIC = {  # of a plan that is open; this one is not: see tests/dashboard/test_public.py
    "public_overview",
    "public_target_list",
    "public_task_list",
    "public_plan_text",
}
OWN_PLANNING = {"newplan_template", "newplan_upload"}  # of no plan: each for their own district
PLANNING = {
    "newplan_copy",
    "newplan_confirm",
    "newplan_done",
}  # who may feed in a plan
COUNTIES = {
    "county_list",
    "county_csv",
    "county_xlsx",
}  # none here: see dashboard/test_county_pages.py
# no demonstration, no countersign here; no such calendar: see tests/tasks/test_calendars.py
CLOSED = {"demo_sign_in", "entry_countersign", "calendar_feed"}
NO_PAGES = POST_ONLY | CLOSED  # asked for, they lead on to their page or say that they take a post
FIELDLESS = {
    "account_logout",
    "account_contact",
    "account_lock",
    "account_reset",
    "account_revoke",
    "publish",
}


@pytest.fixture(autouse=True)
def filing(monkeypatch, settings, tmp_path):
    """The day, and no demonstration."""
    settings.DEMO, settings.DEMO_DAY = False, None
    settings.EVIDENCE_ROOT, settings.MAIL_FROM = tmp_path, "office@example.cn"
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: FILING)


@pytest.fixture
def scene(plan):
    """Two units of the district and what is theirs, people in every role, and another district."""
    elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
    period_of(plan, 1, is_backfill=True)
    live = period_of(plan, 2)
    period_of(plan, 3)
    own, other = (what_is_of(plan, *each) for each in ((1, "own"), (2, "other")))
    own.account = factories.reporter_of(own.unit)
    other.account = factories.leader_of(elsewhere)
    people = people_of(plan.district, own.unit, elsewhere)
    publication.publish(plan, 1, by=people["office"], on=FILING)
    rows = {"own": own, "other": other}
    draft = drafting.start(NEW_PLAN, district=plan.district, by=people["office"])
    return SimpleNamespace(plan=plan, live=live, people=people, rows=rows, draft=draft)


def what_is_of(plan, number, code):
    """A unit with one target and task to fill in for February, one of each that wait, and a level."""
    unit = factories.UnitFactory.create(district=plan.district, code=code)
    by = factories.member_of(unit, email="a@b.cn")
    to_fill, waiting = (
        factories.TargetFactory.create(plan=plan, lead_unit=unit, code=f"T{each:02d}")
        for each in (number, 10 + number)
    )
    level = factories.TargetFactory.create(
        plan=plan, lead_unit=unit, code=f"T{20 + number}", kind="stock", inferred=["lead_unit"]
    )
    task, waiting_task = (task_of(plan, unit, number=each) for each in (number, 10 + number))
    figure(to_fill, 1, "4", entered_by=by)
    sent = figure(waiting, 2, "5", state="submitted", entered_by=by)
    note = note_of(waiting_task, 2, state="submitted", entered_by=by)
    file = SimpleUploadedFile("报表.pdf", b"%PDF-1.7")
    proof = evidence.store(file, plan=plan, unit=unit, by=by)
    sent.evidence.add(proof)
    note.evidence.add(proof)
    problem, twin = (problem_of(to_fill, unit, by, number=each) for each in (number, 10 + number))
    office = factories.office_of(plan.district)
    asked = {"kind": "help", "asking_unit": unit, "number": number}
    meeting = meeting_of(plan, office, number=number, state="held")
    resolution_of(meeting, unit, number=1)
    return SimpleNamespace(
        meeting=meeting,
        highlight=highlight_of(plan, unit, by, month=2),
        order=order_of(plan, unit, office, number=number),
        help=order_of(plan, factories.office_unit(plan.district), by, **asked),
        remark=instruction_of(to_fill, factories.leader_of(plan.district)),
        problem=problem,
        twin=twin,
        proposal=factories.ProposalFactory.create(target=waiting, proposed_by=by),
        unit=unit,
        clerk=by,
        to_fill=to_fill,
        code=to_fill.code,
        waiting=waiting.code,
        level=level.code,
        task_to_fill=task,
        task=task.number,
        waiting_task=waiting_task.number,
        figure=sent,
        evidence=proof,
        note=note,
        **after_publication(waiting, by),
    )


def after_publication(target, by):
    """What waits for the office about January: a correction, an objection, a message not sent."""
    january, unit = period_of(target.plan, 1), target.lead_unit
    about = {"target": target, "period": january}
    return {
        "correction": Correction.objects.create(
            **about, cause="late", new_value=3, reason="漏报", proposed_by=by
        ),
        "objection": Objection.objects.create(**about, unit=unit, text="漏计", raised_by=by),
        "reminder": Reminder.objects.create(
            plan=target.plan,
            period=period_of(target.plan, 2),
            unit=unit,
            occasion="hand:1",
            way="email",
            text="请报送",
            to="a@b.cn",
            stage="failed",
            created_at=moment(2024, 3, 1),
        ),
    }


def people_of(district, unit, elsewhere):
    """A person in each role; those who work in one hold a second, which they do not work in."""
    people = {
        "leader": factories.leader_of(district),
        "reporter": factories.reporter_of(unit),
        "head": factories.head_of(unit),
        "office": factories.office_of(district),
        "administrator": factories.administrator_of(district),
        "elsewhere": factories.office_of(elsewhere),
        "no role": factories.UserFactory.create(),
    }
    for role, person in people.items():
        member = person.member
        if member is not None and role != "leader":
            Membership.objects.create(
                user=person, district=member.district, role="leader", is_current=False
            )
        person.refresh_from_db()  # the roles are read again
    return people


def browser(scene, role):
    client = Client()
    if role != "nobody":
        client.force_login(scene.people[role])
    return client


def paths_of(scene, whose, month):
    """The name and path of each address, with the parts of one's own unit or of the other."""
    rows = scene.rows[whose]
    parts = {
        "plan": scene.plan.slug,
        "month": month,
        "key": "json",
        "number": rows.task,
        "pk": rows.account.pk,
        "role": rows.account.memberships.get().pk,
        "token": "x",
        "draft": scene.draft.pk,
        "item": 1,
    }
    for each in addresses():
        is_other = whose == "other" and not {"code", "number", "pk"} & {*each.parts}
        if is_other or (month != LIVE and "month" not in each.parts):
            continue  # the same address as one's own, and in every month
        code = rows.unit.code if each.name in {"unit_detail", *FILL} else rows.code
        own_keys = {"evidence": rows.evidence.pk, "highlight_detail": rows.highlight.pk}
        pk = own_keys.get(each.name, parts["pk"])
        route = {part: {**parts, "code": code, "pk": pk}[part] for part in each.parts}
        yield each.name, reverse(each.name, kwargs=route)


def is_sent_to_sign_in(response):
    return response.status_code == 302 and response["Location"].startswith("/accounts/login/")


def reads_any(name):
    """Who opens it of every unit."""
    return OFFICE | {"leader"} if name in ORDER | {"resolution_detail"} else OFFICE


def may_open(name, role, whose, month):
    """Whether this role gets the page; None where it depends on more than the role."""
    if name in OPEN:
        return True
    if name in NO_PAGES | UPLOADED | PUBLIC | COUNTIES or (name in OF_TWO and month == PUBLISHED):
        return False
    if name in FILES:
        return role in (MEMBERS if month == PUBLISHED else OFFICE if month == LIVE else ())
    if name in PROOF | TRAIL | MILESTONES | CHOSEN | ORDER:
        return role in reads_any(name) or (role in UNIT and whose == "own")
    if name in ISSUE | BULLETIN:
        return role in MEMBERS and whose == "own"  # whose number is January's
    if name in REMARK:
        return role == "leader" and month == PUBLISHED
    if name in AFTER:
        is_theirs = role in UNIT and whose == "own"
        return is_theirs or (name == "correct" and role in OFFICE)
    groups = (
        (READING | ISSUES, MEMBERS),
        (MEETING, OFFICE | {"leader"}),
        (ENTRY, UNIT),
        (OWN_SETTINGS | RAISING, UNIT | OFFICE),
        (LOOP, MEMBERS),
        (GATHERED, UNIT | OFFICE | {"leader"}),
        (GATHERING, OFFICE | {"leader"}),
        (ORDERS, UNIT | OFFICE | {"leader"}),
        (ORDERING, OFFICE),
        (ASKING, UNIT),
        (REMARKS, OFFICE | {"leader"}),
        (REVIEW | IMPORT | SETTINGS, OFFICE),
        (MANAGING, ADMIN),
        (PLANNING, OFFICE | ADMIN),
        (OWN_PLANNING, OFFICE | ADMIN | {"elsewhere"}),
    )
    for pages, allowed in groups:
        if name in pages:
            is_theirs = name != "account_detail" or whose == "own"
            return role in allowed and is_theirs
    return None if role in SIGNED_IN else False


def test_every_address_has_its_place_in_the_table():
    named = (
        LOOP
        | ORDERS
        | ORDER
        | ORDERING
        | GATHERED
        | GATHERING
        | CHOSEN
        | ASKING
        | REMARKS
        | REMARK
        | RAISING
        | IMPORT
        | UPLOADED
        | PROOF
        | MILESTONES
        | READING
        | ISSUES
        | ISSUE
        | MEETING
        | BULLETIN
        | FILES
        | ENTRY
        | SETTINGS
        | OWN_SETTINGS
        | REVIEW
        | MANAGING
        | POST_ONLY
        | OPEN
        | OWN
        | CLOSED
        | PUBLIC
        | COUNTIES
        | PLANNING
        | OWN_PLANNING
        | AFTER
        | TRAIL
    )
    assert {each.name for each in addresses()} == named


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_its_pages_and_is_refused_the_others(scene, role):
    client, before, wrong = browser(scene, role), everything(), []
    months = (PUBLISHED, LIVE, TO_COME)
    for whose, month in [("own", each) for each in months] + [("other", LIVE)]:
        for name, path in paths_of(scene, whose, month):
            response = client.get(path)
            opens = may_open(name, role, whose, month)
            right = response.status_code in {200, 302} and not is_sent_to_sign_in(response)
            if not opens:
                told = {200, 302} if opens is None else {302, 405} if name in NO_PAGES else set()
                right = response.status_code in REFUSED | told or is_sent_to_sign_in(response)
            if not right:
                wrong.append((name, path, response.status_code))
    assert wrong == []
    assert everything() == before


@pytest.mark.parametrize("role", ROLES)
def test_no_role_changes_anything_by_an_empty_request(scene, role):
    client, before, wrong = browser(scene, role), everything(), []
    for name, path in paths_of(scene, "own", LIVE):
        for method in ("post", "put", "delete"):
            if name in FIELDLESS and method == "post":
                continue  # the button alone: see the acts below
            response = getattr(client, method)(path)
            if response.status_code >= 500:
                wrong.append((name, method, response.status_code))
    assert wrong == []
    assert everything() == before


# Acts


def _try(client, path, form, before=None):
    """Post it, tell what came of it, and undo it; `before` saves looking again."""
    with transaction.atomic():
        before = before or everything()
        response = client.post(path, form)
        has_changed = everything() != before
        transaction.set_rollback(True)
    return response, has_changed


def _act(scene, client, role, act, whose, before, month=""):
    """Prepare the act, do it, tell what came of it, and undo both."""
    rows = copy(scene.rows[whose])
    with transaction.atomic():
        if act.prepare:
            act.prepare(scene, rows, scene.people.get(role))
            before = None
        path, form = path_of(scene, rows, act, month), act.form(scene, rows)
        done = _try(client, path, form, before)
        transaction.set_rollback(True)
    return done


def _wrong(scene, role, acts):
    """The acts that this role does and may not, or may and does not."""
    client, before, wrong = browser(scene, role), everything(), []
    for act in acts:
        for whose, may in (("own", act.may), ("other", act.may_other)):
            response, has_changed = _act(scene, client, role, act, whose, before)
            if role in may:
                right = has_changed is act.changes and response.status_code in {200, 302}
            else:
                on_own_page = act.told if role in act.may else set()
                right = response.status_code in REFUSED | on_own_page
                right = (right or is_sent_to_sign_in(response)) and not has_changed
            if not right:
                wrong.append((act.name, whose, response.status_code, has_changed))
    return wrong


def test_every_address_that_takes_a_post_is_in_the_table_of_acts():
    client, posted = Client(), {act.page for act in (*ACTS, *SIGNING)}
    taking = {each.name for each in addresses() if client.post(each.path).status_code != 405}
    apart = {"publish", "switch_membership"}  # tried below
    assert taking - OPEN - OWN - {"demo_sign_in", "text_size"} == posted | apart


@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_it_may_for_its_own_unit_and_nothing_else(scene, role):
    assert _wrong(scene, role, ACTS) == []


@pytest.mark.parametrize("role", ROLES)
def test_the_units_head_alone_countersigns_where_the_plan_demands_it(scene, role):
    Plan.objects.filter(pk=scene.plan.pk).update(countersign=True)
    assert _wrong(scene, role, SIGNING) == []


@pytest.mark.parametrize("role", ROLES)
def test_nobody_changes_a_published_month_or_one_to_come(scene, role):
    Plan.objects.filter(pk=scene.plan.pk).update(countersign=True)
    client, before, wrong = browser(scene, role), everything(), []
    told = {302, 403, 404, 409, 422}
    for act in (*ACTS, *SIGNING):
        closed = {PUBLISHED, TO_COME} if act.page in MONTHLY else set()
        closed |= {LIVE, TO_COME} if act.page in AFTER else set()  # nothing to correct yet
        for month in sorted(closed):
            response, has_changed = _act(scene, client, role, act, "own", before, month)
            if has_changed or not (response.status_code in told or not act.changes):
                wrong.append((act.name, month, response.status_code, has_changed))
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_the_office_alone_publishes(scene, role):
    by = factories.UserFactory.create()
    for model in (Measurement, ProgressNote):
        waiting = model.objects.filter(state="submitted")
        waiting.update(state="approved", reviewed_at=F("submitted_at"), reviewed_by=by)
    ReportingPeriod.objects.filter(pk=scene.live.pk).update(is_backfill=True)
    path = reverse("publish", kwargs={"plan": scene.plan.slug, "month": LIVE})
    response, has_changed = _try(browser(scene, role), path, {})
    if role in OFFICE:
        assert (response.status_code, has_changed) == (302, True)
    else:
        assert response.status_code in REFUSED or is_sent_to_sign_in(response)
        assert not has_changed


@pytest.mark.parametrize("role", ROLES)
def test_each_changes_to_roles_of_their_own_alone(scene, role):
    client, path = browser(scene, role), reverse("switch_membership")
    another = next(person for each, person in scene.people.items() if each not in {role, "no role"})
    response, has_changed = _try(client, path, {"membership": another.roles[0].pk})
    assert response.status_code == 404 or is_sent_to_sign_in(response)
    assert not has_changed
    for second in scene.people[role].roles[1:] if role in SIGNED_IN else ():
        response, has_changed = _try(client, path, {"membership": second.pk})
        assert (response.status_code, has_changed) == (302, True)


@pytest.mark.parametrize("role", sorted(SIGNED_IN - ADMIN))
def test_nobody_but_the_administrator_changes_an_account_their_own_included(scene, role):
    client, me = browser(scene, role), scene.people[role]
    for page in ("account_detail", "account_lock", "account_reset"):
        path = reverse(page, kwargs={"pk": me.pk})
        response, has_changed = _try(client, path, {"role": "administrator", "unit": ""})
        assert (response.status_code, has_changed) == (403, False)


def test_the_administrator_changes_nothing_of_their_own_account(scene):
    client, me = browser(scene, "administrator"), scene.people["administrator"]
    paths = [reverse(page, kwargs={"pk": me.pk}) for page in ("account_lock", "account_reset")]
    paths.append(reverse("account_detail", kwargs={"pk": me.pk}))
    paths += [reverse("account_revoke", kwargs={"pk": me.pk, "role": role.pk}) for role in me.roles]
    for path in paths:
        for form in ({}, {"active": "1"}, {"role": "leader", "unit": ""}):
            response, has_changed = _try(client, path, form)
            assert not has_changed
            assert response.status_code in {403, 422}
