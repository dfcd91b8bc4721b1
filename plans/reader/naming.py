"""The name of a commitment: the words before or behind its number, without those of doing. Pure."""

from __future__ import annotations

import re

_DOING = (
    "包括 含 力争 确保 争取 努力 奋力 全年 年内 今年 全区 全市 全县 全镇 全州 全域 "
    "组织实施 组织开展 组织 实施 推进 加快 继续 持续 其中 新改扩建 新建改造 新建 "
    "改扩建 新增 新引进 新培育 新认定 新遴选落地 遴选落地 新遴选 新开工 新签约 新装 "
    "新设 新选派 新 培育 引进 引育 招引 打造 建成 建设 创建 完成 实现 做好 办好 "
    "开展 举办 选派 派遣 培养 评选 认定 组建 改造提升 改造 更新 筹集 开发 设立 "
    "发展 争创 竣工投产 竣工 投产 签约 落地 发放 供应 带动 惠及 压减 淘汰 推出 "
    "出台 制定 编制 遴选 招聘 招录 选树 化解 整治 解决 突破 形成 发布 汇聚 归集 "
    "集聚 吸引 储备 申报 获批 建立 构建 布局 消除 流转 修复 治理 清理 处置 盘活 "
    "追回 安排 投入 整合 列支 落实 提供 补充 增加 硬化 扶持 兑现 减少 并 将 要 "
    "新建成 新创成 新改建 新建设 新打造 新创建 新培养 新招引 新落户 新启动 新投用 建成投用 净增 增设 配建 创成 续建 "
    "达到 增长 提高 提升 下降 进入 以上 不少于 有 使 由 从 对 拿出 "
)
_AT_START = re.compile("^(?:" + "|".join(sorted(_DOING.split(), key=len, reverse=True)) + ")")
# verbs that a count follows: 选拔100名后备人才 is about 后备人才, whoever does it where
_COUNTING = (
    "选拔 支持 资助 奖励 评选 培训 招收 招生 救助 慰问 帮扶 购置 配备 配置 更换 安装 铺设 敷设 开工 启动 谋划 策划 储备 开通 开行 开办 开设 增设 设置 布设"
    " 投放 种植 栽植 栽种 补植 创成 争取 对接 走访 检查 排查 抽检 查处 打掉 侦破 办结 调解 评定 命名 表彰 扩建 续建 拆除 收储 出让 加固 疏浚 清淤 完善 升级"
    " 吸纳 安置 转移 新建成 新创建 建设完成 改建 新改建 迁建 修建 新增加 培树 选派 选育 举行 承办 策划 推动 促成 达成 研发 攻克 主导 参与 制修订 修订 投用 投入使用 交付 上马 落户 通车 开园 开学"
)
_ENDS_DOING = re.compile(
    "(?:"
    + "|".join(
        sorted(
            {*_DOING.split(), *_COUNTING.split()}
            - {"有", "使", "由", "从", "对", "将", "要", "并", "新"},
            key=len,
            reverse=True,
        )
    )
    + ")$"
)
_LEADING = re.compile(
    "^(?:力争|确保|争取|努力|全年|年内|其中|并|将|的|含|组织实施|到?\\d{4}年(?:底|末)?(?:之|以)?前?"
    "|(?:\\d{1,2}月|[一二三四]季度)(?:底|末|中旬|上旬|下旬)?(?:之|以)?前|年(?:底|末)(?:之|以)?前|前(?=[建完实]))+"
)
_CHANGE = re.compile("(?:年均|同比)?(?:增长|下降|提高|降低|提升|减少|压减|增加|上升)$")
TRIM = " \t,，、:：;；.\u00a0\u3000-—~"
MOST_NAME = 60


def core_of(name: str) -> str:
    """A name without the words of doing before it."""
    name = balanced(name).strip(TRIM)
    for _ in range(6):
        match = _AT_START.match(name)
        if match is None:
            break
        name = name[match.end() :].strip(TRIM)
    return name


def ends_doing(name: str) -> bool:
    """Whether words end with a verb whose object follows the number: 市级重点评选资助 200名…."""
    return bool(_ENDS_DOING.search(name.rstrip(TRIM)))


def balanced(name: str) -> str:
    """A name without a bracket at either end that has no other half."""
    name = name.strip(TRIM)
    if name and name[0] in "(（" and name.count(name[0]) > name.count(")") + name.count("）"):
        name = name[1:]
    if name and name[-1] in ")）" and name.count("(") + name.count("（") < name.count(name[-1]):
        name = name[:-1]
    return name


def unchanged(name: str) -> str:
    """A name without the change it ends with: 成交额增长 → 成交额."""
    return _CHANGE.sub("", name) or name


def clean(name: str) -> str:
    """A name without the words that only lead up to it (力争, 全年, 到2025年底), brackets in pairs."""
    name = balanced(name)
    name = re.split("[:：]", name.strip(TRIM))[-1]
    return _LEADING.sub("", name).strip(TRIM)[-MOST_NAME:]
