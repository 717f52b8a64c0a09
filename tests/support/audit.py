"""Are the locked dependencies free of known vulnerabilities? Asks the public database through pip-audit.

Fails on a known vulnerability. What could not be looked up is said aloud and is no failure: the gate must not
depend on somebody else's server being up.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[2] / "requirements.lock"
PATIENCE = 180  # seconds
ASK = ("pip_audit", "--requirement", str(LOCK), "--require-hashes", "--disable-pip", "--format", "json")


def judge(dependencies: Sequence[Mapping[str, Any]]) -> tuple[list[str], int, int]:
    """(a line per known vulnerability, how many were looked up, how many were not)."""
    found = [
        f"{one['name']} {one['version']}: {bug['id']}, fixed in {', '.join(bug['fix_versions']) or 'no version yet'}"
        for one in dependencies
        for bug in one.get("vulns", ())
    ]
    skipped = sum("skip_reason" in one for one in dependencies)
    return found, len(dependencies) - skipped, skipped


def ask() -> list[dict[str, Any]]:
    """pip-audit's answer about every locked dependency; empty when the database cannot be reached."""
    try:
        asked = subprocess.run(
            [sys.executable, "-m", *ASK, "--progress-spinner", "off"],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        answer: list[dict[str, Any]] = json.loads(asked.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return []
    return answer


def main() -> int:
    found, looked_up, skipped = judge(ask())
    for line in found:
        print(line)
    if not looked_up:
        print("NOT AUDITED: the database of known vulnerabilities could not be reached.")
    else:
        missed = f"; {skipped} could not be looked up" if skipped else ""
        print(f"{looked_up} locked dependencies audited, {len(found)} known vulnerabilities{missed}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
