"""`make security`: what is shown of the service's security, a row for each promise.

Each row names the tests that try to break it: how many tries there were, how many were refused as they must
be, how many leaked.
A row without a test says so. Further arguments go to pytest.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from tests.engines import ROOT

# What is promised, of which requirement of ASVS 5.0, and where it is tried: "consult/sign_in" is
# tests/consult/test_sign_in.py, and a class of it may follow.
ROWS = [
    ("A second factor for everybody", "6.3.3 6.4.3 6.5.1",
     "consult/sign_in::TestWaysRound consult/sign_in::TestSettingUp"),
    ("Sessions end", "7.3 7.4", "consult/sign_in::TestTime consult/staff_accounts"),
    ("Guessing passwords and codes", "6.3.1", "consult/sign_in::TestGuesses"),
    ("No name is given away", "6.3.8", "consult/sign_in::TestNamesAreNotGivenAway"),
    ("A family's link", "14.2.1", "intake/status_link consult/new_link consult/status_page"),
    ("One door to a case", "8.2.2", "consult/desk_access consult/case_gone urls"),
    ("Roles", "8.2.1", "consult/roles"),
    ("Headers and policy", "3.4", "consult/edges intake/security_headers consult/csp_report"),
    ("Spam and floods", "2.4.1", "intake/spam intake/proof"),
    ("Rate limits, forged addresses", "15.3.4", "intake/limits intake/message_limits"),
    ("Markdown and templates of editors", "1.3.5 1.3.7", "intake/markup"),
    ("A PDF fetches nothing", "1.3.6", "intake/handouts"),
    ("Mail headers", "1.3.11", "consult/emails"),
    ("Spreadsheets", "1.2.10", "consult/export"),
    ("Uploads", "5.2 5.3", "intake/uploads consult/files"),
    ("Personal fields are sealed", "14.2.4", "intake/sealed consult/nothing_plain"),
    ("Secrets of second factors are sealed", "11.3.2", "consult/secrets_of_second_factors"),
    ("Events stay as they were", "16.4.2", "consult/audit"),
    ("Logs hold ids and states", "16.2.5", "consult/logs consult/request_id"),
    ("Erasure and retention", "14.2.7", "consult/erasure consult/erased"),
    ("Strange input", "2.2.1", "consult/fuzz intake/odd_requests"),
    ("Deployment", "13.4.2", "consult/checks consult/settings"),
    ("Keys in the code", "13.3.1", "no_secrets"),
]  # fmt: skip


def main() -> int:
    targets = {one: file_of(one) for _, _, named in ROWS for one in named.split()}
    there = {one: place for one, place in targets.items() if (ROOT / place.partition("::")[0]).exists()}
    found = tried(there, sys.argv[1:])
    print(f"\n{'':40} {'ASVS 5.0':22}{'tried':>7}{'refused':>9}{'leaked':>8}")
    for what, asvs, named in ROWS:
        counts: Counter[str] = sum((found[one] for one in named.split() if one in found), Counter())
        attempts = counts["refused"] + counts["leaked"]
        line = f"{attempts:>7}{counts['refused']:>9}{counts['leaked']:>8}" if attempts else "   none tried"
        print(f"{what:40} {asvs:22}{line}")
    leaked = sum(counts["leaked"] for counts in found.values())
    print(f"\n{'NOTHING LEAKED' if not leaked else f'{leaked} LEAKED'}")
    return 1 if leaked else 0


def file_of(target: str) -> str:
    path, _, inside = target.partition("::")
    folder, _, name = path.rpartition("/")
    return f"tests/{folder}{'/' if folder else ''}test_{name}.py{'::' if inside else ''}{inside}"


def tried(targets: dict[str, str], arguments: list[str]) -> dict[str, Counter[str]]:
    """By target: how many of its cases were refused as they must be, and how many were not."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--show-capture=no"]
        subprocess.run(
            [*command, f"--junitxml={report}", *targets.values(), *arguments], cwd=ROOT, check=False
        )
        cases = list(ElementTree.parse(report).iter("testcase"))  # noqa: S314 (pytest wrote it)
    found = {target: Counter[str]() for target in targets}
    for case in cases:
        place = f"{case.get('classname', '')}."
        for target, path in targets.items():
            if place.startswith(path.replace(".py::", ".").removesuffix(".py").replace("/", ".") + "."):
                found[target][_what_became_of(case)] += 1
    return found


def _what_became_of(case: ElementTree.Element) -> str:
    if case.find("skipped") is not None:
        return "skipped"
    spoilt = case.find("failure") is not None or case.find("error") is not None
    return "leaked" if spoilt else "refused"


if __name__ == "__main__":
    sys.exit(main())
