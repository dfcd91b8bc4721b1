"""August of the demonstration, read back from what people get: its formulas and its figures.

Nothing here looks into the report: pages are read as HTML, files are opened again, and what they
print is recomputed from the numbers printed beside it.
"""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO, StringIO
from statistics import variance
from typing import Any, NamedTuple

from django.core.cache import cache
from django.core.management import call_command
from django.test import TestCase, override_settings
from openpyxl import Workbook, load_workbook

from accounts.models import User
from dashboard import demo, publication
from plans.models import Plan
from targets.choices import Light
from targets.formulas import Formula
from targets.numbers import half_up
from tests.dashboard.markup import Element, read
from tests.targets.test_formulas import check, compute

D = Decimal
MONTH = "/dinghai-2024/2024-08/"
CODES = [f"T{number:02d}" for number in range(1, 26)]


class Seen(NamedTuple):
    """What a medium tells of a target; None where it tells that there is nothing."""

    light: str
    value: Decimal | None
    completion: Decimal | None
    gap: Decimal | None
    needed: Decimal | None
    forecast: Decimal | None


class Opened(NamedTuple):
    """A formula's card, and the figure that stands beside its button."""

    title: str
    words: str
    numbers: str
    figure: str


def number(text: object) -> Decimal | None:
    """The figure in a text: −5.1个百分点 is -5.1; None for —, 未报, 已完成 and nothing."""
    found = re.search(r"[−+-]?[0-9][0-9,]*(?:\.[0-9]+)?", str(text))
    return D(found[0].replace("−", "-").replace(",", "")) if found else None


def surely(text: str) -> Decimal:
    """The figure in a text that must hold one."""
    found = number(text)
    assert found is not None, text
    return found


def code_of(element: Element) -> str:
    """The target that the first link within leads to."""
    return element.one("a").attributes["href"].rstrip("/").rpartition("/")[2]


def card(fx: Element, figure: str) -> Opened:
    pop = fx.one(".fxpop")
    words, numbers = (each.text for each in pop.all(".eq"))
    return Opened(pop.one("h3").text, words, numbers, figure)


def cards(page: Element) -> list[Opened]:
    """Every formula of a target's page with the figure that it explains."""
    found = []
    for fact in page.one(".stats").children:
        found += [card(fx, fact.one(".n").text) for fx in fact.one(".k").all(".fx")]
        for note in fact.all(".s"):
            figure = re.sub("^(同比|序时比|增量完成率|80%区间)", "", note.text)
            found += [card(fx, figure) for fx in note.all(".fx")]
    for row in (cell for each in page.all(".kv") for cell in each.all("td")):
        figure = re.sub("^.*应(完成|达到)", "", row.text)
        found += [card(fx, figure) for fx in row.all(".fx")]
    return found


