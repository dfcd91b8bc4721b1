"""How a Word paper looks after GB/T 9704: fonts with what stands in for them, and styles. Pure.

Written as OOXML by hand: a document made from a general template brings along four hundred
styles and another language.
"""

from __future__ import annotations

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SPACES = f'xmlns:w="{W}" xmlns:r="{R}"'

SONG, FANG, KAI, HEI, SMALL_SONG = (
    "宋体",
    "仿宋_GB2312",
    "楷体_GB2312",
    "黑体",
    "方正小标宋简体",
)
LATIN = "Times New Roman"
# What stands in for a font that a machine does not have: (family, other names in order).
FALL_BACKS = {
    SONG: ("roman", "SimSun,Source Han Serif SC,Noto Serif CJK SC"),
    FANG: ("roman", "仿宋,FangSong,STFangsong,Noto Serif CJK SC"),
    KAI: ("roman", "楷体,KaiTi,STKaiti,Noto Serif CJK SC"),
    HEI: ("modern", "SimHei,Source Han Sans SC,Noto Sans CJK SC"),
    SMALL_SONG: ("roman", "FZXiaoBiaoSong-B05S,方正小标宋_GBK,华文中宋,STZhongsong,宋体"),
}
RED = "C00000"
LINE = 560  # twentieths of a point: 28 pt


def fonts(name: str) -> str:
    """The Chinese font; digits and Latin letters stand in the one that every machine has."""
    return f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{name}" w:cs="{LATIN}"/>'


def _style(
    key: str,
    name: str,
    *,
    kind: str = "paragraph",
    based: str = "Normal",
    paragraph: str = "",
    run: str = "",
    is_default: bool = False,
) -> str:
    default = ' w:default="1"' if is_default else ""
    base = "" if is_default else f'<w:basedOn w:val="{based}"/>'
    own = f"<w:pPr>{paragraph}</w:pPr>" if paragraph else ""
    look = f"<w:rPr>{run}</w:rPr>" if run else ""
    return (
        f'<w:style w:type="{kind}"{default} w:styleId="{key}"><w:name w:val="{name}"/>{base}'
        f"<w:qFormat/>{own}{look}</w:style>"
    )


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _exact(line: int, before: int = 0, after: int = 0) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="exact"/>'


_FLAT = '<w:spacing w:before="0" w:after="0" w:line="300" w:lineRule="atLeast"/>'
_CLOSE = '<w:spacing w:before="0" w:after="0" w:line="260" w:lineRule="atLeast"/>'
_NO_INDENT = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'


def styles() -> str:
    """word/styles.xml: every style that a paper uses, and no other."""
    made = (
        _style(
            "Normal",
            "Normal",
            paragraph='<w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/>'
            f'<w:autoSpaceDN w:val="0"/>{_exact(LINE)}<w:jc w:val="both"/>',
            run=f"{fonts(FANG)}{_size(32)}",
            is_default=True,
        ),
        _style("Body", "公文正文", paragraph='<w:ind w:firstLineChars="200" w:firstLine="640"/>'),
        _style(
            "RedHead",
            "红头",
            paragraph='<w:spacing w:before="0" w:after="240" w:line="240" w:lineRule="auto"/>'
            '<w:jc w:val="center"/>',
            run=f'{fonts(SMALL_SONG)}<w:color w:val="{RED}"/>{_size(72)}',
        ),
        _style("Issue", "期号", paragraph=f'{_exact(LINE, 0, 60)}<w:jc w:val="center"/>'),
        _style(
            "Issuer",
            "发文栏",
            paragraph=f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="4" w:color="{RED}"/>'
            f'</w:pBdr>{_exact(LINE)}<w:jc w:val="left"/>',
        ),
        _style(
            "Title",
            "Title",
            paragraph='<w:keepNext/><w:spacing w:before="480" w:after="320" w:line="640" '
            'w:lineRule="exact"/><w:jc w:val="center"/><w:outlineLvl w:val="0"/>',
            run=f"{fonts(SMALL_SONG)}{_size(44)}",
        ),
        _style(
            "Appendix",
            "附件序号",
            paragraph=f'<w:keepNext/><w:pageBreakBefore/>{_exact(LINE)}<w:jc w:val="left"/>',
            run=f"{fonts(HEI)}",
        ),
        _style(
            "AppendixTitle",
            "附件标题",
            paragraph=f'<w:keepNext/>{_exact(LINE, 120, 160)}<w:jc w:val="center"/>'
            '<w:outlineLvl w:val="1"/>',
            run=f"{fonts(SMALL_SONG)}{_size(36)}",
        ),
        _style(
            "Caption",
            "图表题",
            paragraph=f'<w:keepNext/>{_FLAT}<w:jc w:val="center"/>',
            run=f"{fonts(HEI)}{_size(21)}",
        ),
        _style(
            "Measure",
            "单位说明",
            paragraph=f'<w:keepNext/>{_FLAT}<w:jc w:val="right"/>',
            run=_size(19),
        ),
        _style(
            "Picture",
            "图",
            paragraph='<w:spacing w:before="60" w:after="120" w:line="240" w:lineRule="auto"/>'
            '<w:jc w:val="center"/>',
        ),
        _style(
            "Small",
            "小字",
            paragraph='<w:spacing w:before="0" w:after="0" w:line="200" w:lineRule="atLeast"/>'
            '<w:jc w:val="left"/>',
            run=_size(15),
        ),
        _style("Note", "说明", paragraph=f'{_FLAT}<w:jc w:val="left"/>', run=_size(21)),
        _style(
            "Cell", "表格文字", paragraph=f'{_CLOSE}{_NO_INDENT}<w:jc w:val="left"/>', run=_size(21)
        ),
        _style(
            "CellHead",
            "表头",
            based="Cell",
            paragraph='<w:jc w:val="center"/>',
            run=fonts(HEI),
        ),
        _style(
            "Header",
            "header",
            paragraph=f'{_FLAT}<w:jc w:val="right"/>',
            run=f"{fonts(HEI)}{_size(18)}",
        ),
        _style("Footer", "footer", paragraph=_FLAT, run=f"{fonts(SONG)}{_size(28)}"),
        _style(
            "Lead", "一级标题字", kind="character", based="DefaultParagraphFont", run=fonts(HEI)
        ),
        _style(
            "SubLead", "二级标题字", kind="character", based="DefaultParagraphFont", run=fonts(KAI)
        ),
    )
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts(FANG)}{_size(32)}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )
    base = (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        f"{_table_style()}"
    )
    return f"{DECLARATION}<w:styles {SPACES}>{defaults}{''.join(made)}{base}</w:styles>"


def _table_style() -> str:
    """Thin black lines inside, a little heavier round the table."""
    outer = "".join(
        f'<w:{side} w:val="single" w:sz="8" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right")
    )
    inner = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("insideH", "insideV")
    )
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        '<w:style w:type="table" w:styleId="Grid"><w:name w:val="公文表格"/>'
        '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr>'
        f"<w:tblBorders>{outer}{inner}</w:tblBorders><w:tblCellMar>"
        '<w:top w:w="28" w:type="dxa"/><w:left w:w="45" w:type="dxa"/>'
        '<w:bottom w:w="28" w:type="dxa"/><w:right w:w="45" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
    )


def font_table() -> str:
    """word/fontTable.xml: what to take where one of these fonts is missing."""
    listed = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, (family, others) in FALL_BACKS.items()
    )
    return f"{DECLARATION}<w:fonts {SPACES}>{listed}</w:fonts>"
