"""The plan's Excel template: written out, filled in, read back; wrong cells named, nothing half kept."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import Workbook, load_workbook

from dashboard import newplan
from dashboard.composed import compose, numeral
from dashboard.models import PlanDraft
from dashboard.plan_content import Known
from dashboard.plan_sheets.layout import EXAMPLE, HEAD_ROW, SHEETS
from dashboard.plan_sheets.lines import WrongCellsError, read
from dashboard.plan_sheets.reading import content_of
from dashboard.plan_sheets.starting import start
from dashboard.plan_sheets.writing import template
from targets.models import Quotation
from targets.rounds import RefusedError
from tasks.workbook.layout import RefusedWorkbook
from tests import factories

ROWS = {
    "计划": [
        [
            "海州区2025年工作计划",
            "海州创新",
            "海委发〔2025〕3号",
            "海州区委办",
            "2025-01-10",
            "2025",
        ]
    ],
    "单位": [
        ["海州区经济和信息化局", "区经信局", "区工信局", "部门"],
        ["海州区财政局", "区财政局"],
        ["海州区科学技术局"],
    ],
    "指标": [
        # name short theme kind comparator goal stretch measure decimals months baseline source lead tasks
        [
            "新增规上企业",
            "",
            "聚焦产业",
            "累计量",
            "不低于",
            "60",
            "65",
            "家",
            "0",
            "",
            "",
            "",
            "区经信局",
            "1",
        ],
        [
            "研发投入",
            "",
            "聚焦产业",
            "累计量",
            "不低于",
            "175000万元",
            "",
            "亿元",
            "2",
            "每季度末",
            "",
            "",
            "区工信局",
            "1、2",
        ],
        [
            "研发占比",
            "",
            "",
            "比重",
            "不低于",
            "2.3%",
            "2.5",
            "%",
            "2",
            "12月一次",
            "2.1",
            "统计年鉴",
        ],
        [
            "安全事故",
            "",
            "聚焦平安",
            "累计量",
            "不超过",
            "5",
            "3",
            "起",
            "",
            "3、6、9",
            "",
            "",
            "区财政局",
        ],
    ],
    "重点任务": [
        [
            "1",
            "培育创新主体",
            "实施梯度培育。",
            "做强产业",
            "区经信局",
            "区财政局、海州区科学技术局",
        ],
        ["2", "加大研发投入", "", "做强产业", "海州区科学技术局"],
        ["3", "守住安全底线", "", "", "区财政局"],
    ],
    "里程碑": [["1", "完成首批入库", "2025年6月30日"], ["3", "开展检查", "2025/9/30"]],
}


def filled(rows=None, *, change=()):
    """The template with these rows under its examples; `change` sets ((sheet, cell, value), ...)."""
    book = load_workbook(io.BytesIO(template()))
    for name, lines in (rows or ROWS).items():
        for number, line in enumerate(lines, start=HEAD_ROW + 2):
            for column, value in enumerate(line, start=1):
                if value != "":
                    book[name].cell(number, column).value = value
    for name, cell, value in change:
        book[name][cell].value = value
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def content(*change, known=(), rows=None):
    return content_of(read(filled(rows, change=change), name="计划.xlsx"), known)


def errors(*change, rows=None):
    with pytest.raises(WrongCellsError) as wrong:
        content(*change, rows=rows)
    return wrong.value.errors


def test_the_template_holds_every_sheet_with_heads_examples_and_drop_downs():
    book = load_workbook(io.BytesIO(template()))
    assert book.sheetnames == ["计划", "单位", "指标", "重点任务", "里程碑", "填写说明"]
    for sheet in SHEETS:
        page = book[sheet.name]
        heads = [cell.value for cell in page[HEAD_ROW]][: len(sheet.columns)]
        assert heads == [column.title for column in sheet.columns]
        assert str(page.cell(HEAD_ROW + 1, 1).value).startswith(EXAMPLE)
        offered = sum(bool(column.offers) for column in sheet.columns)
        assert len(page.data_validations.dataValidation) == offered
    assert book["填写说明"].max_row == 11


def test_the_template_as_it_comes_is_told_what_is_missing_and_the_example_is_not_read():
    with pytest.raises(WrongCellsError) as wrong:
        content_of(read(template(), name="计划.xlsx"))
    assert wrong.value.errors == [
        "“计划”表：没有填，请在示例下面填一行。",
        "“指标”表：没有填任何指标，请至少填一行。",
        "“重点任务”表：没有填任何重点任务，请至少填一行。",
    ]


def test_a_filled_in_template_is_read():
    found = content()
    assert found["head"] == {
        "title": "海州区2025年工作计划",
        "short_title": "海州创新",
        "doc_no": "海委发〔2025〕3号",
        "issuer": "海州区委办",
        "issue_date": "2025-01-10",
        "year": 2025,
    }
    told = (
        "name",
        "goal",
        "stretch",
        "measure",
        "comparator",
        "kind",
        "goal_text",
        "months",
        "tasks",
    )
    assert [tuple(target[each] for each in told) for target in found["targets"]] == [
        ("新增规上企业", "60", "65", "家", "at_least", "flow", "60家以上", [*range(1, 13)], [1]),
        ("研发投入", "17.5", "", "亿元", "at_least", "flow", "17.5亿元以上", [3, 6, 9, 12], [1, 2]),
        ("研发占比", "2.3", "2.5", "%", "at_least", "ratio", "2.3%以上", [12], []),
        ("安全事故", "5", "3", "起", "at_most", "flow", "不超过5起", [3, 6, 9], []),
    ]
    assert [(task["number"], task["lead"], task["units"]) for task in found["tasks"]] == [
        (1, "区经信局", ["区经信局", "区财政局", "海州区科学技术局"]),
        (2, "海州区科学技术局", ["海州区科学技术局"]),
        (3, "区财政局", ["区财政局"]),
    ]
    assert [(each["task"], each["due"]) for each in found["milestones"]] == [
        (1, "2025-06-30"),
        (3, "2025-09-30"),
    ]
    assert [(each["kind"], each["number"], each["title"]) for each in found["themes"]] == [
        ("group", 1, "做强产业"),
        ("group", 2, "其他任务"),
        ("focus", 1, "聚焦产业"),
        ("focus", 2, "聚焦平安"),
    ]
    states = {each["state"] for name in ("targets", "tasks", "units") for each in found[name]}
    assert states == {"accepted"}
    keys = [
        each["key"] for name in ("targets", "tasks", "units", "milestones") for each in found[name]
    ]
    assert len(keys) == len(set(keys)) == found["next"] - 1


def test_names_of_one_unit_are_one_unit():
    units = {unit["printed"]: unit["name"] for unit in content()["units"]}
    assert units["区经信局"] == units["区工信局"] == "海州区经济和信息化局"
    assert units["海州区科学技术局"] == "海州区科学技术局"


def test_units_that_the_district_knows_are_taken_as_they_are():
    known = [
        Known("jingxin", "海州区经济和信息化局", "区经信局", ("区工信局",)),
        Known("cz", "财政", "区财政局"),
    ]
    units = {unit["printed"]: unit["known"] for unit in content(known=known)["units"]}
    assert units == {
        "海州区经济和信息化局": "jingxin",
        "区经信局": "jingxin",
        "区工信局": "jingxin",
        "海州区财政局": "cz",
        "区财政局": "cz",
        "海州区科学技术局": "",
    }


def test_every_place_holds_in_the_composed_text():
    found = content()
    text = compose(found)
    for target in found["targets"]:
        [quote] = target["quotes"]
        assert text[quote["start"] : quote["end"]] == quote["text"]
        assert quote["text"] == target["name"] + target["goal_text"]
    for task in found["tasks"]:
        assert text[task["start"] : task["end"]] == task["text"]
    assert (
        "1. 培育创新主体。实施梯度培育。（责任单位：区经信局、区财政局、海州区科学技术局）" in text
    )
    wheres = [target["quotes"][0]["where"] for target in found["targets"]]
    assert wheres == ["theme:1", "theme:1", "headline", "theme:2"]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (35, "三十五"),
        (99, "九十九"),
        (100, "100"),
    ],
)
def test_headings_count_in_chinese(number, told):
    assert numeral(number) == told


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "told"),
    [
        ("指标", "F5", "十二", "“指标”表F5：“十二”不是数字。请填阿拉伯数字，如6"),
        ("指标", "F5", "60.5", "“指标”表F5：家数须为整数，不能有小数：60.5"),
        ("指标", "F5", None, "“指标”表F5：目标值没有填，请补上。"),
        ("指标", "G5", "59", "“指标”表G5：力争值须大于目标值60，请核对。"),
        ("指标", "G8", "9", "“指标”表G8：力争值须小于目标值5，请核对。"),
        (
            "指标",
            "D5",
            "流量",
            "“指标”表D5：“流量”不是可选的类型，请从累计量、存量、比重、增速里选。",
        ),
        ("指标", "I5", "9", "“指标”表I5：“9”不对，请填0至4的整数。"),
        (
            "指标",
            "J5",
            "13月",
            "“指标”表J5：“13月”不是月份，请选每月、2—12月、每季度末、12月一次，或写成3、6、9。",
        ),
        ("指标", "L7", None, "“指标”表L7：填了基期值，请写明基期依据。"),
        (
            "指标",
            "M5",
            "区住建局",
            "“指标”表M5：单位“区住建局”不在“单位”表里，请先在“单位”表列出，或改成一致的写法。",
        ),
        ("指标", "N5", "7", "“指标”表N5：“重点任务”表里没有序号“7”的任务，请核对。"),
        ("指标", "A6", "新增规上企业", "“指标”表A6：“新增规上企业”与第5行同名，请改成不同的名称。"),
        ("指标", "A5", "长" * 101, "“指标”表A5：指标名称有101字，最多100字，请写短些。"),
        ("指标", "F5", True, "“指标”表F5：是逻辑值TRUE，不是数字也不是文字。请重新填写。"),
        (
            "指标",
            "F5",
            "=1+1",
            "“指标”表F5：是公式，文件里没有算好的结果。请在Excel里打开并保存一次，或直接填写数字。",
        ),
        ("重点任务", "A6", "1", "“重点任务”表A6：序号1与第5行重复，请改正。"),
        (
            "重点任务",
            "E5",
            "区住建局",
            "“重点任务”表E5：单位“区住建局”不在“单位”表里，请先在“单位”表列出，或改成一致的写法。",
        ),
        (
            "重点任务",
            "F5",
            "区财政局、区财政局",
            "“重点任务”表F5：“区财政局”写了两次，请删去一个。",
        ),
        ("里程碑", "A5", "8", "“里程碑”表A5：“重点任务”表里没有序号“8”的任务，请核对。"),
        ("里程碑", "C5", "2025-02-30", "“里程碑”表C5：“2025-02-30”不是日期，请写成2025-01-10。"),
        ("里程碑", "C5", "2024-06-30", "“里程碑”表C5：完成日期不在2025年内，请核对。"),
        (
            "单位",
            "C6",
            "区经信局",
            "“单位”表C6：“区经信局”在“单位”表里已经指海州区经济和信息化局，请改用别的叫法。",
        ),
        ("计划", "F5", "25", "“计划”表F5：“25”不对，请填2000至2100的整数。"),
        ("计划", "E5", "明年", "“计划”表E5：“明年”不是日期，请写成2025-01-10。"),
        (
            "计划",
            "E5",
            "2021-01-10",
            "“计划”表E5：成文日期在2021年，与年度2025年相差太远，请核对。",
        ),
        ("计划", "A6", "另一个计划", "“计划”表：填了不止一行，请只留一行。"),
    ],
)
def test_a_wrong_cell_is_named_and_told(sheet, cell, value, told):
    assert told in errors((sheet, cell, value))


def test_all_wrong_cells_are_told_at_once_and_two_hundred_at_most():
    several = errors(("指标", "F5", "x"), ("指标", "F6", "y"), ("里程碑", "C5", "z"))
    assert len(several) == 3
    rows = {**ROWS, "指标": [["指标", "", "", "累计量", "不低于", "x", "", "家"]] * 300}
    assert len(errors(rows=rows)) == 200


def test_days_and_numbers_that_excel_keeps_its_own_way_are_read():
    found = content(
        ("计划", "E5", datetime(2025, 3, 1)),  # noqa: DTZ001 - Excel's days have no zone
        ("里程碑", "C5", date(2025, 7, 1)),
        ("指标", "F5", 60),
        ("指标", "F7", 2.3),
        ("计划", "F5", 2025),
    )
    assert found["head"]["issue_date"] == "2025-03-01"
    assert found["milestones"][0]["due"] == "2025-07-01"
    assert [target["goal"] for target in found["targets"]] == ["60", "17.5", "2.3", "5"]


@pytest.mark.parametrize("typed", ["2—12月", "2-12月", "2－12月", "2~12月", "2至12月"])
def test_a_span_of_months_is_read_with_any_dash(typed):
    [first, *_] = content(("指标", "J5", typed))["targets"]
    assert first["months"] == list(range(2, 13))


def test_text_is_kept_as_it_is_and_never_as_a_formula_or_an_unseen_sign():
    found = content(("指标", "O5", "\u202e口\u200b径\n两行"))
    assert found["targets"][0]["definition"] == "口径 两行"


def test_a_sheet_or_a_column_that_is_gone_is_named():
    book = load_workbook(io.BytesIO(filled()))
    del book["里程碑"]
    book["指标"].delete_cols(6)
    kept = io.BytesIO()
    book.save(kept)
    with pytest.raises(RefusedWorkbook, match="文件里没有“里程碑”表，不像计划模板"):
        read(kept.getvalue(), name="计划.xlsx")
    with pytest.raises(RefusedWorkbook, match="“指标”表少了“目标值”列"):
        read(filled(change=(("指标", "F3", "目标"),)), name="计划.xlsx")


def packed(**members):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return kept.getvalue()


def bomb():
    """The template with one sheet that unpacks to 60 MB."""
    kept, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(filled()))
    with source, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            data = source.read(name)
            package.writestr(name, data + b" " * 60_000_000 if "sheet3" in name else data)
    return kept.getvalue()


def many_rows():
    book = Workbook(write_only=True)
    for sheet in SHEETS:
        page = book.create_sheet(sheet.name)
        page.append([column.head for column in sheet.columns])
        for _ in range(5100):
            page.append(["x"])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: b"", "文件是空的"),
        (lambda: b"not a workbook", "文件不是Excel工作簿"),
        (lambda: b"%PDF-1.7", "这是PDF文件"),
        (lambda: packed(**{"a.txt": b"x"}), "这是压缩包"),
        (lambda: packed(**{"word/document.xml": b"x"}), "这是Word文档"),
        (lambda: filled()[:-200], "文件已经损坏"),
        (bomb, "文件解压后过大"),
        (many_rows, "行数过多"),
        (lambda: b"PK\x03\x04" + b"\0" * 6_000_000, "超过5MB"),
    ],
)
def test_what_is_no_template_is_refused_in_one_sentence(make, told):
    with pytest.raises(RefusedWorkbook, match=told) as refused:
        read(make(), name="计划.xlsx")
    assert "填报表" not in str(refused.value)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "role", ["leader", "reporter", "head", "office", "administrator", "elsewhere"]
)
def test_who_starts_a_plan_from_the_template(plan, unit, role):
    other = factories.DistrictFactory.create(code="putuo", name="普陀区")
    people = {
        "leader": lambda: factories.leader_of(plan.district),
        "reporter": lambda: factories.reporter_of(unit),
        "head": lambda: factories.head_of(unit),
        "office": lambda: factories.office_of(plan.district),
        "administrator": lambda: factories.administrator_of(plan.district),
        "elsewhere": lambda: factories.office_of(other),
    }
    by, data = people[role](), filled()
    if role not in {"office", "administrator"}:
        with pytest.raises(PermissionDenied):
            start(plan.district, data, name="计划.xlsx", by=by)
        assert PlanDraft.objects.count() == 0
        return
    draft = start(plan.district, data, name="计划.xlsx", by=by)
    assert (draft.stage, draft.name, draft.started_by) == ("open", "计划.xlsx", by)
    assert draft.content["head"]["title"] in draft.text
    assert start(plan.district, data, name="计划.xlsx", by=by) == draft
    assert PlanDraft.objects.count() == 1


@pytest.mark.django_db
def test_what_is_no_template_is_refused_by_the_service_too(plan, office):
    with pytest.raises(RefusedError, match="文件是空的"):
        start(plan.district, b"", name="a.xlsx", by=office)


@pytest.mark.django_db
def test_a_filled_in_template_becomes_a_plan_at_once(plan, office):
    draft = start(plan.district, filled(), name="计划.xlsx", by=office)
    made = newplan.create(draft, by=office)
    told = ("code", "name", "goal", "stretch", "measure", "comparator", "kind", "inferred")
    assert list(made.targets.order_by("order").values_list(*told)) == [
        ("T01", "新增规上企业", 60, 65, "家", "at_least", "flow", []),
        ("T02", "研发投入", Decimal("17.5"), None, "亿元", "at_least", "flow", []),
        ("T03", "研发占比", Decimal("2.3"), Decimal("2.5"), "%", "at_least", "ratio", []),
        ("T04", "安全事故", 5, 3, "起", "at_most", "flow", []),
    ]
    units = made.tasks.get(number=1).responsibilities.order_by("order")
    assert list(units.values_list("unit__name", "part")) == [
        ("海州区经济和信息化局", "lead"),
        ("海州区财政局", "join"),
        ("海州区科学技术局", "join"),
    ]
    leads = made.targets.filter(code="T02").values_list("lead_unit__name", flat=True)
    assert [*leads] == ["海州区经济和信息化局"]
    assert made.targets.get(code="T03").baseline == Decimal("2.1")
    assert made.periods.count() == 12
    assert made.tasks.get(number=1).milestones.get().due_on == date(2025, 6, 30)
    for quote in Quotation.objects.filter(target__plan=made):
        assert made.text[quote.start : quote.end] == quote.text


@pytest.mark.django_db
def test_nothing_is_kept_of_a_template_with_a_wrong_cell(plan, office):
    with pytest.raises(WrongCellsError):
        start(plan.district, filled(change=(("指标", "F5", "x"),)), name="a.xlsx", by=office)
    assert PlanDraft.objects.count() == 0
