"""The components of the look as template tags; each stands in the gallery page.

Tags of hot tables build their markup from our own numbers and fixed words, so they may mark it
safe; whatever a person wrote goes through `format_html` or a template and is escaped there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.forms import BoundField, Form
from django.template import Context
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from dashboard.drawing import TONES, Bar, Spark
from targets.choices import Light

register = template.Library()

_TRACK = (
    '<rect class="tr" x="0" y=".33em" width="80%" height=".64em"/>'
    '<rect class="ovr" x="80%" y=".33em" width="20%" height=".64em"/>'
)
_FORBIDDEN = (
    '<rect class="tr" x="0" y=".33em" width="80%" height=".64em"/>'
    '<rect x="80%" y=".33em" width="20%" height=".64em" fill="url(#p-forbid)"/>'
)
_FRAME = '<rect class="frame" x="0" y=".33em" width="80%" height=".64em"/>'
_CUT = (
    '<line class="cut" x1="96%" x2="97.2%" y1="1em" y2=".3em"/>'
    '<line class="cut" x1="98%" x2="99.2%" y1="1em" y2=".3em"/>'
)
_GOAL = '<line class="goal" x1="80%" x2="80%" y1=".16em" y2="1.14em"/>'

_OPEN = {
    light.value: (
        f'<span class="lt lt-{TONES[light]}{{box}}"><svg aria-hidden="true">'
        f'<use href="#lt-{light.value}"/></svg>'
    )
    for light in Light
}
_PLAIN = {code: opened.replace("{box}", "") for code, opened in _OPEN.items()}
_BOXED = {code: opened.replace("{box}", " lt-box") for code, opened in _OPEN.items()}
_LABELS = {light.value: str(light.label) for light in Light}
_SILENT = {
    light.value: mark_safe(  # noqa: S308 - fixed words of our own
        f'<svg class="lg g-{TONES[light]}" aria-hidden="true"><use href="#lt-{light.value}"/></svg>'
    )
    for light in Light
}


def light(code: str, note: str = "", word: str = "") -> SafeString:
    """A light in a table, glyph and word, and a small note; `word` is the plan's own name of it."""
    return _with_note(_PLAIN[code] + _said(code, word), note)


@register.simple_tag(takes_context=True, name="light")
def light_tag(context: Context, code: str, note: str = "") -> SafeString:
    """{% light row.light note="沿用6月" %}: the same, called as `light_words` of the context says."""
    return light(code, note, _own_word(context, code))


@register.simple_tag(takes_context=True)
def light_box(context: Context, code: str, note: str = "") -> SafeString:
    """{% light_box row.light %}: the same on its tint, for the head of a page."""
    return _with_note(_BOXED[code] + _said(code, _own_word(context, code)), note)


@register.simple_tag(takes_context=True)
def light_word(context: Context, code: str) -> str:
    """{% light_word code %}: the word alone, where its glyph stands beside it."""
    return _own_word(context, code) or _LABELS[code]


def lamp(code: str, word: str = "") -> SafeString:
    """The glyph alone, its word said aloud; for tiles and dense lists only."""
    return mark_safe(  # noqa: S308 - fixed words of our own, and an escaped one
        f'<svg class="lg g-{TONES[Light(code)]}" role="img" aria-label="{_said(code, word)}">'
        f'<use href="#lt-{Light(code).value}"/></svg>'
    )


@register.simple_tag(takes_context=True, name="lamp")
def lamp_tag(context: Context, code: str) -> SafeString:
    """{% lamp code %}: the same, called as `light_words` of the context says."""
    return lamp(code, _own_word(context, code))


@register.simple_tag
def glyph(code: str) -> SafeString:
    """{% glyph code %}: the glyph, silent, where its word stands beside it anyway."""
    return _SILENT[code]


@register.simple_tag
def tone(code: str) -> str:
    """{% tone code %}: good, behind, far, overdue or idle, to build a class such as tile-far."""
    return TONES[Light(code)]


