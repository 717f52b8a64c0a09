"""`samleng init` makes the operator's account, asked or unattended, once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("samleng")
SECRET = "tractor lemon quilt harbor"


def init(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run `init` without a terminal."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAMLENG_")}
    own = {"SAMLENG_VAR": str(folder / "var"), "SAMLENG_KEYS": str(folder / "keys")} | more
    return subprocess.run(
        [PROGRAM, "init", *words],
        env=kept | own,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_without_a_terminal_and_a_passphrase_none_is_made_and_it_is_said(tmp_path: Path) -> None:
    """The rest of the installation is there all the same."""
    done = init(tmp_path)
    assert done.returncode == 0 and "SAMLENG_OPERATOR_PASSPHRASE" in done.stderr
    assert (tmp_path / "var" / "samleng.db").exists()


def test_unattended_it_is_made_once_and_its_passphrase_is_not_printed(tmp_path: Path) -> None:
    """The second run finds it, whatever is asked for then; a weak passphrase makes none."""
    weak = init(tmp_path, SAMLENG_OPERATOR_PASSPHRASE="operator operator")
    assert weak.returncode == 1 and "Traceback" not in weak.stderr
    first = init(tmp_path, "--operator", "Visal", SAMLENG_OPERATOR_PASSPHRASE=SECRET)
    assert first.returncode == 0 and "Visal" in first.stdout
    second = init(tmp_path, "--operator", "other", SAMLENG_OPERATOR_PASSPHRASE=SECRET)
    assert second.returncode == 0 and "other" not in second.stdout
    assert SECRET not in first.stdout + first.stderr
    listed = subprocess.run(
        [PROGRAM, "staff", "list", "--json"],
        env=os.environ | {"SAMLENG_VAR": str(tmp_path / "var"), "SAMLENG_KEYS": str(tmp_path / "keys")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert listed.stdout.count('"operator"') == 1 and "Visal" in listed.stdout
