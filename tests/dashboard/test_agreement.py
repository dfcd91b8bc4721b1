"""One number, everywhere: pages, Excel, Word, CSV and JSON of the demonstration's August, cell by cell.

The stored JSON is the measure; every other medium is read back as a stranger would read it, and
must say the same of every target and of every unit's score.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import takewhile
from typing import Any
from zipfile import ZipFile

from django.core.management import call_command
from django.test import Client, TestCase, override_settings
from openpyxl import load_workbook

from accounts.models import User
from tests.dashboard import markup

MONTH = "/dinghai-2024/2024-08/"
WORDS = {
    "achieved_stretch": "已达力争",
    "achieved": "已完成",
    "ahead": "超序时",
    "on_pace": "达序时",
    "behind": "滞后",
    "far_behind": "严重滞后",
    "overdue": "逾期未报",
    "no_pace": "缺基期",
    "not_due": "未到报送期",
}
NUMBER = re.compile(r"[+−-]?[\d,]+(?:\.\d+)?")
CARRIED = re.compile(r"沿用\d+月|（\d+月）")
ABSENT = {"", "—", "未报", "已完成", "达标", "未达标"}  # what stands where there is no number
PARTS = {"results": "成效", "discipline": "报送", "closing": "销号", "support": "督办与亮点"}
FIELDS = ("value", "goal", "completion", "gap", "light", "needed", "share", "index", "expected")


def number(text):
    """The number that a text tells, None where it tells none: −5.1, 1,234.5, 97.4%, 沿用6月 2.24."""
    said = CARRIED.sub("", text).strip()
    if said in ABSENT:
        return None
    [told] = NUMBER.findall(said)[:1]
    return Decimal(told.replace(",", "").replace("−", "-"))


def held(value):
    """The decimal that a cell of a workbook holds; None for a word in its place."""
    return Decimal(str(value)) if isinstance(value, int | float) else None


def share(value):
    """A percent cell's number in percent."""
    exact = held(value)
    return None if exact is None else exact * 100


def days(text):
    """超期10天 as a number; 0 where nothing is over."""
    found = re.findall(r"超期(\d+)天", text)
    return int(found[0]) if found else 0


def iso(text):
    """8月31日 of the plan's year as other programs write it."""
    [(month, day)] = re.findall(r"^(\d+)月(\d+)日$", text)
    return f"2024-{int(month):02d}-{int(day):02d}"


def table(rows):
    """Rows under their heads, as dictionaries."""
    heads, *lines = rows
    return [dict(zip(heads, line, strict=True)) for line in lines]


