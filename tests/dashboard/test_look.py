"""The component tags: what they write, what they escape, and that no page needs an inline style."""

import gzip
import re
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.utils.safestring import SafeString

from dashboard import gallery
from dashboard.drawing import Bar, Spark
from dashboard.templatetags import look
from targets.choices import Light

STATIC = Path(__file__).parents[2] / "static"
URL_IN_CSS = re.compile(r"""(?:@import\s+|url\(\s*)["']?([^"')]+)""")


@pytest.fixture(autouse=True)
def plain_static(settings):
    """Style sheets by their own names: nothing has been collected when a test runs."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


def render(source, **context):
    return Template("{% load look %}" + source).render(Context(context))


class FigureForm(forms.Form):
    value = forms.CharField(label="9月累计", help_text="1—9月累计")
    kind = forms.ChoiceField(label="类型", choices=[("flow", "累计量")], required=False)
    agree = forms.BooleanField(label="已核对", required=False)


@pytest.mark.parametrize("light", list(Light))
def test_light_tells_by_glyph_and_word(light):
    html = look.light(light)
    assert f'href="#lt-{light.value}"' in html
    assert html.endswith(f"{light.label}</span>")


def test_lamp_alone_says_its_word_aloud():
    assert look.lamp("far_behind") == (
        '<svg class="lg g-far" role="img" aria-label="严重滞后"><use href="#lt-far_behind"/></svg>'
    )


def test_note_of_a_light_is_escaped():
    html = render('{% light "behind" note=note %}', note="<b>差2</b>")
    assert html.endswith("滞后<small>&lt;b&gt;差2&lt;/b&gt;</small></span>")


def test_every_light_and_icon_used_stands_in_the_sprite():
    sprite = render_to_string("components/sprite.html")
    symbols = set(re.findall(r'id="([^"]+)"', sprite))
    used = set(re.findall(r'(?:href="|url\()#((?:lt|i|p|m)-[a-z_]+)', gallery_page()))
    assert used - symbols == set()
    assert {f"lt-{light.value}" for light in Light} <= symbols


def test_bullet_is_the_drawing_of_the_design():
    html = look.bullet(
        Bar("behind", "完成61.6%，序时66.7%", "49.28", pace="53.33", stretch="86.96")
    )
    assert html == (
        '<svg class="bul bul-behind" role="img" aria-label="完成61.6%，序时66.7%">'
        '<rect class="tr" x="0" y=".33em" width="80%" height=".64em"/>'
        '<rect class="ovr" x="80%" y=".33em" width="20%" height=".64em"/>'
        '<rect class="vl" x="0" y=".45em" width="49.28%" height=".4em"/>'
        '<line class="pace" x1="53.33%" x2="53.33%" y1="0" y2=".97em"'
        ' marker-start="url(#m-pace)"/>'
        '<line class="strc" x1="86.96%" x2="86.96%" y1=".16em" y2="1.14em"/>'
        '<line class="goal" x1="80%" x2="80%" y1=".16em" y2="1.14em"/></svg>'
    )


@pytest.mark.parametrize(
    ("bar", "has", "has_not"),
    [
        (Bar("idle", "", "77", hatch="raw"), 'fill="url(#p-raw)"', 'class="vl"'),
        (Bar("far", "", "60", hatch="carry"), 'fill="url(#p-carry)"', 'class="cut"'),
        (Bar("good", "", "100", is_cut=True), 'class="cut"', "url(#p-"),
        (Bar("far", "", "86", is_forbidden_beyond=True), 'fill="url(#p-forbid)"', 'class="ovr"'),
        (Bar("overdue", "", is_frame=True), 'class="frame"', 'class="tr"'),
        (Bar("idle", "", is_frame=True, has_goal=False), 'class="frame"', 'class="goal"'),
    ],
    ids=["raw", "carried", "cut", "forbidden", "overdue", "not due"],
)
def test_bullet_draws_each_case(bar, has, has_not):
    html = look.bullet(bar)
    assert has in html
    assert has_not not in html


def test_spark_without_figures_says_so_in_words():
    assert look.spark(Spark("idle")) == '<span class="xs mut">暂无数据</span>'


def test_spark_ends_in_the_lights_colour():
    html = look.spark(Spark("far", "4,5 92,5", "4,20 12,18", ("12", "18")))
    assert html == (
        '<svg class="spk spk-far" viewBox="0 0 96 26" aria-hidden="true">'
        '<polyline class="rf" points="4,5 92,5"/><polyline class="ln" points="4,20 12,18"/>'
        '<circle class="dt" cx="12" cy="18" r="2.8"/></svg>'
    )


@pytest.mark.parametrize("month", [6, "6", "6月"])
def test_carried_tag_names_the_month_once(month):
    assert look.carried(month) == '<span class="tag">沿用6月</span>'


def test_inferred_tag_carries_its_basis_escaped():
    assert look.inferred('"任务6"') == ('<span class="tag" title="&quot;任务6&quot;">推定</span>')


def test_chip_links_where_there_is_a_way():
    assert look.chip("on_pace", "47.35亿元", "/x").startswith(
        '<a class="chip chip-good" href="/x">'
    )
    assert look.chip("on_pace", "47.35亿元").startswith('<span class="chip chip-good">')


def test_month_switcher_links_months_and_marks_current_and_filing():
    html = render('{% months switcher year="2024年" %}', switcher=gallery.examples()["months"])
    wide = html.split("</nav>")[0]
    assert '<a href="#8" aria-current="page">8月</a>' in wide
    assert '<a href="#9" class="open" title="填报中，未发布">9月</a>' in wide
    assert '<span class="off">12月</span>' in wide
    assert wide.count("<a ") == 9


def test_month_switcher_steps_to_the_neighbours():
    html = render("{% months switcher %}", switcher=gallery.examples()["months"])
    assert 'href="#7" aria-label="上一月，7月"' in html
    assert 'href="#9" aria-label="下一月，9月"' in html


def test_month_switcher_without_a_current_month_offers_the_list():
    switcher = [{"label": "1月", "url": "", "state": "future", "title": ""}]
    assert "选择月份" in render("{% months switcher %}", switcher=switcher)


def test_formula_opens_without_javascript_and_escapes():
    card = {"title": "完成率怎么算", "words": "累计 ÷ 目标", "numbers": "<10.78> ÷ 17.5 = 61.6%"}
    html = render('{% formula card "fx-done" %}', card=card)
    assert "<details" in html
    assert 'id="fx-done"' in html
    assert "&lt;10.78&gt; ÷ 17.5 = 61.6%" in html


def test_field_puts_the_error_between_label_and_input():
    form = FigureForm({"value": ""})
    html = render("{% field form.value %}", form=form)
    assert html.index("9月累计</label>") < html.index("id_value_error") < html.index("<input")
    assert 'aria-describedby="id_value_error id_value_helptext"' in html
    assert 'aria-invalid="true"' in html


def test_field_with_a_unit_keeps_it_inside_the_frame():
    html = render('{% field form.value unit="亿元" %}', form=FigureForm())
    assert re.search(r'<div class="inp"><input[^>]*><span>亿元</span></div>', html)


def test_field_styles_selects_and_ticks_by_what_they_are():
    form = FigureForm()
    assert 'class="form-select"' in render("{% field form.kind %}", form=form)
    assert 'class="form-check-input"' in render("{% field form.agree %}", form=form)


def test_error_summary_links_each_line_to_its_field():
    form = FigureForm({"value": ""})
    html = render("{% error_summary form %}", form=form)
    assert "有1处需要改正" in html
    assert 'href="#id_value"' in html


def test_error_summary_of_a_sound_form_is_empty():
    assert render("{% error_summary form %}", form=FigureForm({"value": "1"})).strip() == ""


def test_hot_tags_return_safe_markup():
    assert isinstance(look.light("behind"), SafeString)
    assert isinstance(look.bullet(Bar("good", "")), SafeString)


def gallery_page():
    return render_to_string("dashboard/gallery.html", gallery.examples())


@pytest.mark.parametrize(
    "name",
    [
        "dashboard/gallery.html",
        "400.html",
        "403.html",
        "429.html",
        "403_csrf.html",
        "404.html",
        "500.html",
    ],
)
def test_page_needs_no_inline_style_or_script(name):
    html = get_template(name).render(gallery.examples())
    assert re.findall(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*src=)", html) == []


def test_gallery_has_one_h1_and_every_bar_speaks():
    html = gallery_page()
    assert html.count("<h1") == 1
    assert 'aria-label=""' not in html


def test_server_error_page_needs_no_context():
    html = get_template("500.html").render()
    assert "系统出错了" in html
    assert 'href="/"' in html


def gzipped(*names):
    return sum(len(gzip.compress((STATIC / name).read_bytes())) for name in names)


def test_what_the_overview_loads_stays_light():
    own = gzipped("css/tokens.css", "css/theme.css")
    framework = gzipped("vendor/bootstrap/bootstrap-trimmed.css")
    scripts = gzipped("js/base.js", "vendor/htmx/htmx.min.js")
    assert own <= 12_000
    assert framework <= 12_000
    assert own + framework + scripts + gzipped("favicon.svg") <= 45_000


def test_style_sheets_fetch_nothing():
    sheets = sorted(STATIC.rglob("*.css"))
    fetched = [url for sheet in sheets for url in URL_IN_CSS.findall(sheet.read_text("utf-8"))]
    assert [url for url in fetched if not url.startswith(("data:image/svg+xml,", "#"))] == []
