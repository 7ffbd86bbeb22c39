"""What a study leaves in its folder: table, weights, assignments, tree, curves, pictures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mycelium_distill.templates import assigner, table
from mycelium_distill.templates.files import ASSIGNMENTS
from mycelium_distill.templates.gather import Steps
from mycelium_distill.templates.information import entropy
from mycelium_distill.templates.plots import dendrogram, plane, purity_curve
from mycelium_distill.templates.relevance import OTHER
from mycelium_distill.templates.study import Study

_LIKELIEST = 5
"""How many labels a node of the tree lists."""


def write_study(folder: Path, study: Study, steps: Steps) -> list[str]:
    """Write everything into a folder, which is made; returns the names of the files."""
    folder.mkdir(parents=True, exist_ok=True)
    names = tuple(t.name for t in study.table.templates)
    _json(folder / table.FILE, study.table.to_json())
    assigner.Assigner.of(study.clustering, names).save(folder / assigner.FILE)
    _assignments(folder / ASSIGNMENTS, study, steps)
    _json(folder / "tree.json", tree(study))
    _json(folder / "curves.json", curves(study))
    annealed = study.clustering.annealed
    whole = posterior_information(study)
    (folder / "plane.png").write_bytes(plane(annealed, whole))
    (folder / "purity.png").write_bytes(purity_curve(annealed))
    leaves = [study.name(int(group)) for group in study.clustering.groups]
    (folder / "tree.png").write_bytes(dendrogram(annealed, leaves))
    return sorted(path.name for path in folder.iterdir())


def posterior_information(study: Study) -> float:
    """I(X;Y) of the training steps' posteriors, in nats: the bound of I(T;Y)."""
    posterior = study.clustering.posterior.astype(np.float64)
    conditional = -np.where(posterior > 0, posterior * np.log(np.maximum(posterior, 1e-300)), 0)
    return entropy(posterior.mean(axis=0)) - float(conditional.sum(axis=1).mean())


def curves(study: Study) -> dict[str, Any]:
    """The curves as plain data, all in nats; Y is distributed as the posteriors say."""
    return {
        "information_of_x": posterior_information(study),
        "entropy_of_y": entropy(np.bincount(study.labels).astype(np.float64)),
        "points": [
            {
                "beta": p.beta,
                "clusters": p.clusters,
                "compression": p.compression,
                "relevance": p.relevance,
                "purity": p.purity,
            }
            for p in study.clustering.annealed.points
        ],
    }


def tree(study: Study) -> dict[str, Any]:
    """The tree of splits as plain data: nodes with their likeliest labels, splits in order."""
    annealed = study.clustering.annealed
    values = [*map(str, study.vocabulary.values), OTHER]
    leaf = {
        node: study.name(int(group))
        for node, group in zip(annealed.leaves, study.clustering.groups, strict=True)
    }
    nodes = []
    for place, node in enumerate(annealed.nodes):
        best = np.argsort(-node.centre, kind="stable")[:_LIKELIEST]
        nodes.append(
            {
                "parent": node.parent,
                "beta": node.beta,
                "prior": node.prior,
                "labels": {values[y]: round(float(node.centre[y]), 6) for y in best},
                "template": leaf.get(place),
            }
        )
    return {
        "beta": annealed.beta,
        "nodes": nodes,
        "splits": [
            {
                "beta": s.beta,
                "critical": s.critical,
                "parent": s.parent,
                "children": list(s.children),
            }
            for s in annealed.splits
        ],
    }


def _assignments(path: Path, study: Study, steps: Steps) -> None:
    """One row a step: where it stands, its template, and the template of its own label."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {
        "id": pa.array([f.row for f in steps.facts], pa.string()),
        "step": pa.array(steps.index, pa.int32()),
        "name": pa.array([f.name for f in steps.facts], pa.string()),
        "split": pa.array(steps.split.tolist(), pa.string()),
        "template": pa.array([study.name(int(g)) for g in study.groups], pa.string()),
        "probability": pa.array(study.probability, pa.float64()),
        "label": pa.array(
            [study.template_of_label(int(label)) for label in study.labels], pa.string()
        ),
    }
    pq.write_table(pa.table(columns), path, compression="zstd")


def write_report(path: Path, figures: Mapping[str, Any]) -> None:
    """Write the figures."""
    _json(path, figures)


def _json(path: Path, document: Mapping[str, Any] | Sequence[Any]) -> None:
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")