@register.simple_tag
def icon(name: str) -> SafeString:
    """{% icon "print" %}: one of the sprite's icons, as ornament beside its word."""
    return format_html('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def bullet(bar: Bar, size: str = "") -> SafeString:
    """{% bullet row.bar %}: a bullet bar; size="lg" for the head of a target's page."""
    ground = _FRAME if bar.is_frame else _FORBIDDEN if bar.is_forbidden_beyond else _TRACK
    css = f"bul bul-{bar.tone} bul-{size}" if size else f"bul bul-{bar.tone}"
    parts = [f'<svg class="{css}" role="img" aria-label="{bar.label}">{ground}']
    if bar.value is not None:
        box = f'x="0" y=".45em" width="{bar.value}%" height=".4em"'
        if bar.hatch != "raw":
            parts.append(f'<rect class="vl" {box}/>')
        if bar.hatch:
            parts.append(f'<rect {box} fill="url(#p-{bar.hatch})"/>')
        if bar.is_cut:
            parts.append(_CUT)
    if bar.pace is not None:
        parts.append(
            f'<line class="pace" x1="{bar.pace}%" x2="{bar.pace}%" y1="0" y2=".97em"'
            ' marker-start="url(#m-pace)"/>'
        )
    if bar.stretch is not None:
        x = bar.stretch
        parts.append(f'<line class="strc" x1="{x}%" x2="{x}%" y1=".16em" y2="1.14em"/>')
    if bar.has_goal:
        parts.append(_GOAL)
    parts.append("</svg>")
    return mark_safe("".join(parts))  # noqa: S308 - numbers and fixed words of drawing.py


@register.simple_tag
def spark(line: Spark) -> SafeString:
    """{% spark row.spark %}: a sparkline, silent, since the row says the same in words."""
    if line.dot is None:
        return mark_safe('<span class="xs mut">暂无数据</span>')
    x, y = line.dot
    return mark_safe(  # noqa: S308 - numbers of drawing.py
        f'<svg class="spk spk-{line.tone}" viewBox="0 0 96 26" aria-hidden="true">'
        f'<polyline class="rf" points="{line.reference}"/>'
        f'<polyline class="ln" points="{line.line}"/>'
        f'<circle class="dt" cx="{x}" cy="{y}" r="2.8"/></svg>'
    )


@register.simple_tag
def carried(month: int | str) -> SafeString:
    """{% carried 6 %}: the tag before a figure that an earlier month lent (沿用6月)."""
    return format_html('<span class="tag">沿用{}月</span>', str(month).removesuffix("月"))


@register.simple_tag
def inferred(basis: str = "") -> SafeString:
    """{% inferred basis %}: the tag of what we inferred and the office has not confirmed (推定)."""
    if not basis:
        return mark_safe('<span class="tag">推定</span>')
    return format_html('<span class="tag" title="{}">推定</span>', basis)


@register.simple_tag
def corrected(before: str, url: str) -> SafeString:
    """{% corrected "更正前46" line.url %}: the tag of a figure changed after publication (已更正)."""
    return format_html('<a class="tag" href="{}#corrections" title="{}">已更正</a>', url, before)


@register.simple_tag
def chip(code: str, text: str, url: str = "") -> SafeString:
    """{% chip code text url %}: a figure with its light, as it stands inside running text."""
    body = format_html("{}{}", _SILENT[code], text)
    if not url:
        return format_html('<span class="chip chip-{}">{}</span>', TONES[Light(code)], body)
    return format_html('<a class="chip chip-{}" href="{}">{}</a>', TONES[Light(code)], url, body)


@register.simple_tag
def panel_head(title: str, aside: str = "", id: str = "") -> SafeString:  # noqa: A002 - HTML's word
    """{% panel_head "主要目标 17项" aside="亿元" id="h-goals" %}: the head row of a panel."""
    name = format_html(' id="{}"', id) if id else ""
    right = format_html('<span class="r">{}</span>', aside) if aside else ""
    return format_html("<header><h2{}>{}</h2>{}</header>", name, title, right)


@register.inclusion_tag("components/months.html")
def months(
    switcher: Sequence[Mapping[str, Any]], year: str = "", issue: str = ""
) -> dict[str, Any]:
    """{% months switcher year="2024年" issue="第8期" %}: the month switcher, wide and narrow.

    Each month is {label, url, state, title}; state is current, published, filing or future.
    """
    here = next((at for at, month in enumerate(switcher) if month["state"] == "current"), None)
    before = switcher[here - 1] if here else None
    after = switcher[here + 1] if here is not None and here + 1 < len(switcher) else None
    return {
        "months": switcher,
        "year": year,
        "issue": issue,
        "current": None if here is None else switcher[here],
        "before": before,
        "after": after,
    }


@register.inclusion_tag("components/formula.html")
def formula(f: Any, id: str) -> dict[str, Any]:  # noqa: A002 - HTML's word
    """{% formula row.pace_formula "fx-pace" %}: the 公式 button and its card.

    `f` has `title`, `words` (the formula) and `numbers` (with the figures put in), maybe `note`.
    """
    return {"f": f, "id": id}


@register.simple_tag
def legend() -> SafeString:
    """{% legend %}: what the parts of a bullet bar mean; once a page."""
    return _LEGEND


@register.inclusion_tag("components/empty.html")
def empty_state(title: str, text: str, url: str = "", label: str = "") -> dict[str, str]:
    """{% empty_state title text url label %}: why a list is empty, what comes next, one way on."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Form) -> dict[str, Any]:
    """{% error_summary form %}: everything to put right, each line a link to its field."""
    errors = [
        {"url": f"#{form[name].id_for_label}" if name in form.fields else "", "text": text}
        for name, texts in form.errors.items()
        for text in texts
    ]
    return {"errors": errors}


@register.inclusion_tag("components/error_summary.html")
def error_list(errors: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    """{% error_list errors %}: the same for pages that write their inputs themselves ({url, text})."""
    return {"errors": list(errors)}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, unit: str = "") -> dict[str, Any]:
    """{% field form.value unit="亿元" %}: label, error, input, hint, in this order."""
    kind = getattr(bound.field.widget, "input_type", "")
    is_select = bound.field.widget.__class__.__name__.startswith("Select") or kind == "select"
    css = (
        "form-check-input" if kind == "checkbox" else "form-select" if is_select else "form-control"
    )
    attrs: dict[str, str | bool] = (
        {} if unit else {"class": f"{css} is-bad" if bound.errors else css}
    )
    described = [bound.auto_id + end for end, on in _descriptions(bound) if on]
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return {
        "field": bound,
        "widget": bound.as_widget(attrs=attrs),
        "is_check": kind == "checkbox",
        "is_password": kind == "password",
        "unit": unit,
    }


def _descriptions(bound: BoundField) -> tuple[tuple[str, bool], ...]:
    return ("_error", bool(bound.errors)), ("_helptext", bool(bound.help_text))


def _own_word(context: Context, code: str) -> str:
    """The name that the page's plan has for a light; empty for the usual one."""
    names: Mapping[str, str] = context.get("light_words") or {}
    return names.get(code, "")


def _said(code: str, word: str) -> str:
    return escape(word) if word else _LABELS[code]


def _with_note(words: str, note: str) -> SafeString:
    if not note:
        return mark_safe(words + "</span>")  # noqa: S308 - fixed words of our own
    return format_html("{}<small>{}</small></span>", mark_safe(words), note)  # noqa: S308 - likewise


def _legend() -> SafeString:
    value = bullet(Bar("good", "图例：实绩", value="49.6", pace="53.33"))
    carried_over = bullet(Bar("good", "图例：沿用上期", value="59.2", hatch="carry"))
    marks = (
        ("序时进度", '<path class="pt" d="M9 1h10l-5 7z"/><path class="bl-thin" d="M14 3v12"/>'),
        ("目标值", '<path class="bl-mark" d="M14 1v14"/>'),
        ("力争值", '<path class="bl-dash" d="M14 1v14"/>'),
    )
    drawn = format_html_join(
        "",
        '<span><svg viewBox="0 0 28 16" aria-hidden="true">{}</svg>{}</span>',
        ((mark_safe(path), word) for word, path in marks),  # noqa: S308 - fixed paths above
    )
    return format_html(
        '<div class="key"><span>{}实绩</span>{}<span>{}沿用上期</span></div>',
        value,
        drawn,
        carried_over,
    )


_LEGEND = _legend()
