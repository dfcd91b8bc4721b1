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
    "达到 增长 提高 提升 下降 进入 以上 不少于 有 使 由 从 对 拿出 "
)
_AT_START = re.compile("^(?:" + "|".join(sorted(_DOING.split(), key=len, reverse=True)) + ")")
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


def balanced(name: str) -> str:
    """A name without a bracket at either end that has no other half."""
    name = name.strip(TRIM)
    if name and name[0] in "(（" and name.count(name[0]) > name.count(")") + name.count("）"):
        name = name[1:]
    if name and name[-1] in ")）" and name.count("(") + name.count("（") < name.count(name[-1]):
        name = name[:-1]
    return name


def clean(name: str) -> str:
    """A name without the words that only lead up to it (力争, 全年, 到2025年底), brackets in pairs."""
    name = balanced(name)
    name = re.sub(
        "^(?:力争|确保|争取|努力|全年|年内|其中|并|将|组织实施|到?\\d{4}年(?:底|末)?)+",
        "",
        name.strip(TRIM),
    )
    return name.strip(TRIM)[-MOST_NAME:]
