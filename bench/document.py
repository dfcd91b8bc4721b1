"""What 原文对照 costs beside the bare text: a plan of a hundred pages, on the server and in a browser."""

from __future__ import annotations

from dataclasses import dataclass

PAGES = 100
PHRASES_A_PAGE = 3
TASKS_A_PAGE = 1.5
FILLER = "围绕海工装备、石化材料、现代渔业等领域，加快项目建设，完善工作机制，提升服务能力，"
SENTENCE = FILLER * 4 + "形成一批标志性成果。"


@dataclass(frozen=True)
class Paper:
    """A plan's text with the places of its phrases and tasks."""

    text: str
    phrases: tuple[tuple[int, int], ...]
    tasks: tuple[tuple[int, int], ...]


def paper(pages: int = PAGES) -> Paper:
    """A plan of so many pages of some thousand characters; three tasks to every two pages."""
    parts: list[str] = []
    phrases: list[tuple[int, int]] = []
    tasks: list[tuple[int, int]] = []
    place = 0

    def write(words: str) -> tuple[int, int]:
        nonlocal place
        parts.append(words)
        place += len(words)
        return place - len(words), place

    write("某某区2024年工作计划\n\n一、重点任务\n\n")
    for number in range(1, int(pages * TASKS_A_PAGE) + 1):
        begun = place
        write(f"{number}.推进第{number}项工作。{SENTENCE}")
        for phrase in range(2):
            phrases.append(write(f"第{number}项新培育企业达到{59 + phrase}家以上"))
            write(",")
        write(f"{SENTENCE}(区经信局、区发改局、区教育局)")
        tasks.append((begun, place))
        write("\n\n" + SENTENCE * 2 + "\n\n")
    return Paper("".join(parts), tuple(phrases), tuple(tasks))
