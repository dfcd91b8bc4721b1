"""How single sentences of official texts are read: value, stretch, unit, comparator, kind; and what is no target."""

from __future__ import annotations

import pytest

from plans.reader.numerals import plain
from plans.reader.reading import read

AL, AB, AM, RG, RK = "at_least", "about", "at_most", "range", "rank"
FLOW, STOCK, RATIO, GROWTH = "flow", "stock", "ratio", "growth"

TARGETS = [
    # comparing words before the number
    ("地区生产总值达到680亿元", [("680", None, "亿元", AL, FLOW)]),
    ("固定资产投资不低于150亿元", [("150", None, "亿元", AL, FLOW)]),
    ("新增就业岗位不少于5000个", [("5000", None, "个", AL, FLOW)]),
    ("外贸进出口总额突破90亿元", [("90", None, "亿元", AL, FLOW)]),
    ("网络零售额超过30亿元", [("30", None, "亿元", AL, FLOW)]),
    ("力争引进外资项目3个", [("3", None, "个", AL, FLOW)]),
    ("确保完成税收收入25.6亿元", [("25.6", None, "亿元", AL, FLOW)]),
    ("生产安全事故死亡人数不超过5人", [("5", None, "人", AM, FLOW)]),
    ("城镇调查失业率控制在5.5%左右", [("5.5", None, "%", AB, RATIO)]),
    ("居民消费价格涨幅控制在3%以内", [("3", None, "%", AM, GROWTH)]),
    ("人口自然增长率保持在4‰左右", [("4", None, "‰", AB, RATIO)]),
    ("不良贷款率低于1.2%", [("1.2", None, "%", AM, RATIO)]),
    ("森林覆盖率稳定在58%以上", [("58", None, "%", AL, RATIO)]),
    ("万元GDP用水量降至32立方米以下", [("32", None, "立方米", AM, FLOW)]),
    ("办理环节压缩到3个以内", [("3", None, "个", AM, FLOW)]),
    # growth and fall
    ("一般公共预算收入增长6.5%", [("6.5", None, "%", AL, GROWTH)]),
    ("规上工业增加值增速达到7.5%以上", [("7.5", None, "%", AL, GROWTH)]),
    ("社会消费品零售总额增长8%左右", [("8", None, "%", AB, GROWTH)]),
    ("单位GDP能耗下降3%", [("-3", None, "%", AM, GROWTH)]),
    ("刑事案件发案率下降5%以上", [("-5", None, "%", AM, GROWTH)]),
    ("三公经费压减10%", [("-10", None, "%", AM, GROWTH)]),
    (
        "高新技术企业数量增长20%，研发投入强度提高0.2个百分点",
        [("20", None, "%", AL, GROWTH), ("0.2", None, "个百分点", AL, GROWTH)],
    ),
    ("数字经济核心产业营业收入翻一番", [("100", None, "%", AL, GROWTH)]),
    ("全市旅游收入三年实现翻两番", [("300", None, "%", AL, GROWTH)]),
    ("发电量增长1.5倍", [("1.5", None, "倍", AL, GROWTH)]),
    ("城镇化率由61.2%提高到62.5%", [("62.5", None, "%", AL, RATIO)]),
    ("压减落后产能20万吨", [("20", None, "万吨", AL, FLOW)]),
    # ranges and stretches
    ("地区生产总值增长5.5%-6%", [("5.5", "6", "%", RG, GROWTH)]),
    ("新增规上企业30至35家", [("30", "35", "家", RG, FLOW)]),
    ("举办招聘会20～25场", [("20", "25", "场", RG, FLOW)]),
    ("GDP增长6%，力争达到6.5%", [("6", "6.5", "%", AL, GROWTH)]),
    ("培育高新技术企业50家（力争60家）", [("50", "60", "家", AL, FLOW)]),
    ("外贸出口增长5%、力争增长8%", [("5", "8", "%", AL, GROWTH)]),
    ("确保投资增长10%，力争12%", [("10", "12", "%", AL, GROWTH)]),
    ("能耗强度下降3%，力争下降3.5%", [("-3", "-3.5", "%", AM, GROWTH)]),
    # numerals
    ("新建幼儿园六所", [("6", None, "所", AL, FLOW)]),
    ("建成美丽乡村示范片两个", [("2", None, "个", AL, FLOW)]),
    ("培训农民一千二百人次", [("1200", None, "人次", AL, FLOW)]),
    ("治理水土流失十五平方公里", [("15", None, "平方公里", AL, FLOW)]),
    ("财政收入增长百分之八点五", [("8.5", None, "%", AL, GROWTH)]),
    ("本地就业占比超过六成", [("60", None, "%", AL, RATIO)]),
    ("服务群众５０００人次以上", [("5000", None, "人次", AL, FLOW)]),
    ("发放消费券1,200万元", [("1200", None, "万元", AL, FLOW)]),
    ("引进人才三十余名", [("30", None, "名", AL, FLOW)]),
    ("新增绿地10余万平方米", [("10", None, "万平方米", AL, FLOW)]),
    # lists
    (
        "党政机关、事业单位节水器具普及率均达到100%",
        [("100", None, "%", AL, RATIO), ("100", None, "%", AL, RATIO)],
    ),
    (
        "工业投资、民间投资、基础设施投资分别增长12%、8%和5%",
        [("12", None, "%", AL, GROWTH), ("8", None, "%", AL, GROWTH), ("5", None, "%", AL, GROWTH)],
    ),
    ("评选先进集体、先进个人各10个", [("10", None, "个", AL, FLOW), ("10", None, "个", AL, FLOW)]),
    (
        "新建公园3个、绿道12公里、停车场5处",
        [("3", None, "个", AL, FLOW), ("12", None, "公里", AL, FLOW), ("5", None, "处", AL, FLOW)],
    ),
    ("新增3家上市企业和5家拟上市企业", [("3", None, "家", AL, FLOW), ("5", None, "家", AL, FLOW)]),
    ("培育龙头企业10家，其中省级2家", [("10", None, "家", AL, FLOW), ("2", None, "家", AL, FLOW)]),
    (
        "婴儿死亡率、5岁以下儿童死亡率、孕产妇死亡率分别下降到4.0‰、4.5‰、10/10万",
        [
            ("4", None, "‰", AM, RATIO),
            ("4.5", None, "‰", AM, RATIO),
            ("10", None, "/10万", AM, RATIO),
        ],
    ),
    ("人均预期寿命达到78.5岁", [("78.5", None, "岁", AL, STOCK)]),
    ("计划引进3-5项新品种和新技术", [("3", "5", "项", RG, FLOW)]),
    (
        "计划全年引进投资5000万元以上的项目3个以上，到位资金达到2亿元以上",
        [("3", None, "个", AL, FLOW), ("2", None, "亿元", AL, FLOW)],
    ),
    (
        "预计新增农业合作社5家以上，带动农户200户以上",
        [("5", None, "家", AL, FLOW), ("200", None, "户", AL, FLOW)],
    ),
    (
        "新建生态公益性墓地15处，新增墓穴10000穴",
        [("15", None, "处", AL, FLOW), ("10000", None, "穴", AL, FLOW)],
    ),
    ("对人民中路等3条城区道路进行综合提升改造", [("3", None, "条", AL, FLOW)]),
    # shares, rank, all
    ("高技术制造业增加值占规上工业比重达到18%", [("18", None, "%", AL, RATIO)]),
    ("公共服务满意度达到90%以上", [("90", None, "%", AL, RATIO)]),
    ("实现行政村快递服务全覆盖", [("100", None, "%", AL, RATIO)]),
    ("村级服务站实现全覆盖", [("100", None, "%", AL, RATIO)]),
    ("营商环境评价进入全省前五名", [("5", None, "名", RK, STOCK)]),
    ("综合考核位居全市第3位", [("3", None, "位", RK, STOCK)]),
    ("经济总量排名全市前四", [("4", None, "位", RK, STOCK)]),
    ("综合实力进入全国百强县前80位", [("80", None, "位", RK, STOCK)]),
    # attributes beside numbers that promise
    ("引进总投资10亿元以上项目5个", [("5", None, "个", AL, FLOW)]),
    ("培育年营收超亿元企业8家", [("8", None, "家", AL, FLOW)]),
    ("新增2000万元以上企业12家", [("12", None, "家", AL, FLOW)]),
    ("建设总面积20万平方米的标准厂房", [("20", None, "万平方米", AL, FLOW)]),
    ("每千人口执业（助理）医师数达到3.4人", [("3.4", None, "人", AL, STOCK)]),
    ("新建5G基站300个", [("300", None, "个", AL, FLOW)]),
    ("建成3A级旅游景区2家", [("2", None, "家", AL, FLOW)]),
    ("PM2.5平均浓度低于30微克/立方米", [("30", None, "微克/立方米", AM, STOCK)]),
    ("新建35千伏变电站1座", [("1", None, "座", AL, FLOW)]),
    ("PM10浓度不高于60微克/立方米", [("60", None, "微克/立方米", AM, STOCK)]),
    ("到2024年底，新增充电桩500个", [("500", None, "个", AL, FLOW)]),
    ("与2023年相比，能耗强度下降2.5%", [("-2.5", None, "%", AM, GROWTH)]),
    (
        "全年接待游客800万人次，实现旅游收入60亿元",
        [("800", None, "万人次", AL, FLOW), ("60", None, "亿元", AL, FLOW)],
    ),
    ("行政审批时限压缩50%以上", [("-50", None, "%", AM, GROWTH)]),
    ("平均办件时间缩短至2个工作日以内", [("2", None, "个工作日", AM, STOCK)]),
    ("空气质量优良天数达到330天以上", [("330", None, "天", AL, FLOW)]),
    ("群众安全感满意度得分不低于95分", [("95", None, "分", AL, STOCK)]),
    (
        "完成投资12亿元，同比增长15%",
        [("12", None, "亿元", AL, FLOW), ("15", None, "%", AL, GROWTH)],
    ),
    ("重大事故起数为零", []),
]