@override_settings(DEMO=True)
class Agreement(TestCase):
    """August of the demonstration set, published, read by a leader."""

    papers: dict[str, bytes]

    @classmethod
    def setUpTestData(cls):
        call_command("bootstrap", stdout=StringIO())
        client = Client()
        client.force_login(User.objects.get(username="demo-leader"))
        keys = ("json", "excel", "bulletin", "csv")
        cls.papers = {key: client.get(f"{MONTH}papers/{key}").getvalue() for key in keys}

    def setUp(self):
        self.client.force_login(User.objects.get(username="demo-leader"))
        self.stored = json.loads(self.papers["json"])
        self.book = load_workbook(BytesIO(self.papers["excel"]))
        from docx import Document

        self.notice = Document(BytesIO(self.papers["bulletin"]))
        with ZipFile(BytesIO(self.papers["csv"])) as package:
            self.tables = {
                name[:-4]: list(csv.DictReader(StringIO(package.read(name).decode()[1:])))
                for name in package.namelist()
                if name.endswith(".csv")
            }
        self.names = {row["short_name"]: row["code"] for row in self.stored["targets"]}
        self.now = {row["code"]: row["figures"][-1] for row in self.stored["targets"]}
        self.rows = {row["code"]: row for row in self.stored["targets"]}

    def get(self, rest):
        response = self.client.get(MONTH + rest)
        assert response.status_code == 200, rest
        return response.getvalue()

    def truth(self, *fields):
        """What the stored text says of every target, of these fields."""
        return {code: {each: self.true(code, each) for each in fields} for code in self.now}

    def true(self, code, field):
        now = self.now[code]
        if field == "light":
            return WORDS[now["light"]]
        if field == "goal":
            return Decimal(self.rows[code]["promise"]["goal"])
        return Decimal(now[field]) if now.get(field) is not None else None

    def test_every_figure_is_the_same_in_pages_excel_word_csv_and_json(self):
        assert len(self.now) == 25
        told = {
            "list": self.on_the_list(),
            "target": self.on_its_page(),
            "excel": self.in_excel(),
            "excel list": self.in_the_excel_list(),
            "trend": self.in_the_trend(),
            "word": self.in_word(),
            "csv": self.in_csv(),
            "months": self.in_the_csv_of_months(),
        }
        fields = {name: tuple(next(iter(rows.values()))) for name, rows in told.items()}
        assert told == {name: self.truth(*fields[name]) for name in told}
        assert set().union(*fields.values()) == set(FIELDS)  # each field in some medium at least

    def on_the_list(self):
        body = markup.read(self.get("targets/").decode()).one("table")
        lines = [[each.text for each in row.children] for row in body.all("tr")]
        heads = ["指标", *(re.sub(r"百分点|^8月", "", head) for head in lines[0][1:])]
        rows = table([heads, *(line for line in lines[1:] if len(line) == len(heads))])
        return {
            self.names[row["指标"]]: {
                "value": number(row["实绩"]),
                "goal": number(row["目标"]),
                "completion": number(row["完成率"]),
                "gap": number(row["差距"]),
                "light": row["亮灯"].partition(" ")[0],
                "needed": number(row["月均需完成"]),
            }
            for row in rows
        }

    def on_its_page(self):
        return {code: self.one_page(code) for code in self.now}

    def one_page(self, code):
        page = markup.read(self.get(f"targets/{code}/").decode())
        facts = [each.text.split() for each in page.one(".stats").children]
        lines = page.one("#data").all("tr")
        months = table([[cell.text for cell in line.children] for line in lines])
        last = next(row for row in months if row["月份"] == "8月")
        due = "序时应完成" if "序时应完成" in last else "序时应达到"
        return {
            "value": number(facts[0][1] if not facts[0][1].startswith("沿用") else facts[0][2]),
            "goal": number(facts[1][1]),
            "completion": number(facts[2][1]),
            "gap": number(facts[3][1]),
            "needed": number(facts[4][1]),
            "expected": number(last[due]),
            "index": number(last["序时比"]),
            "light": last["亮灯"].partition(" ")[0],
        }

    def sheet(self, name):
        """The rows of a sheet under their heads, to the first empty line."""
        rows = self.book[name].iter_rows(min_row=3, values_only=True)
        return table(list(takewhile(lambda row: row[0] is not None, rows)))

    def in_excel(self):
        found = {}
        for row in self.sheet("指标"):
            code = self.names[row["指标"]]
            found[code] = {
                "value": held(row["累计完成"]),
                "goal": held(row["年度目标"]),
                "completion": share(row["占年度目标%"]),
                "gap": held(row["超/慢序时(百分点)"]),
                "index": held(row["序时比"]),
                "light": row["亮灯"],
                "needed": held(row["后续月均需完成"]),
            }
            pace = share(row["序时进度%"])
            is_held_against_it = self.rows[code]["promise"]["kind"] == "flow"
            assert pace == (self.true(code, "share") if is_held_against_it else None), code
        return found

    def in_the_excel_list(self):
        return {
            self.names[re.sub(r"（[^（]*）$", "", row["指标（单位）"])]: {
                "value": held(row["完成情况"]),
                "goal": number(row["目标任务"]),
                "completion": share(row["占年度目标%"]),
                "gap": held(row["超/慢序时(百分点)"]),
                "light": row["亮灯"],
            }
            for row in self.sheet("主要指标清单")
        }

    def in_the_trend(self):
        sheet, count = self.book["走势"], len(self.now)
        lines = list(sheet.iter_rows(min_row=4, max_row=3 + count, values_only=True))
        shares = list(sheet.iter_rows(min_row=8 + count, max_row=7 + 2 * count, values_only=True))
        assert [line[0] for line in lines] == [line[0] for line in shares]
        return {
            self.names[line[0]]: {"value": held(line[9]), "completion": share(part[9])}
            for line, part in zip(lines, shares, strict=True)
        }

    def in_word(self):
        made = [
            [[cell.text for cell in row.cells] for row in each.rows] for each in self.notice.tables
        ]
        whole = next(rows for rows in made if rows[0][1] == "指标" and len(rows) > 25)
        rows = table([whole[0], *(row for row in whole[1:] if row[0].isdecimal())])
        return {
            self.names[row["指标"]]: {
                "value": number(row["实绩"]),
                "goal": number(row["年度目标"]),
                "completion": number(row["完成率"]),
                "gap": number(row["与序时差"]),
                "light": row["亮灯"],
            }
            for row in rows
        }

    def in_csv(self):
        goals = {row["代码"]: number(row["目标值"]) for row in self.tables["指标口径"]}
        return {
            row["代码"]: {"goal": goals[row["代码"]], **self.columns(row)}
            for row in self.tables["指标"]
        }

    def in_the_csv_of_months(self):
        rows = [row for row in self.tables["各月数据"] if row["月份"] == "8"]
        return {row["代码"]: self.columns(row) for row in rows}

    @staticmethod
    def columns(row):
        return {
            "value": number(row["累计完成"]),
            "completion": number(row["完成率（%）"]),
            "share": number(row["序时进度（%）"]),
            "expected": number(row["序时应完成"]),
            "index": number(row["序时比"]),
            "gap": number(row["差距"]),
            "needed": number(row["后续月均需完成"]),
            "light": row["亮灯"],
        }

    def test_every_sentence_of_the_notice_about_a_late_target_says_its_figures(self):
        paragraphs = [each.text for each in self.notice.paragraphs]
        late = [code for code, now in self.now.items() if now["light"] in {"behind", "far_behind"}]
        assert len(late) == 8
        for code in late:
            row, now = self.rows[code], self.now[code]
            own = next(
                text
                for text in paragraphs
                if re.match(rf"\d+\.{re.escape(row['short_name'])}", text)
            )
            said = {Decimal(each.replace(",", "")) for each in re.findall(r"[\d,]+(?:\.\d+)?", own)}
            wanted = {Decimal(now["value"]), abs(Decimal(now["gap"]))}
            if row["promise"]["kind"] == "flow":
                wanted |= {Decimal(now["completion"])}
            assert wanted <= said, own

    def test_every_count_is_the_same_on_the_overview_in_excel_and_word(self):
        counts = Counter(WORDS[now["light"]] for now in self.now.values())
        texts = (each.text for each in self.notice.paragraphs)
        opening = next(text for text in texts if text.startswith("截至8月底"))
        in_word = {word: int(re.findall(rf"{word}(\d+)项", opening)[0]) for word in counts}
        heads, line = ([cell.value for cell in row] for row in self.book["汇总"]["A7":"J8"])
        in_excel = dict(zip(heads[1:], line[1:], strict=True))
        page = markup.read(self.get("").decode())
        strip = {each.text for each in page.all("a") if "light=" in each.attributes.get("href", "")}
        assert in_word == dict(counts)
        assert {word: count for word, count in in_excel.items() if count} == dict(counts)
        assert {f"{count}{word}" for word, count in counts.items()} <= strip

    def scores(self):
        """What the stored text says of each unit: total and the parts that count."""
        units = {each["code"]: each["name"] for each in self.stored["units"]}
        league = self.stored["league"]
        return {
            units[each["unit"]]: (
                each.get("rank"),
                Decimal(each["total"]),
                *(self.points(each, key) for key in PARTS),
            )
            for each in (*league["leading"], *league["joining"])
        }

    @staticmethod
    def points(score, key):
        """None where the part is left out, and on a board that does not have it."""
        none: dict[str, str] = {}
        part = next((each for each in score["parts"] if each["key"] == key), none)
        return Decimal(part["points"]) if "points" in part else None

    def test_every_score_is_the_same_in_excel_word_csv_and_json(self):
        told = {"excel": self.excel_scores(), "word": self.word_scores(), "csv": self.csv_scores()}
        assert len(self.scores()) == 22
        assert told == dict.fromkeys(told, self.scores())

    def test_every_score_of_the_page_is_the_stored_one(self):
        page = markup.read(self.get("league/").decode())
        found = {}
        for line in page.all("tr.main"):
            cells = [each.text for each in line.children]
            name = line.one("th").text
            found[name] = (int(cells[0]), number(line.one(".tot").text))
        short = {each["name"]: each["short_name"] for each in self.stored["units"]}
        leading = {each["unit"] for each in self.stored["league"]["leading"]}
        units = {each["name"]: each["code"] for each in self.stored["units"]}
        assert found == {
            name if units[name] in leading else short[name]: (rank, total)
            for name, (rank, total, *_) in self.scores().items()
        }

    def excel_scores(self):
        found = {}
        for row in self.book["晾晒榜"].iter_rows(min_row=4, values_only=True):
            if isinstance(row[0], int):
                found[row[2]] = (row[0], *(held(each) for each in row[3:8]))
        return found

    def word_scores(self):
        found = {}
        for each in self.notice.tables:
            rows = [[cell.text for cell in row.cells] for row in each.rows]
            if rows[0][0] == "名次":
                for row in rows[1:]:
                    told = [number(cell) for cell in row[2:7]]
                    found[row[1]] = (int(row[0]), *told, *[None] * (1 + len(PARTS) - len(told)))
        return found

    def csv_scores(self):
        found: dict[str, list[Any]] = {}
        places = {name: place for place, name in enumerate(PARTS.values(), 2)}
        for row in self.tables["晾晒榜"]:
            blank = [int(row["名次"]), number(row["总分"]), *[None] * len(PARTS)]
            found.setdefault(row["单位"], blank)[places[row["部分"]]] = number(row["得分"])
        return {name: tuple(kept) for name, kept in found.items()}

    # The loop

    def problems(self):
        """What the stored text says of each problem."""
        return {
            each["label"]: {
                "title": each["title"],
                "unit": each["unit"]["short_name"],
                "due": each["due_on"],
                "state": each["state_label"],
                "over": each.get("days_over", 0),
                "latest": each.get("latest", ""),
            }
            for each in self.stored["problems"]
        }

    def orders(self):
        """What the stored text says of each order and request for help."""
        return {
            each["label"]: {
                "title": each["title"],
                "unit": each["unit"]["short_name"],
                "due": each["due_on"],
                "state": each["state_label"],
                "over": each.get("days_over", 0),
            }
            for each in self.stored["orders"]
        }

    def truth_of(self, rows, *fields):
        return {label: {name: row[name] for name in fields} for label, row in rows.items()}

    def test_every_problem_is_the_same_in_excel_word_csv_and_json(self):
        told = {
            "excel": self.problems_in_excel(),
            "word": self.problems_in_word(),
            "csv": self.problems_in_csv(),
        }
        assert len(self.problems()) == 7
        fields = {name: tuple(next(iter(rows.values()))) for name, rows in told.items()}
        assert told == {name: self.truth_of(self.problems(), *fields[name]) for name in told}

    def problems_in_excel(self):
        return {
            row["编号"]: {
                "title": row["问题"],
                "unit": row["责任单位"],
                "due": row["整改时限"],
                "over": days(row["销号情况"]),
                "latest": row["整改进展"],
            }
            for row in self.sheet("问题销号清单")
        }

    def problems_in_word(self):
        return {
            row["编号"]: {
                "title": row["问题"],
                "unit": row["责任单位"],
                "due": iso(row["时限"]),
                "over": days(row["状态"]),
                "latest": row["最新进展"],
            }
            for row in self.word_table("编号")
        }

    def problems_in_csv(self):
        short = {each["name"]: each["short_name"] for each in self.stored["units"]}
        return {
            row["编号"]: {
                "title": row["问题"],
                "unit": short[row["责任单位"]],
                "due": row["时限"],
                "state": row["状态"],
                "over": int(row["超期天数"]),
                "latest": row["最新进展"],
            }
            for row in self.tables["问题"]
        }

    def word_table(self, head):
        made = [
            [[cell.text for cell in row.cells] for row in each.rows] for each in self.notice.tables
        ]
        return table(next(rows for rows in made if rows[0][0] == head))

    def test_every_order_is_the_same_in_excel_word_csv_and_json(self):
        short = {each["name"]: each["short_name"] for each in self.stored["units"]}
        excel = {
            row["文号"]: {
                "title": row["事项"],
                "unit": row["办理单位"],
                "due": row["回复时限"],
                "state": row["办理情况"].partition("，")[0],
                "over": days(row["办理情况"]),
            }
            for row in self.sheet("督办单")
        }
        word = {
            row["文号"]: {
                "title": row["事项"],
                "unit": row["办理单位"],
                "due": iso(row["回复时限"]),
            }
            for row in self.word_table("文号")
        }
        listed = {
            row["文号"]: {
                "title": row["事项"],
                "unit": short[row["办理单位"]],
                "due": row["回复时限"],
                "state": row["状态"],
                "over": int(row["超期天数"]),
            }
            for row in self.tables["督办单"]
        }
        assert len(self.orders()) == 3
        assert excel == listed == self.orders()
        assert word == self.truth_of(self.orders(), "title", "unit", "due")

    def test_every_count_of_the_loop_is_the_same_on_the_units_pages(self):
        units = {each["code"]: each["short_name"] for each in self.stored["units"]}
        codes = [each["unit"] for each in self.stored["league"]["leading"]]
        assert len(codes) == 7
        for code in codes:
            page = markup.read(self.get(f"units/{code}/").decode())
            facts = {
                each.one(".k").text: each.one("b").text for each in page.one(".facts").children
            }
            own = [row for row in self.problems().values() if row["unit"] == units[code]]
            waits = [
                each
                for each in self.stored["orders"]
                if each["kind"] == "order"
                and each["unit"]["code"] == code
                and each["state"] in {"issued", "signed"}
            ]
            left = sum(row["state"] != "已销号" for row in own)
            told = (facts["未销号问题"], facts["待回复督办单"])
            assert told == (str(left), str(len(waits))), code

    def test_every_highlight_is_on_the_overview_and_in_csv(self):
        stored = [(each["title"], each["text"]) for each in self.stored["highlights"]]
        assert len(stored) == 2
        assert [(row["标题"], row["内容"]) for row in self.tables["亮点"]] == stored
        page = self.get("").decode()
        assert all(text in page for both in stored for text in both)
