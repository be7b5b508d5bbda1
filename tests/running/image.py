"""The image's steps, run without Docker: the Dockerfile and .dockerignore are read, and each step runs below
a folder that stands for the root of the image.

It knows what this project's Dockerfile uses, and fails at anything else.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from tests.engines import ROOT

# The folders that a step may name; below the folder they mean the image's own.
_OWN = re.compile(r"(?<![\w./-])/(app|venv|state|tmp)(?=[/\s:\"']|$)")


@dataclass
class Image:
    """The last stage, once its steps have run."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)
    folder: str = "/"
    user: str = "0:0"
    command: list[str] = field(default_factory=list)

    def at(self, path: str) -> Path:
        return self.root / path.lstrip("/")

    def re_rooted(self, text: str) -> str:
        return _OWN.sub(lambda found: f"{self.root}{found[0]}", text)

    def variables(self) -> dict[str, str]:
        return {name: self.re_rooted(value) for name, value in self.environment.items()}


def build(folder: Path) -> Image:
    """Runs every step below `folder`, which everybody has to be able to enter."""
    python = _python_for_everyone(folder)
    root, name = folder / "root", ""
    stages: dict[str, Path] = {}
    image = Image(root)
    for words, rest in _steps():
        if words == "FROM":
            if image.root.exists():
                # A finished stage; the next one gets the same paths, as it would in its own container.
                stages[name] = image.root.rename(folder / name)
            base, _, name = rest.partition(" AS ")
            assert base.startswith("python:3.11"), base
            image = Image(root)
            (root / "tmp").mkdir(parents=True)
            (root / "bin").mkdir()
            (root / "bin" / "python").symlink_to(python)
        else:
            _STEPS[words](image, rest, stages)
    return image


def _python_for_everyone(folder: Path) -> Path:
    """What the base image calls python: this one, copied if it stands where only its owner can reach it."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    prefix = Path(sys.base_prefix)
    if all(above.stat().st_mode & 0o001 for above in (prefix, *prefix.parents)):
        return prefix / "bin" / name
    copied = folder / "python"
    (copied / "bin").mkdir(parents=True)
    shutil.copy2(prefix / "bin" / name, copied / "bin")
    left_out = shutil.ignore_patterns(
        "test", "site-packages", "__pycache__", "idlelib", "tkinter", "config-*"
    )
    shutil.copytree(prefix / "lib" / name, copied / "lib" / name, symlinks=True, ignore=left_out)
    for library in (prefix / "lib").glob("libpython*"):
        shutil.copy2(library, copied / "lib")
    return copied / "bin" / name


def _steps() -> list[tuple[str, str]]:
    text = (ROOT / "Dockerfile").read_text()
    joined = re.sub(r"\\\n", "", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    pairs = (line.partition(" ") for line in joined.splitlines() if line.strip())
    return [(word, rest.strip()) for word, _, rest in pairs]


def _env(image: Image, rest: str, stages: dict[str, Path]) -> None:
    for pair in rest.split():
        name, _, value = pair.partition("=")
        image.environment[name] = value


def _workdir(image: Image, rest: str, stages: dict[str, Path]) -> None:
    image.folder = rest
    image.at(rest).mkdir(parents=True, exist_ok=True)


def _copy(image: Image, rest: str, stages: dict[str, Path]) -> None:
    stage, sources, target = re.fullmatch(r"(?:--from=(\w+) )?(.+) (\S+)", rest).groups()
    if stage:
        # Moved: nothing takes it from there a second time.
        if image.at(target).exists():
            image.at(target).rmdir()
        (stages[stage] / sources.lstrip("/")).rename(image.at(target))
        return
    assert target == "./"
    for path in _context():
        if sources in (".", path):
            (image.at(image.folder) / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, image.at(image.folder) / path)


def _run(image: Image, rest: str, stages: dict[str, Path]) -> None:
    if rest.startswith("apt-get "):
        # It would install on this machine; that its packages exist is seen where images are built.
        return
    me = f"{os.getuid()}:{os.getgid()}"
    step = image.re_rooted(rest) if os.geteuid() == 0 else image.re_rooted(rest).replace("10001:10001", me)
    # Only the image's own python, and what a base image has.
    path = image.variables().get("PATH", f"{image.root}/bin:/usr/bin:/bin")
    passed_on = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
    environment = {"HOME": str(image.root / "tmp"), **passed_on, **image.variables(), "PATH": path}
    subprocess.run(["/bin/sh", "-ec", step], cwd=image.at(image.folder), env=environment, check=True)


def _user(image: Image, rest: str, stages: dict[str, Path]) -> None:
    image.user = rest


def _cmd(image: Image, rest: str, stages: dict[str, Path]) -> None:
    image.command = json.loads(rest)


def _expose(image: Image, rest: str, stages: dict[str, Path]) -> None:
    assert rest.isdigit()


_STEPS = {
    "ENV": _env,
    "WORKDIR": _workdir,
    "COPY": _copy,
    "RUN": _run,
    "USER": _user,
    "CMD": _cmd,
    "EXPOSE": _expose,
}


def _context() -> list[str]:
    """The files that .dockerignore lets into the build, from a walk of the whole checkout."""
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    found = []
    for folder, names, files in os.walk(ROOT):
        here = Path(folder).relative_to(ROOT)
        names[:] = [name for name in names if not _ignored(str(here / name), rules)]
        found += [str(here / name) for name in files if not _ignored(str(here / name), rules)]
    return sorted(found)


def _ignored(path: str, rules: list[str]) -> bool:
    """The last rule that fits the path or a folder above it decides."""
    above = [path, *(str(parent) for parent in Path(path).parents if str(parent) != ".")]
    ignored = False
    for rule in rules:
        pattern = rule.removeprefix("!")
        if any(_fits(one, pattern) for one in above):
            ignored = not rule.startswith("!")
    return ignored


def _fits(path: str, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return fnmatch(path.rpartition("/")[2], pattern.removeprefix("**/"))
    # A star stands for one part of a path.
    return path.count("/") == pattern.count("/") and fnmatch(path, pattern)