@override_settings(DEMO=True, DEMO_DAY=date(2024, 10, 8))
class TestAugust(TestCase):
    """Loaded once for the class: a whole year's worth of acts takes seconds."""

    stored: dict[str, dict[str, Any]]
    leader: User

    @classmethod
    def setUpTestData(cls) -> None:
        cache.clear()
        call_command("loaddata", "dinghai_2024", verbosity=0)
        plan = Plan.objects.get()
        demo.load(plan)
        august = publication.newest(plan, 8)
        assert august is not None
        body = json.loads(august.body)
        cls.stored = {row["code"]: row for row in body["targets"]}
        cls.leader = User.objects.get(username="demo-leader")

    def setUp(self) -> None:
        self.client.force_login(self.leader)

    def page(self, address: str = "") -> Element:
        return read(self.client.get(MONTH + address).content.decode())

    def book(self) -> Workbook:
        return load_workbook(BytesIO(self.client.get(f"{MONTH}export.xlsx").getvalue()))

    def told(self) -> dict[str, Seen]:
        """The stored report: the file that everything else is made of."""
        return {code: self._told(row) for code, row in self.stored.items()}

    @staticmethod
    def _told(row: dict[str, Any]) -> Seen:
        now = row["figures"][-1]
        figures = (now.get(name) for name in ("value", "completion", "gap", "needed"))
        value, completion, gap, needed = (D(each) if each else None for each in figures)
        forecast = D(row["forecast"]) if "forecast" in row else None
        return Seen(Light(now["light"]).label, value, completion, gap, needed, forecast)

    # Formulas

    def test_every_figure_with_a_formula_comes_from_the_numbers_printed_in_it(self):
        titles: dict[str, int] = {}
        for code in CODES:
            for opened in cards(self.page(f"targets/{code}/")):
                with self.subTest(code=code, title=opened.title):
                    titles[opened.title] = titles.get(opened.title, 0) + 1
                    figure = opened.figure
                    if opened.title == "80%区间":
                        figure = opened.numbers.rpartition(" = ")[2]
                    check(Formula(opened.title, opened.words, opened.numbers, figure))
                    assert opened.words.startswith(f"{opened.title} = ")
        assert titles == {
            "同比": 13,
            "完成率": 23,
            "与序时相差": 22,
            "序时比": 22,
            "后续月均需完成": 12,
            "年终预测": 17,
            "80%区间": 17,
            "序时应完成": 17,
            "序时应达到": 6,
        }

    def test_each_target_opens_as_many_formulas_as_it_has_computed_figures(self):
        for code in CODES:
            with self.subTest(code=code):
                now = self.stored[code]["figures"][-1]
                names = ("completion", "gap", "index", "needed", "expected", "year_on_year")
                count = sum(name in now for name in names)
                count += sum(name in self.stored[code] for name in ("forecast", "forecast_low"))
                assert len(cards(self.page(f"targets/{code}/"))) == count

    def test_the_band_is_that_of_the_increments_in_the_forecasts_own_formula(self):
        bands = dict.fromkeys((True, False), 0)
        for code in CODES:
            opened = {each.title: each for each in cards(self.page(f"targets/{code}/"))}
            if "80%区间" not in opened:
                continue
            with self.subTest(code=code):
                band, year_end = opened["80%区间"], opened["年终预测"]
                spread = self._spread(code, year_end)
                printed = band.numbers.split(" × ")[1]
                places = len(printed.partition(".")[2])
                assert half_up(spread, places) == D(printed)
                low, high = map(surely, band.figure.split("—"))
                middle, width = surely(year_end.figure), surely(band.numbers.rpartition(" = ")[2])
                assert abs(high - middle - width) <= D("0.1")  # each is rounded by itself
                assert low <= middle <= high
                bands["去年" in year_end.words] += 1
        assert bands == {True: 4, False: 13}  # a season, none

    def _spread(self, code: str, year_end: Opened) -> Decimal:
        """The standard deviation of the increments printed; in a season, of last year's months."""
        mean = re.search(r" \+ \((.+)\) ÷ [0-9]+ × ", year_end.numbers)
        assert mean is not None
        squared = variance([compute(part) for part in mean[1].split(" + ")])
        typical = Fraction(1)
        if "去年" in year_end.words:
            typical = Fraction(dict(self.stored[code]["past"])[12]) / 12
        exact = squared * typical * typical
        return (D(exact.numerator) / D(exact.denominator)).sqrt()

    # Figures

    def test_the_list_tells_what_is_stored(self):
        seen = {}
        for row in self.page("targets/").one("table.tg").all("tr"):
            if "data-href" in row.attributes:
                cell = {
                    name: row.one(f".{css}").text
                    for name, css in {"light": "l", "value": "v", "done": "cp", "gap": "gp"}.items()
                }
                needed, forecast = (each.text for each in row.all(".x")[-2:])
                value = cell["value"].rpartition(" ")[2]
                seen[code_of(row)] = Seen(
                    cell["light"],
                    *map(number, (value, cell["done"], cell["gap"], needed, forecast)),
                )
        assert seen == self.told()

    def test_each_targets_page_tells_what_is_stored(self):
        for code, told in self.told().items():
            with self.subTest(code=code):
                page = self.page(f"targets/{code}/")
                value, _, done, gap, needed, forecast = (
                    number(fact.one(".n").text) for fact in page.one(".stats").children
                )
                light = page.one(".lt-box").text
                assert Seen(light, value, done, gap, needed, forecast) == told
                newest = page.one("section#data").one("tbody").one("tr")
                assert newest.one(".lt").text == told.light
                assert number(newest.one("td").text) == told.value

    def test_the_csv_file_tells_what_is_stored(self):
        text = self.client.get(f"{MONTH}targets.csv").content.decode("utf-8-sig")
        names = ("实绩", "完成率（%）", "差距", "后续月均需完成", "年终外推")
        seen = {
            row["代码"]: Seen(row["亮灯"], *(number(row[name]) for name in names))
            for row in csv.DictReader(StringIO(text))
        }
        assert seen == self.told()

    def test_the_workbook_tells_what_is_stored(self):
        book = self.book()
        lines = list(book["指标"].iter_rows(min_row=3, max_row=28, values_only=True))
        codes = {row["short_name"]: code for code, row in self.stored.items()}
        seen = {}
        for line in lines[1:]:
            row = dict(zip(lines[0], line, strict=True))
            names = ("累计完成", "占年度目标%", "超/慢序时(百分点)", "后续月均需完成")
            value, share, gap, needed = (number(row[name]) for name in names)
            code = codes[str(row["指标"])]
            done = None if share is None else half_up(share * 100, 1)
            forecast = self.told()[code].forecast  # the meeting's table has no year's end
            seen[code] = Seen(str(row["亮灯"]), value, done, gap, needed, forecast)
        assert seen == self.told()

    def test_the_overview_tells_what_is_stored(self):
        page = self.page()
        rows = [row for table in page.all("table.ov") for row in table.all("tr") if row.all("a")]
        seen = {code_of(row): (row.one(".lt").text, number(row.one(".v").text)) for row in rows}
        told = self.told()
        assert seen == {code: (each.light, each.value) for code, each in told.items()}
        listed = page.one("section.o1").one("dl.who").all("dd")
        late = {code_of(each): number(each.one("span").text) for each in listed}
        lights = {Light.BEHIND.label, Light.FAR_BEHIND.label, Light.OVERDUE.label}
        assert late == {code: each.gap for code, each in told.items() if each.light in lights}

    # Counts

    def test_counts_are_the_same_wherever_they_are_told(self):
        page = self.page()
        assert page.one(".say").one("b").text == "25项指标，14项在轨，8项滞后，1项未报"
        strip = {
            each.one(".w").text: number(each.one(".n").text) for each in page.one(".cnts").all("li")
        }
        assert strip == {
            "已达力争": 0,
            "已完成": 5,
            "超序时": 4,
            "达序时": 5,
            "滞后": 5,
            "严重滞后": 3,
            "逾期未报": 1,
            "缺基期": 1,
            "未到报送期": 1,
        }
        listed = [each.light for each in self.told().values()]
        assert strip == {word: listed.count(word) for word in strip}
        chips = {each.text for each in self.page("targets/").all("a.flt")}
        assert chips == {f"{word}{count}" for word, count in strip.items() if count} | {"全部25"}
        sentence = "25项指标中列入评判23项：在轨14、滞后8、未报1；不评判2项（缺基期1、未到报送期1）"
        assert f"{sentence}。" in {each.text for each in self.page("formulas/").all("footer")}
        book = self.book()
        told = {cell for (cell,) in book["汇总"].iter_rows(max_col=1, values_only=True)}
        assert {"25项指标，14项在轨，8项滞后，1项未报", sentence} <= told
