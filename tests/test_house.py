"""The house keeps its own rules: what README promises, what templates may hold, how modules read."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("accounts", "plans", "targets", "tasks", "dashboard")
# Known by every tool: the environment is read here and nowhere else.
READERS = {"str", "_flag", "_number", "_address", "list", "get"}


def tracked(*patterns: str) -> list[Path]:
    """The repository's own files, vendored and generated ones left out."""
    listed = subprocess.run(  # noqa: S603 - our own patterns
        ["git", "ls-files", "-z", "--", *patterns],  # noqa: S607 - git of this machine
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return [path for path in paths if "vendor" not in path.parts and path.exists()]


DJANGO_KINDS = ("Command", "Config", "Manager")  # their module says what they are
MODULES = [
    path for path in tracked(*(f"{room}/*.py" for room in ROOMS)) if "migrations" not in path.parts
]
TEMPLATES = tracked("templates/*.html")
OWN_STATIC = tracked("static/*.css", "static/*.js", "static/*.svg")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def environment_of(source: str) -> set[str]:
    """The names of all environment variables that a module reads."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=reader) | ast.Attribute(attr=reader), args=[first, *_]):
                if reader in READERS and isinstance(first, ast.Constant):
                    found.add(str(first.value))
            case _:
                pass
    return {name for name in found if name.isupper()}


def test_readme_lists_every_setting_and_no_other():
    read = environment_of((ROOT / "dashboard/settings.py").read_text())
    read |= environment_of((ROOT / "deploy/gunicorn.conf.py").read_text())
    table = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert sorted(table) == sorted(read)


def test_settings_alone_read_the_environment():
    readers = [
        named(path)
        for path in MODULES
        if path.name != "settings.py"
        and re.search(r"os\.environ\[|os\.getenv|environ\.get", path.read_text())
    ]
    assert readers == []


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_every_module_and_every_public_class_and_function_says_what_it_is(path):
    source = path.read_text()
    if not source.strip():
        assert path.name == "__init__.py"
        return
    tree = ast.parse(source)
    assert ast.get_docstring(tree)
    kinds = (ast.ClassDef, ast.FunctionDef)
    named_here = [node for node in tree.body if isinstance(node, kinds)]
    public = [node for node in named_here if not node.name.startswith("_")]
    told = [node for node in public if not node.name.endswith(DJANGO_KINDS)]
    assert [node.name for node in told if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_template_holds_a_style_a_script_or_another_host(path):
    html = path.read_text()
    assert re.findall(r"\sstyle\s*=", html) == []
    assert re.findall(r"<style\b", html) == []
    assert re.findall(r"\son[a-z]+\s*=\s*[\"']", html) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", html) == []
    assert re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", html) == []


@pytest.mark.parametrize("path", OWN_STATIC, ids=named)
def test_no_style_sheet_or_script_names_another_host(path):
    # The names of XML's vocabularies look like addresses and are never fetched.
    text = path.read_text().replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", text) == []


def test_readme_of_the_vendored_files_names_each_of_them():
    folder = ROOT / "static/vendor"
    told = set(re.findall(r"`([\w.-]+/[\w.-]+)`", (folder / "README.md").read_text()))
    there = {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and path.name != "README.md"
    }
    assert there - told == set()
    assert {name for name in told if (folder / name).parent.is_dir()} - there == set()


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text().splitlines()
    return dict(re.findall(r"^([\w.-]+)==(\S+)", "\n".join(lines), re.MULTILINE))


def test_development_lock_holds_the_runtimes_packages_at_the_same_versions():
    runtime, development = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: development.get(name) for name in runtime} == runtime


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_lock_has_a_hash_for_every_package_and_no_registrys_address(name):
    text = (ROOT / name).read_text()
    blocks = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert [block.split("==")[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert re.findall(r"https?://|--(?:extra-)?index[-]url|--find-links", text) == []


def test_no_module_has_grown_past_two_questions():
    lengths = {named(path): len(path.read_text().splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_every_decision_is_listed():
    folder = ROOT / "docs/adr"
    index = (folder / "README.md").read_text()
    decisions = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", index) == decisions


def test_no_link_between_our_own_documents_is_broken():
    broken = [
        f"{named(path)}: {link}"
        for path in tracked("*.md")
        for link in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", path.read_text())
        if not (path.parent / link).exists()
    ]
    assert broken == []


def test_start_imports_nothing_that_only_exports_and_charts_need():
    told = (
        "import sys, django; django.setup(); import dashboard.urls; "
        "print(*[name for name in ('pandas', 'numpy', 'plotly', 'openpyxl') if name in sys.modules])"
    )
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    ran = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", told], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == ""
