"""What is pressed on an order's page: each act handed to its service with what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from accounts.models import Unit, User
from dashboard.loop.matter_forms import Sent
from tasks import orders
from tasks.choices import LoopAct
from tasks.models import SupervisionOrder

Act = Callable[[SupervisionOrder, Sent, User, date], None]


def do(order: SupervisionOrder, sent: Sent, *, by: User, on: date) -> str:
    """Do what was pressed, and tell what was done; LookupError for an act there is none of.

    Raises what the services raise.
    """
    act = LoopAct(sent.act) if sent.act in LoopAct else None
    machine = orders.machine_of(order)
    if act is None or act not in _ACTS or act not in machine.rules:
        raise LookupError(sent.act)
    _ACTS[act](order, sent, by, on)
    return f"{order.label}：已{machine.word(act)}。"


def _sign(order: SupervisionOrder, sent: Sent, by: User, on: date) -> None:
    orders.sign(order, on=on, seen_version=sent.seen_version, by=by)


def _answer(order: SupervisionOrder, sent: Sent, by: User, on: date) -> None:
    orders.answer(
        order,
        process=sent.text("process"),
        situation=sent.text("situation"),
        advice=sent.text("advice"),
        contact=sent.text("contact"),
        files=sent.proofs(),
        on=on,
        seen_version=sent.seen_version,
        by=by,
    )


def _close(order: SupervisionOrder, sent: Sent, by: User, on: date) -> None:
    orders.close(order, text=sent.text(), on=on, seen_version=sent.seen_version, by=by)


def _hand_on(order: SupervisionOrder, sent: Sent, by: User, on: date) -> None:
    unit = Unit.objects.filter(district=order.plan.district_id, code=sent.text("unit")).first()
    orders.hand_on(order, unit=unit, text=sent.text(), seen_version=sent.seen_version, by=by)


def _ask_longer(order: SupervisionOrder, sent: Sent, by: User, on: date) -> None:
    orders.ask_longer(
        order,
        until=sent.day("until"),
        text=sent.text(),
        on=on,
        seen_version=sent.seen_version,
        by=by,
    )


def _grant(order: SupervisionOrder, sent: Sent, by: User, on: date) -> None:
    orders.grant(order, seen_version=sent.seen_version, by=by)


def _told(service: Callable[..., SupervisionOrder]) -> Act:
    """An act that needs nothing but its reason."""

    def act(order: SupervisionOrder, sent: Sent, by: User, on: date) -> None:
        service(order, text=sent.text(), seen_version=sent.seen_version, by=by)

    return act


_ACTS: dict[LoopAct, Act] = {
    LoopAct.SIGN: _sign,
    LoopAct.ANSWER: _answer,
    LoopAct.CONFIRM: _close,
    LoopAct.SEND_BACK: _told(orders.send_back),
    LoopAct.WITHDRAW: _told(orders.withdraw),
    LoopAct.HAND_ON: _hand_on,
    LoopAct.ASK_LONGER: _ask_longer,
    LoopAct.GRANT: _grant,
    LoopAct.REFUSE: _told(orders.refuse),
    LoopAct.ESCALATE: _told(orders.escalate),
}
