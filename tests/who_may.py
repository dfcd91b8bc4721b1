"""Who may do what at the services, state by state, as domain.md has it and not as the code does.

`test_every_service` holds every service against these tables.
"""

from __future__ import annotations

from collections.abc import Mapping

ROLES = (
    "no role",
    "leader",
    "reporter",
    "head",
    "other reporter",  # of another unit
    "other head",
    "office",
    "administrator",
    "office elsewhere",
    "administrator elsewhere",
    "author",  # whoever filled in, proposed or uploaded what is acted on: a clerk of the unit
)
UNIT = "reporter, head, author"
STATES = (
    "none",
    "draft",
    "submitted",
    "countersigned",
    "returned",
    "approved",
    "published",  # approved, and its month is published
    "frozen",  # still a draft when its month was published
)
# What comes of it: done, same (done already, nothing changes), refused, denied, seen, nothing (to be
# seen); – where there is nothing to act on. Whoever is not named is denied, in every state.
Expected = Mapping[str, str]
Table = Mapping[str, Expected]

# With the countersign off; domain.md, "The month's round", 2. States as above.
OFF: Table = {
    # none draft submitted countersigned returned approved published frozen
    "save": {
        "reporter, head, office": "done done refused refused done refused refused refused",
        "author": "done done refused refused done refused refused refused",
    },
    "submit": {
        "reporter, head, office": "done done refused refused done refused refused refused",
        "author": "done done refused refused done refused refused refused",
    },
    "begin": {f"{UNIT}, office": "done same refused refused same refused refused refused"},
    "withdraw": {UNIT: "– same done refused refused refused refused refused"},
    "countersign": {"head": "– refused refused same refused refused refused refused"},
    "unsign": {"head": "– refused same done refused refused refused refused"},
    "return_": {"office": "– refused done done refused done refused refused"},
    "approve": {"office": "– refused done done refused same same refused"},
}
ON: Table = {
    **{name: OFF[name] for name in ("save", "submit", "begin", "withdraw", "unsign")},
    "countersign": {"head": "– refused done same refused refused refused refused"},
    "return_": {
        "office": "– refused refused done refused done refused refused",
        "head": "– refused done refused refused refused refused refused",
    },
    "approve": {"office": "– refused refused done refused same same refused"},
}
NOTES = {
    "save": "save_note",
    "submit": "submit_note",
    "begin": "begin_note",
    "withdraw": "withdraw_note",
    "countersign": "countersign_note",
    "unsign": "unsign_note",
    "return_": "return_note",
    "approve": "approve_note",
}

# What else hangs on where a figure stands; countersign off unless the name says so.
BY_STATE: Table = {
    "proving.attach": {f"{UNIT}, office": "done done refused refused done refused refused refused"},
    "proving.take_down": {UNIT: "– done refused refused done refused refused refused"},
    "proving.place_of_figure": {f"{UNIT}, office": " ".join(["seen"] * 8)},
    "proving.place_of_note": {f"{UNIT}, office": " ".join(["seen"] * 8)},
    "proving.readable": {
        UNIT: "– seen seen seen seen seen seen seen",
        "office": "– nothing seen seen seen seen seen nothing",
        "leader": "– nothing nothing nothing nothing nothing seen nothing",
    },
    "proving.visible": {
        UNIT: "– seen seen seen seen seen seen seen",
        "office": "– nothing seen seen seen seen seen nothing",
        "leader": "– nothing nothing nothing nothing nothing seen nothing",
    },
    "proving.may_read": {
        UNIT: "– seen seen seen seen seen seen seen",
        "office": "– nothing seen seen seen seen seen nothing",
        "leader": "– nothing nothing nothing nothing nothing seen nothing",
    },
    "correcting.propose": {
        f"{UNIT}, office": "refused refused refused refused refused refused done done"
    },
    "objecting.object_": {UNIT: "refused refused refused refused refused refused done done"},
    "proposing.propose_goal": {"office": "done done done done done done refused refused"},
    "proposing.propose_schedule": {f"{UNIT}, office": " ".join(["done"] * 8)},
    "proposing.propose_baseline": {f"{UNIT}, office": " ".join(["done"] * 8)},
    "proposing.may_propose": {f"{UNIT}, office": " ".join(["seen"] * 8)},
    "assigning.assign": {"office": "done done refused refused done done done done"},
    "assigning.confirm": {"office": " ".join(["done"] * 8)},
    "recalling.record": {"office": " ".join(["done"] * 8)},
    "recalling.copy_from_earlier": {"office": " ".join(["done"] * 8)},
    "configuring.set_lights": {"office": " ".join(["done"] * 8)},
    "configuring.set_calendar": {"office": " ".join(["done"] * 8)},
    "configuring.set_league": {"office": " ".join(["done"] * 8)},
    "configuring.set_loop": {"office": " ".join(["done"] * 8)},
    "configuring.set_public": {"office": " ".join(["done"] * 8)},
    "configuring.set_rules": {"office": " ".join(["done"] * 8)},
    "configuring.move_period": {"office": "done done done done done done refused refused"},
    "reminding.by_hand": {"office": "done done refused refused done refused refused refused"},
    "publication.publish": {"office": "done done refused refused done done refused refused"},
    "staging.stage": {UNIT: " ".join(["done"] * 8)},
    "importing.take": {"author": "done done refused refused done refused refused refused"},
}

