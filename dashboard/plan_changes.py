"""What a person does to the content of a plan being confirmed: one function for each act. Pure.

Each takes the content and changes it in place; a ChangeRefusedError says in one sentence what is wrong
and which field it stands beside. The caller works on a copy.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator

from dashboard.plan_content import (
    ACCEPTED,
    DROPPED,
    LENGTHS,
    NO_TASK,
    OPEN,
    Bearing,
    Content,
    borne,
    content_of,
    goal_text,
    key,
    tasks_of,
    theme_of,
)
from dashboard.plan_typed import (
    ChangeRefusedError,
    Fields,
    day_of,
    find,
    require_whole,
    take,
    year_of,
)
from plans.reader.reading import read

LONGEST_PICK = 200


def accept(content: Content, its_key: str, fields: Fields) -> None:
    """确认: an item is as it should be, after the fields that came with it."""
    item = find(content, its_key)
    take(content, item, fields)
    require_whole(item)
    if its_key.startswith("n"):
        _answer(content, item, fields)
    _move(item, ACCEPTED)


def _answer(content: Content, notice: Content, fields: Fields) -> None:
    """What was decided of a notice; a comparator chosen here holds for the target it is about."""
    about = [each["key"] for each in content["targets"] if each["key"] == notice["about"]]
    if "comparator" in fields and about:
        change(content, about[0], {"comparator": fields["comparator"]})
    notice["answer"] = fields.get("answer", "")[:40] or "已看过"


def change(content: Content, its_key: str, fields: Fields) -> None:
    """改: fields set, the state left as it is; what is confirmed stays whole."""
    item = find(content, its_key)
    take(content, item, fields)
    if item["state"] == ACCEPTED:
        require_whole(item)
    _move(item, item["state"])


def drop(content: Content, its_key: str, fields: Fields) -> None:
    """不作指标: kept, and can be taken back."""
    del fields
    _move(find(content, its_key), DROPPED)


def take_back(content: Content, its_key: str, fields: Fields) -> None:
    """恢复: open again, whatever was done with it."""
    del fields
    _move(find(content, its_key), OPEN)


def split(content: Content, its_key: str, fields: Fields) -> None:
    """拆成2项: each later quotation a target of its own, or the one phrase promising two."""
    del fields
    item = _target(content, its_key)
    rows = content["targets"]
    twin = copy.deepcopy(item)
    twin |= {"key": key(content, "t"), "rev": 1, "state": OPEN, "set": []}
    if len(item["quotes"]) > 1:
        item["quotes"], twin["quotes"] = item["quotes"][:1], item["quotes"][1:]
        _read_again(twin)
    else:
        twin["name"] = f"{item['name'][:96]}（二）"
        twin["short_name"] = twin["name"][:40]
    for each in (item, twin):
        _place(content, each)
    rows.insert(rows.index(item) + 1, twin)
    _move(item, OPEN)
    _settle_notices(content, its_key, "已分作2项")


def merge(content: Content, its_key: str, fields: Fields) -> None:
    """并入: this target's quotations go to another, which stays as it is."""
    item, other = _target(content, its_key), find(content, fields.get("other", ""))
    if item is other or other not in content["targets"]:
        raise ChangeRefusedError("请选另一项指标来合并。", "other")
    seen = {each["start"] for each in other["quotes"]}
    other["quotes"] += [each for each in item["quotes"] if each["start"] not in seen]
    other["quotes"].sort(key=lambda each: each["start"])
    _place(content, other)
    _move(other, other["state"])
    content["targets"].remove(item)
    _settle_notices(content, its_key, f"已并入“{other['short_name']}”")


def _target(content: Content, its_key: str) -> Content:
    """The target of that key: nothing else is split or merged."""
    item = find(content, its_key)
    if item not in content["targets"]:
        raise ChangeRefusedError("只有指标可以拆分、合并。")
    return item


def add_target(content: Content, text: str, start: int, end: int) -> str:
    """设为指标: the selected phrase, read once more; what cannot be read waits for the person."""
    phrase = _picked(text, start, end)
    found = content_of(read(_alone(phrase)))["targets"]
    item = found[0] if found else _blank(phrase)
    where = where_of(content, text, start)
    item |= {
        "key": key(content, "t"),
        "rev": 1,
        "state": OPEN,
        "quotes": [{"text": phrase, "start": start, "end": end, "where": where}],
        "why": item["why"] if found else "由人选定，请补填",
    }
    _place(content, item)
    content["targets"].append(item)
    content["targets"].sort(key=lambda each: min((q["start"] for q in each["quotes"]), default=0))
    return str(item["key"])


def add_milestone(content: Content, text: str, start: int, end: int) -> str:
    """设为里程碑: the selected phrase, by the day it names or the year's end."""
    phrase = _picked(text, start, end)
    task = next((t for t in content["tasks"] if t["start"] <= start < t["end"]), None)
    if task is None:
        raise ChangeRefusedError("里程碑要属于一项重点任务，请在任务的文字里选。", "phrase")
    year = content["head"]["year"]
    item = {
        "key": key(content, "m"),
        "rev": 1,
        "state": OPEN,
        "task": task["number"],
        "title": phrase[:100],
        "due": f"{year}-12-31" if year else "",
        "start": start,
        "end": end,
    }
    content["milestones"].append(item)
    return str(item["key"])


