"""The reference's generated tables are current."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_tables_are_those_of_the_code() -> None:
    script = [sys.executable, str(DOCS / "tables.py"), "--check"]
    checked = subprocess.run(script, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_every_code_that_the_code_uses_is_explained() -> None:
    import re

    from mycelium.codes import all_codes

    root = DOCS.parent
    used = {
        code
        for folder in ("ir", "mycelium", "passes", "plugins")
        for path in (root / folder).rglob("*.py")
        for code in re.findall(r'"(MYC\d{3})"', path.read_text(encoding="utf-8"))
    }
    assert used == set(all_codes())


def test_no_code_has_two_meanings() -> None:
    from mycelium.codes import COMPILER_CODES
    from mycelium.distillation_codes import DISTILLATION_CODES
    from mycelium.evaluation_codes import EVALUATION_CODES
    from mycelium_ir.codes import CODES
    from mycelium_ir.run_codes import RUN_CODES

    tables = (CODES, RUN_CODES, COMPILER_CODES, EVALUATION_CODES, DISTILLATION_CODES)
    names = [name for table in tables for name in table]
    assert sorted(names) == sorted(set(names))