# What waits for a decision: pending, approved, refused, withdrawn.
STAGES = (
    "pending",
    "approved",
    "refused",
    "withdrawn",
    "own",
)  # proposed by the office person who decides
BY_STAGE: Table = {
    "correcting.withdraw": {
        "author": "done refused refused same denied",
        "office": "denied denied denied denied done",
    },
    "correcting.refuse": {"office": "done refused refused refused refused"},
    "correcting.approve": {"office": "done refused refused refused refused"},
    "correcting.require_decidable": {"office": "same refused refused refused refused"},
    "publication.correct": {"office": "done refused refused refused refused"},
    "proposing.withdraw": {
        "author": "done refused refused same denied",
        "office": "denied denied denied denied done",
    },
    "proposing.approve": {"office": "done refused refused refused refused"},
    "proposing.refuse": {"office": "done refused refused refused refused"},
}
ANSWERED = ("open", "answered")
OBJECTIONS: Table = {
    "objecting.answer": {"office": "done refused"},
    "objecting.accept": {"office": "done refused"},  # what was answered otherwise stays answered
}
UPLOADS = ("ready", "taking", "taken", "dropped")
BY_UPLOAD: Table = {
    "importing.take": {"author": "done same same same"},
    "importing.begin": {"author": "done same same same"},
    "importing.go_on": {"author": "same done same same"},
    "staging.drop": {"author": "done done same same"},
}
BULLETINS = ("none", "saved", "issued")  # of January, by the one who published it
BY_BULLETIN: Table = {
    "issuing.save": {"office": "done done refused"},
    "issuing.issue": {"office": "done done refused"},
}
DELIVERIES = ("failed", "waiting", "sent", "dropped")
REMINDERS: Table = {
    "reminding.retry": {"office": "done refused refused refused"},
}
FILES = ("standing", "taken down")
BY_FILE: Table = {
    "evidence.store": {f"{UNIT}, office": "done done"},
    "evidence.remove": {f"{UNIT}, office": "done same"},
}
# Accounts: of the district, of no role yet, of another district, one's own
WHOSE = ("here", "new", "elsewhere", "own")
ACCOUNTS: Table = {
    "people.add": {"administrator": "done done done done"},
    "people.grant": {"administrator": "done done denied denied"},
    "people.revoke": {
        "administrator": "done – denied denied",
        "administrator elsewhere": "denied – done denied",  # a role of their own district
    },
    "people.set_active": {"administrator": "done done denied denied"},
    "people.set_contact": {"administrator": "done done denied done"},
    "people.reset_password": {"administrator": "done done denied denied"},
}

