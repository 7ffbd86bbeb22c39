"""Each step's template in a folder of templates, as the labels of specialists need it."""

from __future__ import annotations

from pathlib import Path

from mycelium_ir.diagnostics import Diagnostic, MyceliumError

ASSIGNMENTS = "assignments.parquet"


def read_assignments(folder: Path) -> dict[tuple[str, str], str]:
    """The template of each step, by the problem's id and the step's name.

    It is the template of what the step does by its own program (the column `label`), not
    the one that its embedding was assigned to: a specialist is taught what is right.

    Args:
        folder: What `mycelium templates` wrote.

    Raises:
        MyceliumError: MYC294, if the assignments cannot be read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = folder / ASSIGNMENTS
    try:
        table = pq.read_table(path)
        ids, names, labels = (table[column].to_pylist() for column in ("id", "name", "label"))
    except (OSError, pa.ArrowException, KeyError) as error:
        raise MyceliumError(
            Diagnostic(
                "MYC294",
                f"{path} does not hold the templates of steps: {error}",
                hint="make them with `mycelium templates --written FILE --traces FOLDER -o FOLDER`",
                subject=str(path),
            )
        ) from error
    return dict(zip(zip(ids, names, strict=True), labels, strict=True))