def accept_sure(content: Content, least: str) -> int:
    """确认其余: every open target that is whole and found with such certainty; how many."""
    sure = [t for t in content["targets"] if t["state"] == OPEN and t["sure"] >= least]
    done = 0
    for item in sure:
        try:
            require_whole(item)
        except ChangeRefusedError:
            continue
        _move(item, ACCEPTED)
        done += 1
    return done


def set_head(content: Content, fields: Fields) -> None:
    """The letter-head as a person corrects it."""
    head = content["head"]
    bounds = {"title": 200, "short_title": 40, "doc_no": 60, "issuer": 100}
    for name, most in bounds.items():
        if name in fields:
            told = fields[name].strip()
            if len(told) > most:
                raise ChangeRefusedError(f"太长，最多{most}个字。", name)
            head[name] = told
    if "year" in fields:
        head["year"] = year_of(fields["year"])
    if "issue_date" in fields:
        head["issue_date"] = day_of(fields["issue_date"], "issue_date")


def where_of(content: Content, text: str, start: int) -> str:
    """In which part of the plan a place stands: task:3, theme:2 or headline."""
    for each in content["tasks"]:
        if each["start"] <= start < each["end"]:
            return f"task:{each['number']}"
    line = text.rfind("\n", 0, start) + 1
    for each in content["themes"]:
        title = each["title"]
        if each["kind"] == "focus" and title and title in text[line : start + len(title)]:
            return f"theme:{each['number']}"
    return "headline"


def phrase_at(content: Content, text: str, phrase: str) -> tuple[int, int]:
    """Where a pasted phrase stands, the first place that is no target's yet.

    Raises ChangeRefusedError where the text does not hold it.
    """
    wanted = phrase.strip()
    taken = {q["start"] for each in content["targets"] for q in each["quotes"]}
    places = list(_places(text, wanted)) or list(_places(_narrow(text), _narrow(wanted)))
    if not wanted or not places:
        raise ChangeRefusedError("原文里没有这句话。请从原文复制，一字不差。", "phrase")
    start = next((each for each in places if each not in taken), places[0])
    return start, start + len(wanted)


def _places(text: str, wanted: str) -> Iterator[int]:
    place = text.find(wanted) if wanted else -1
    while place >= 0:
        yield place
        place = text.find(wanted, place + 1)


def _narrow(text: str) -> str:
    return text.translate(str.maketrans("，；：？！（）", ",;:?!()"))


def _picked(text: str, start: int, end: int) -> str:
    if not 0 <= start < end <= len(text):
        raise ChangeRefusedError("选中的文字不在原文里，请重新选。", "phrase")
    if end - start > LONGEST_PICK:
        raise ChangeRefusedError(
            f"选得太长，最多{LONGEST_PICK}个字。请只选写有要求的一句。", "phrase"
        )
    return text[start:end]


def _blank(phrase: str) -> Content:
    return {
        "name": phrase[: LENGTHS["name"]],
        "short_name": phrase[: LENGTHS["short_name"]],
        "goal": "",
        "stretch": "",
        "measure": "",
        "comparator": "at_least",
        "kind": "flow",
        "decimals": 0,
        "goal_text": "",
        "months": list(range(1, 13)),
        "theme": 0,
        "tasks": [],
        "lead": "",
        "lead_basis": NO_TASK,
        "baseline": "",
        "baseline_source": "",
        "definition": "",
        "note": "",
        "quotes": [],
        "set": [],
        "why": "",
        "sure": "0",
    }


def _alone(phrase: str) -> str:
    """A phrase as a text of its own: under a heading, or its line would be read as a title."""
    return f"一、主要目标\n{phrase}。"


def _read_again(item: Content) -> None:
    """What a quotation of its own says: its value, measure and comparator."""
    draft = read(_alone(item["quotes"][0]["text"]))
    if not draft.targets:
        return
    fresh = content_of(draft)["targets"][0]
    for name in ("goal", "stretch", "measure", "comparator", "decimals"):
        item[name] = fresh[name]
    item["name"], item["short_name"] = fresh["name"], fresh["short_name"]
    item["goal_text"] = goal_text(draft.targets[0])


def _place(content: Content, item: Content) -> None:
    """Which tasks and focus bear a target, by where its quotations stand."""
    wheres = [each["where"] for each in item["quotes"]]
    item["theme"] = theme_of(wheres)
    if "lead" not in item["set"]:
        bearing = Bearing(content["tasks"])
        item |= borne(item["name"], [n for n in tasks_of(wheres) if n in bearing.tasks], bearing)


def _settle_notices(content: Content, about: str, answer: str) -> None:
    for each in content["notices"]:
        if each["about"] == about:
            each["answer"] = answer
            _move(each, ACCEPTED)


def _move(item: Content, state: str) -> None:
    item["state"] = state
    item["rev"] += 1
