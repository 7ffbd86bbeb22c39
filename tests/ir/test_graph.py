"""The dependency graph."""

from __future__ import annotations

import networkx

from mycelium_ir.graph import graph_of
from mycelium_ir.parser import parse

PROGRAM = parse("""
mycelium 1
problem "48 clips, and half as many."
clause c0 [0:8]
clause c1 [14:26]
step s2 : add      = s0 + s1 + s0
step s0 : quantity = 48      @ c0
step s1 : divide   = s0 / 2  @ c1
step b0 : apply    = f(1)    implicit
step s3
define f(x) = g(x) + 1
define g(x) = x*s1
goal integer s2
""")


def test_an_edge_leads_from_a_step_to_its_user_and_knows_the_slots():
    graph = PROGRAM.graph()
    assert dict(graph.edges) == {
        ("s0", "s2"): {"kind": "operand", "positions": (0, 2)},
        ("s1", "s2"): {"kind": "operand", "positions": (1,)},
        ("s0", "s1"): {"kind": "operand", "positions": (0,)},
        # b0 reads s1 through two functions of the problem.
        ("s1", "b0"): {"kind": "operand", "positions": ()},
    }
    assert list(networkx.lexicographical_topological_sort(graph)) == ["s0", "s1", "b0", "s2", "s3"]


def test_what_a_node_and_the_graph_know():
    graph = PROGRAM.graph()
    assert graph.nodes["s1"] == {
        "kind": "step",
        "operation": "divide",
        "expression": "s0 / 2",
        "clauses": ("c1",),
        "implicit": False,
    }
    assert graph.nodes["b0"]["implicit"]
    assert graph.nodes["s3"]["expression"] is None
    assert graph.graph == {
        "problem": "48 clips, and half as many.",
        "answer": "s2",
        "goal": "integer",
    }


def test_clauses_are_nodes_where_asked_for():
    graph = graph_of(PROGRAM, clauses=True)
    assert graph.nodes["c0"] == {"kind": "clause", "text": "48 clips", "start": 0, "end": 8}
    assert graph.edges["c0", "s0"] == {"kind": "provenance"}
    assert set(graph_of(PROGRAM)) == {"s0", "s1", "s2", "s3", "b0"}


def test_a_circle_is_a_graph_too():
    graph = parse("mycelium 1\nstep s0 = s1\nstep s1 = s0").graph()
    assert not networkx.is_directed_acyclic_graph(graph)