# The closed loop and new plans: every role × state × act stands in a test of its own kind.
ELSEWHERE: Mapping[str, str] = {
    "highlights.adopt": "tests/tasks/test_highlight_states.py",
    "highlights.change": "tests/tasks/test_highlight_states.py",
    "highlights.decline": "tests/tasks/test_highlight_states.py",
    "highlights.submit": "tests/tasks/test_highlight_states.py",
    "highlights.withdraw": "tests/tasks/test_highlight_states.py",
    "meetings.call": "tests/tasks/test_meeting_states.py",
    "meetings.cancel": "tests/tasks/test_meeting_states.py",
    "meetings.change": "tests/tasks/test_meeting_states.py",
    "meetings.hold": "tests/tasks/test_meeting_states.py",
    "meetings.minute": "tests/tasks/test_meeting_states.py",
    "resolutions.ask_longer": "tests/tasks/test_resolution_states.py",
    "resolutions.change": "tests/tasks/test_resolution_states.py",
    "resolutions.claim": "tests/tasks/test_resolution_states.py",
    "resolutions.confirm": "tests/tasks/test_resolution_states.py",
    "resolutions.drop": "tests/tasks/test_resolution_states.py",
    "resolutions.grant": "tests/tasks/test_resolution_states.py",
    "resolutions.progress": "tests/tasks/test_resolution_states.py",
    "resolutions.refuse": "tests/tasks/test_resolution_states.py",
    "resolutions.resolve": "tests/tasks/test_resolution_states.py",
    "resolutions.send_back": "tests/tasks/test_resolution_states.py",
    "drafting.start": "tests/dashboard/test_newplan.py",
    "drafting.begin": "tests/dashboard/test_newplan.py",
    "drafting.settle": "tests/dashboard/test_newplan.py",
    "drafting.add": "tests/dashboard/test_newplan.py",
    "drafting.add_phrase": "tests/dashboard/test_newplan.py",
    "drafting.accept_sure": "tests/dashboard/test_newplan.py",
    "drafting.set_head": "tests/dashboard/test_newplan.py",
    "drafting.drop": "tests/dashboard/test_newplan.py",
    "drafting.hold": "tests/dashboard/test_newplan.py",
    "newplan.create": "tests/dashboard/test_newplan.py",
    "calendars.drop": "tests/tasks/test_calendars.py",
    "calendars.make": "tests/tasks/test_calendars.py",
    "copying.carry": "tests/dashboard/test_copying.py",
    "copying.closes": "tests/dashboard/test_copying.py",
    "copying.copy": "tests/dashboard/test_copying.py",
    "plan_sheets.starting.start": "tests/dashboard/test_plan_sheets.py",
    "ordering.issue": "tests/tasks/test_order_states.py",
    "ordering.ask": "tests/tasks/test_help_states.py",
    "orders.sign": "tests/tasks/test_order_states.py",
    "orders.answer": "tests/tasks/test_order_states.py",
    "orders.close": "tests/tasks/test_order_states.py",
    "orders.send_back": "tests/tasks/test_order_states.py",
    "orders.withdraw": "tests/tasks/test_order_states.py",
    "orders.ask_longer": "tests/tasks/test_order_states.py",
    "orders.grant": "tests/tasks/test_order_states.py",
    "orders.refuse": "tests/tasks/test_order_states.py",
    "orders.escalate": "tests/tasks/test_order_states.py",
    "orders.hand_on": "tests/tasks/test_help_states.py",
    "instructions.give": "tests/tasks/test_instruction_states.py",
    "instructions.note": "tests/tasks/test_instruction_states.py",
    "raising.raise_": "tests/tasks/test_problem_states.py",
    "problems.accept": "tests/tasks/test_problem_states.py",
    "problems.ask_longer": "tests/tasks/test_problem_states.py",
    "problems.claim": "tests/tasks/test_problem_states.py",
    "problems.decline": "tests/tasks/test_problem_states.py",
    "problems.escalate": "tests/tasks/test_problem_states.py",
    "problems.grant": "tests/tasks/test_problem_states.py",
    "problems.merge": "tests/tasks/test_problem_states.py",
    "problems.progress": "tests/tasks/test_problem_states.py",
    "problems.refuse": "tests/tasks/test_problem_states.py",
    "problems.send_back": "tests/tasks/test_problem_states.py",
    "problems.strike_off": "tests/tasks/test_problem_states.py",
    "problems.withdraw": "tests/tasks/test_problem_states.py",
    "loop_proofs.readable": "tests/tasks/test_loop_proofs.py",
    "loop_proofs.may_read": "tests/tasks/test_loop_proofs.py",
    "asking.ask": "tests/tasks/test_asking.py",
    "milestones.raise_": "tests/tasks/test_milestone_states.py",
    "milestones.change": "tests/tasks/test_milestone_states.py",
    "milestones.accept": "tests/tasks/test_milestone_states.py",
    "milestones.withdraw": "tests/tasks/test_milestone_states.py",
    "milestones.drop": "tests/tasks/test_milestone_states.py",
    "milestones.claim": "tests/tasks/test_milestone_states.py",
    "milestones.confirm": "tests/tasks/test_milestone_states.py",
    "milestones.send_back": "tests/tasks/test_milestone_states.py",
    "milestones.ask_longer": "tests/tasks/test_milestone_states.py",
    "milestones.grant": "tests/tasks/test_milestone_states.py",
    "milestones.refuse": "tests/tasks/test_milestone_states.py",
}

# Parts of the services above: they are called inside one, and ask nothing of their own.
PARTS = {
    "accounts.tracing.trace",
    "dashboard.demo.loading",
    # what is pressed or shown on a page of the loop, handed to services that ask: tests/loop_acts.py
    "dashboard.loop.highlight_page",
    "dashboard.loop.milestone_acts",
    "dashboard.loop.order_acts",
    "dashboard.loop.order_list",
    "dashboard.loop.problem_acts",
    "dashboard.loop.resolution_page",
    "dashboard.loop.steps",
    "dashboard.setup_acts",  # a page's table, row by row: tests/test_every_role.py
    "dashboard.setup_proposals.lines",  # a page of the office
    "targets.applying",
    "targets.keeping",
    "targets.rounds",
    "tasks.extending",
    "tasks.loops",
    "tasks.note_keeping",
}
# Told who asks by place, or that only look: they answer with what is to be seen.
POSITIONAL = {"proposing.may_propose"}
READERS = {
    "proving.place_of_figure",
    "proving.place_of_note",
    "proving.readable",
    "proving.visible",
    "proving.may_read",
    "proposing.may_propose",
}
TABLES = (BY_STATE, BY_STAGE, OBJECTIONS, BY_UPLOAD, BY_BULLETIN, REMINDERS, BY_FILE, ACCOUNTS)
