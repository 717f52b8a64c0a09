"""What the threat model says is held by a test is held by one that exists."""

from __future__ import annotations

import re
from pathlib import Path

from cases.store.describe import FILE, document

ROOT = Path(__file__).parents[1]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ATTACKERS = 10


def test_every_test_that_the_threat_model_names_exists() -> None:
    """A claim whose test was renamed or deleted is held by nothing."""
    said = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
    named = NAMED.findall(said)
    missing = [
        f"{path}::{test}"
        for path, test in named
        if not (ROOT / path).exists() or not re.search(rf"def {test}\(|^{test} = ", (ROOT / path).read_text(), re.M)
    ]
    assert missing == [] and len(named) > 30
    assert said.count("\n## ") > ATTACKERS


def test_the_list_of_clear_columns_is_not_stale() -> None:
    """Who reads the document reads what the code says."""
    assert FILE.read_text("utf-8") == document(), "run python -m cases.store.describe"
