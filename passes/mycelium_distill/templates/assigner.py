"""The clusters as weights: what is shipped, and assigns the step of an embedding to a template."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mycelium_distill.templates.clustering import Clustering, grouped
from mycelium_distill.templates.probe import Axes, Probe
from mycelium_distill.templates.relevance import OTHER
from mycelium_distill.templates.state import memberships
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

FILE = "assigner.safetensors"

_ARRAYS = ("mean", "rotation", "weights", "bias", "prior", "centres", "groups")


@dataclass(frozen=True)
class Assigner:
    """Assigns embeddings to templates.

    Attributes:
        names: The templates' names; `other` comes after them.
        axes: How an embedding is standardised.
        probe: The probe on it.
        prior: p(t) of the clusters, [K].
        centres: p(y|t), [K, M].
        groups: Each cluster's template, [K]; `len(names)` for `other`.
        beta: The beta at which the clusters were found.
    """

    names: tuple[str, ...]
    axes: Axes
    probe: Probe
    prior: NDArray[np.float64]
    centres: NDArray[np.float64]
    groups: NDArray[np.int32]
    beta: float

    @classmethod
    def of(cls, found: Clustering, names: tuple[str, ...]) -> Assigner:
        """The assigner of a clustering whose groups have these names."""
        annealed = found.annealed
        return cls(
            names,
            found.axes,
            found.probe,
            annealed.prior,
            annealed.centres,
            found.groups,
            annealed.beta,
        )

    def assign(self, embeddings: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """The posterior over the templates and `other`.

        Args:
            embeddings: [N, D], or [D] for one step.

        Returns:
            [N, len(names) + 1], or [len(names) + 1]; each row sums to one.
        """
        rows = np.atleast_2d(embeddings)
        posterior = self.probe.posterior(self.axes(rows))
        member = memberships(posterior, self.prior, self.centres, self.beta)
        found = grouped(member, self.groups, len(self.names))
        return found if np.ndim(embeddings) == 2 else found[0]

    def name_of(self, embedding: NDArray[np.floating[Any]]) -> str:
        """The likeliest template of one step."""
        return (*self.names, OTHER)[int(self.assign(embedding).argmax())]

    def save(self, path: Path) -> None:
        """Write the weights to a safetensors file."""
        from safetensors.numpy import save_file

        arrays = {
            "mean": self.axes.mean,
            "rotation": self.axes.rotation,
            "weights": self.probe.weights,
            "bias": self.probe.bias,
            "prior": self.prior,
            "centres": self.centres,
            "groups": self.groups,
        }
        save_file(
            {name: np.ascontiguousarray(array) for name, array in arrays.items()},
            path,
            {"names": "\n".join(self.names), "beta": repr(self.beta)},
        )

    @classmethod
    def load(cls, path: Path) -> Assigner:
        """Read the weights that `save` wrote.

        Raises:
            MyceliumError: MYC294, if the file cannot be read or is something else.
        """
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(path, framework="numpy") as file:
                metadata = file.metadata() or {}
                arrays = {name: file.get_tensor(name) for name in _ARRAYS}
                names = tuple(filter(None, metadata["names"].split("\n")))
                beta = float(metadata["beta"])
        except (OSError, KeyError, ValueError, SafetensorError) as error:
            raise MyceliumError(
                Diagnostic(
                    "MYC294",
                    f"{path} does not hold the weights of templates: {error}",
                    hint="make them with "
                    "`mycelium templates --written FILE --traces FOLDER -o FOLDER`",
                    subject=str(path),
                )
            ) from error
        return cls(
            names,
            Axes(arrays["mean"], arrays["rotation"]),
            Probe(arrays["weights"], arrays["bias"]),
            arrays["prior"],
            arrays["centres"],
            arrays["groups"],
            beta,
        )
