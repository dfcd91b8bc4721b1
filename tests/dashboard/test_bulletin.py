"""The Word bulletin: reopened, it holds the report's own strings in the form of official papers."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from dashboard.league import UNRANKED, Rules, league
from dashboard.meeting import bulletin, pictures, sentences, tokens
from dashboard.meeting.sentences import Line
from dashboard.report import Edition, MonthlyReport
from targets.choices import Kind
from tests.dashboard import ooxml
from tests.dashboard.reports import OFFICE_DAY, SCIENCE, ZUZHI, report, target, task

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MM = 36_000  # a millimetre, as Word counts pages and pictures
HOSTILE = "=1+1<&>\"'\u202e]]>\x07"


@pytest.fixture(autouse=True)
def _quick(monkeypatch, request):
    """Charts have tests of their own; one test here draws them."""
    if "real_charts" not in request.fixturenames:
        monkeypatch.setattr(pictures, "charts", lambda report: ())


@pytest.fixture
def real_charts():
    """Asked for by the test that wants the pictures."""


def _made(**changes: Any) -> Any:
    made = report(
        target("T01", "1 2 3 4 5 6 7 40", name="高企", heading=SCIENCE),
        target("T02", "1.21 2.38 4 5.06 6 7 8 10.78", goal="17.5", measure="亿元", decimals=2,
               name="研发费用", words=("", "投入改在四季度", "完成辅导"), inferred=("lead_unit",)),
        target("T03", "1 2 3 4 5 6 7 -", name="项目", lead=ZUZHI),
        target("T04", "1 2 3 4 5 6 7 531", kind=Kind.STOCK, goal="552", measure="件", name="专利"),
        target("T05", months=(12,), name="公寓", place="task"),
        tasks=(task(1, joint=(ZUZHI,)), task(2, "behind"), task(3, "")),
    )  # fmt: skip
    return replace(made, **changes)


def _bytes(made: MonthlyReport, lines: Any = None) -> bytes:
    file = BytesIO()
    bulletin.write(made, file, lines)
    return file.getvalue()


def _opened(made: MonthlyReport, lines: Any = None) -> Any:
    import docx  # slow to start

    return docx.Document(BytesIO(_bytes(made, lines)))


def _texts(paper: Any) -> list[str]:
    return [paragraph.text for paragraph in paper.paragraphs if paragraph.text]


def _rows(paper: Any, number: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in paper.tables[number].rows]


@pytest.mark.parametrize(
    "made",
    [
        _made(),
        _made(edition=None),
        _made(edition=Edition(2, OFFICE_DAY, "李某", "e" * 64, "")),
        _made(league=None),
        _made(league=league(Rules(show=UNRANKED), ())),
        _made(tasks=()),
        report(),
        report(target("T01", "1", name=HOSTILE, month=1, words=("", HOSTILE, HOSTILE)), month=1),
    ],
    ids=["whole", "live", "corrected", "early", "unranked", "taskless", "empty", "hostile"],
)
def test_the_package_is_sound(made):
    assert ooxml.faults(_bytes(made)) == []


def test_it_begins_like_a_serial_of_the_office():
    said = _texts(_opened(_made()))
    assert said[:5] == [
        "定海区创新深化工作通报",
        "第8期",
        "领导小组办公室\t2024年9月10日",
        "关于定海区创新深化2024年工作计划\n1—8月进展情况的通报",
        (
            "截至8月底，序时进度为66.7%。5项指标中列入评判3项，其中达序时1项，滞后1项，逾期未报1项；"
            "不评判2项（缺基期1项，未到报送期1项）。与7月相比，亮灯变好2项，变差1项。"
        ),
    ]
    assert said[-1] == "领导小组办公室\t2024年9月10日印发"


def test_its_paragraphs_are_the_sentences_in_their_order():
    made = _made()
    expected = sentences.rendered(sentences.lines(made), made)
    said = [each for each in _texts(_opened(made)) if each != bulletin.UNIT]
    assert said[4 : 4 + len(expected)] == expected


def test_the_late_table_stands_under_its_sentence_worst_first():
    paper = _opened(_made())
    assert _rows(paper, 0) == [
        ["序号", "指标", "年度目标", "实绩", "完成率", "与序时差", "亮灯", "牵头单位"],
        ["1", "研发费用", "17.5亿元", "10.78亿元", "61.6%", "−5.1", "滞后", "区经信局（推定）"],
        ["2", "项目", "59家", "未报", "—", "—", "逾期未报", "区委组织部"],
    ]
    body = [child.tag.removeprefix(W) for child in paper.element.body]
    before = body[: body.index("tbl")]
    heads = [paragraph.text for paragraph in paper.paragraphs[: len(before)]]
    assert heads[-2:] == [
        "二、滞后和未报指标。共2项，涉及2家牵头单位，见下表。",
        "与序时差单位：百分点，另注单位的除外",
    ]


def test_every_target_is_in_the_first_appendix_under_its_heading():
    assert [row[:7] for row in _rows(_opened(_made()), 1)[1:]] == [
        ["聚焦增强科技创新能力"] * 7,
        ["1", "高企", "59家", "40家", "67.8%", "+1.1", "达序时"],
        ["总体目标"] * 7,
        ["2", "研发费用", "17.5亿元", "10.78亿元", "61.6%", "−5.1", "滞后"],
        ["3", "项目", "59家", "未报", "—", "—", "逾期未报"],
        ["4", "专利", "552件", "531件", "96.2%", "—", "缺基期"],
        ["任务内指标"] * 7,
        ["5", "公寓", "59家", "—", "—", "—", "未到报送期"],
    ]


def test_every_task_is_in_the_second_appendix():
    assert _rows(_opened(_made()), 2)[1:] == [
        ["以科技创新体系为主抓手"] * 6,
        ["1", "任务标题1", "达序时", "区经信局", "区委组织部", "—"],
        ["2", "任务标题2", "滞后", "区经信局", "—", "—"],
        ["3", "任务标题3", "逾期未报", "区经信局", "—", "8月进展未报"],
    ]


def test_the_third_appendix_is_the_league_part_by_part():
    made = _made()
    paper = _opened(made)
    [head, first, *_] = _rows(paper, 3)
    score = made.league.leading[0]
    assert head == ["名次", "牵头单位", "得分", "成效", "报送", "销号", "督办与亮点"]
    assert first[0] == "1"
    assert first[2:] == [
        f"{score.total}", f"{score.part('results').points}", f"{score.part('discipline').points}",
        "未启用", "未启用",
    ]  # fmt: skip
    assert "问题销号清单、督办与亮点：未启用，不计分。" in _texts(paper)


def test_a_month_of_an_earlier_version_says_that_it_keeps_no_league():
    said = _texts(_opened(_made(league=None)))
    assert "本期发布时还没有计分，晾晒榜从下一次发布起提供。" in said
    assert "问题销号清单：未启用。" in said


def test_appendices_are_announced_and_begin_on_pages_of_their_own():
    paper = _opened(_made())
    said = _texts(paper)
    assert [each for each in said if each[:3] == "附件：" or each[:2] in ("2.", "3.")][-3:] == [
        "附件：1.全部指标进展表（5项）",
        "2.重点任务进展表（3项）",
        "3.牵头单位和配合单位晾晒榜",
    ]
    marked = [each for each in paper.paragraphs if each.style.name == "附件序号"]
    assert [each.text for each in marked] == ["附件1", "附件2", "附件3"]
    assert all(each.style.paragraph_format.page_break_before for each in marked)


def test_edited_lines_are_printed_with_the_reports_figures():
    lines = [
        {"key": "counts", "text": "一、总的看。共［指标总数］项，\n另起一段。"},
        {"key": "own-1", "text": "研发费用［研发费用·与序时］。"},
        Line("late", "二、慢的。见下表。"),
    ]
    paper = _opened(_made(), lines)
    assert _texts(paper)[4:8] == [
        "一、总的看。共5项，",
        "另起一段。",
        "研发费用慢于序时进度5.1个百分点。",
        "二、慢的。见下表。",
    ]
    assert len(_rows(paper, 0)) == 3


def test_headings_lead_their_paragraph_in_their_own_fonts():
    paper = _opened(_made())
    main = next(each for each in paper.paragraphs if each.text.startswith("一、"))
    sub = next(each for each in paper.paragraphs if each.text.startswith("（一）"))
    assert [(main.runs[0].text, main.runs[0].style.name)] == [("一、主要指标。", "一级标题字")]
    assert [(sub.runs[0].text, sub.runs[0].style.name)] == [("（一）总体目标。", "二级标题字")]


def test_the_page_is_the_one_of_the_standard():
    [section] = _opened(_made()).sections
    assert section.page_height > section.page_width
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    for margin, mm in zip(margins, (37, 35, 28, 26), strict=True):
        assert abs(margin - mm * MM) < MM // 20
    assert section.different_first_page_header_footer is False
    assert [section.footer.paragraphs[0].text, section.even_page_footer.paragraphs[0].text] == [
        "— 1 —",
        "— 1 —",
    ]
    assert section.footer.paragraphs[0].alignment == 2  # right on odd pages
    assert section.even_page_footer.paragraphs[0].alignment == 0  # left on even ones


@pytest.mark.parametrize(
    ("is_demo", "is_published", "said"),
    [
        (True, True, "演示数据，不作依据"),
        (True, False, "演示数据，不作依据　尚未发布，不作依据"),
        (False, False, "尚未发布，不作依据"),
        (False, True, ""),
    ],
)
def test_every_page_says_what_is_no_basis(is_demo, is_published, said):
    made = _made()
    made = replace(made, plan=replace(made.plan, is_demo=is_demo))
    paper = _opened(made if is_published else replace(made, edition=None))
    assert paper.settings.odd_and_even_pages_header_footer is True
    [section] = paper.sections
    assert [section.header.paragraphs[0].text, section.even_page_header.paragraphs[0].text] == [
        said,
        said,
    ]


def test_an_unpublished_or_corrected_month_says_so_in_its_head():
    assert _texts(_opened(_made(edition=None)))[1:3] == ["第8期", "领导小组办公室\t尚未发布"]
    second = _made(edition=Edition(2, OFFICE_DAY, "李某", "e" * 64, ""))
    assert _texts(_opened(second))[1] == "第8期（第2版）"


def test_a_back_filled_month_says_so_in_its_head():
    made = report(target("T01", "1 2 3", month=3, backfilled=(1, 2, 3, 4)), month=3)
    assert bulletin.issue(made) == "第3期（补录）"


def test_the_same_report_is_the_same_bytes():
    first, second = _bytes(_made()), _bytes(_made())
    assert first == second
    with zipfile.ZipFile(BytesIO(first)) as package:
        assert {each.date_time for each in package.infolist()} == {(2024, 9, 10, 16, 20, 0)}


def test_properties_say_what_it_is_and_when_it_was_published():
    facts = _opened(_made()).core_properties
    assert facts.title == "关于定海区创新深化2024年工作计划1—8月进展情况的通报"
    assert facts.author == facts.last_modified_by == "领导小组办公室"
    assert facts.language == "zh-CN"
    assert facts.comments == f"SHA-256 {'f' * 64}"
    assert (
        facts.created.isoformat()[:19] == facts.modified.isoformat()[:19] == "2024-09-10T08:20:00"
    )


def _part(name: str) -> Any:
    with zipfile.ZipFile(BytesIO(_bytes(_made()))) as package:
        return ET.fromstring(package.read(name))  # noqa: S314 -- we made it


def test_every_font_has_others_that_may_stand_in_for_it():
    used = {
        each.get(f"{W}eastAsia") for each in _part("word/styles.xml").iter(f"{W}rFonts")
    } - {None}  # fmt: skip
    known = {
        each.get(f"{W}name"): each.find(f"{W}altName").get(f"{W}val")
        for each in _part("word/fontTable.xml")
    }
    assert used == set(known) == {"仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"}
    assert known["仿宋_GB2312"].startswith("仿宋,FangSong")


def test_letters_are_chinese_and_spaced_as_official_papers_are():
    styles = _part("word/styles.xml")
    languages = {each.get(f"{W}eastAsia") for each in styles.iter(f"{W}lang")}
    normal = next(each for each in styles if each.get(f"{W}styleId") == "Normal")
    assert languages == {"zh-CN"}
    assert normal.find(f"{W}rPr/{W}sz").get(f"{W}val") == "32"  # 三号, 16 pt
    spacing = normal.find(f"{W}pPr/{W}spacing")
    assert (spacing.get(f"{W}line"), spacing.get(f"{W}lineRule")) == ("560", "exact")  # 28 pt


def test_tables_repeat_their_heads_and_break_no_row():
    for table in _opened(_made()).tables:
        for number, row in enumerate(table._tbl.tr_lst):
            kinds = {child.tag.removeprefix(W) for child in row.trPr}
            assert kinds == ({"cantSplit", "tblHeader"} if number == 0 else {"cantSplit"})


def test_charts_are_pictures_with_words(real_charts):
    paper = _opened(_made())
    assert len(paper.inline_shapes) == 2
    told = [each._inline.docPr.get("descr") for each in paper.inline_shapes]
    assert told[0].startswith("各月亮灯项数：8月达序时1")
    assert told[1].startswith("5项指标完成率与序时")
    assert [round(each.width.mm) for each in paper.inline_shapes] == [140, 140]


def test_without_a_chinese_font_it_says_so_and_keeps_its_tables(real_charts, monkeypatch):
    monkeypatch.setattr(pictures, "font", lambda: None)
    paper = _opened(_made())
    assert len(paper.inline_shapes) == 0
    assert "各月亮灯（项）：本机没有中文字体，图略，数据见附表" in _texts(paper)
    assert len(paper.tables) >= 4


def test_a_long_serial_title_still_fits_one_line():
    made = _made()
    long = replace(made, plan=replace(made.plan, short_title="定海区" + "创新深化" * 6))
    head = _opened(long).paragraphs[0]
    assert head.runs[0].font.size.pt * len(head.text) <= 156 / 25.4 * 72


@pytest.mark.parametrize(
    ("number", "lines"),
    [(8, ("关于定海区创新深化2024年工作计划", "1—8月进展情况的通报")),
     (1, ("关于定海区创新深化2024年工作计划", "1月进展情况的通报"))],
)  # fmt: skip
def test_the_title_names_the_months(number, lines):
    assert bulletin.title_lines(_made(month=number)) == lines


def test_late_targets_of_the_table_are_those_of_the_sentences():
    made = _made()
    names = [row[1] for row in bulletin.late_table(made).rows]
    assert names == [row.short_name for row in tokens.late_first(made)] == ["研发费用", "项目"]