NO_TARGETS = [
    "实施“157”体系和“985”行动",
    "在7412、长宏国际等企业创建工作站",
    "推广网上技术市场3.0版",
    "做好第五届三毛散文奖评选",
    "完善“1+N”政策体系",
    "深入实施数字经济一号发展工程",
    "完善从0到1基础研究机制",
    "贯彻《关于做好2024年20项重点工作的通知》",
    "根据浙政发〔2023〕15号文件要求",
    "2023年完成投资120亿元，同比增长8%",
    "去年新增企业35家",
    "截至目前已建成充电桩1200个",
    "深入实施三大行动、四项工程",
    "建立三项机制，落实四个责任",
    "打造一批特色小镇，培育一支人才队伍",
    "推进定海海洋科学城二期项目建设",
    "每月召开1次调度会，每季度通报1次",
    "咨询电话0580-2022345，邮编316000",
    "坚持两手抓、两手硬，做到三个到位",
    "打造15分钟便民生活圈",
    "开展24小时值班值守",
    "发挥12345热线作用",
    "为3岁以下婴幼儿提供照护服务",
    "建设世界500强企业集聚区",
    "加快104国道改扩建",
    "做好春节7天长假旅游保障",
    "推进G60科创走廊和5G应用",
    "对全县58所学校开展检查",
    "“十四五”规划中期评估",
    "深化“最多跑一次”改革，推进一网通办",
    "引进10亿元以上重大产业项目",
    "推进某炼化150万吨乙烯等重大产业项目建设",
    "落实60岁以上老年人优待政策",
    "启动三年旱粮单产增一成行动",
    "推进全覆盖监管",
    "一季度实现开门红",
]


def read_line(line):
    text = f"某县2024年工作要点\n\n一、重点任务\n（一）抓好落实。{line}。（责任单位：县发改局、县财政局）\n"
    return read(text)


@pytest.mark.parametrize(("line", "expected"), TARGETS, ids=[line for line, _ in TARGETS])
def test_a_sentence_promises(line, expected):
    found = [
        (
            plain(each.value),
            None if each.stretch is None else plain(each.stretch),
            each.unit,
            each.comparator.value,
            each.kind,
        )
        for each in read_line(line).targets
    ]
    assert found == expected


@pytest.mark.parametrize("line", NO_TARGETS)
def test_a_sentence_promises_nothing(line):
    assert [each.quotes[0].sentence for each in read_line(line).targets] == []
