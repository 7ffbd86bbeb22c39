"""What the shell offers when someone presses the tab key inside an option or argument."""

from __future__ import annotations

Offers = list[tuple[str, str]]


def _starting(word: str, offers: Offers) -> Offers:
    return [(name, doc) for name, doc in offers if name.startswith(word)]


def _passes() -> Offers:
    from mycelium.plugins import plugins

    specs = plugins().passes.values()
    bare = {spec.name: spec.doc for spec in specs}
    full = {spec.full_name: spec.doc for spec in specs}
    return sorted({**full, **bare}.items())


def passes(incomplete: str) -> Offers:
    """Names of passes."""
    return _starting(incomplete, _passes())


def passes_or_all(incomplete: str) -> Offers:
    """Names of passes, and `all`."""
    return _starting(incomplete, [("all", "every pass"), *_passes()])


def pipelines(incomplete: str) -> Offers:
    """Names of pipelines; behind a comma, of passes."""
    from mycelium.plugins import plugins

    before, comma, last = incomplete.rpartition(",")
    named = [(p.name, p.doc) for p in plugins().pipelines.values()]
    offers = _passes() if comma else [*named, *_passes()]
    return [(before + comma + name, doc) for name, doc in _starting(last, offers)]


def swaps(incomplete: str) -> Offers:
    """`ROLE=PASS`: the roles first, then passes that can play them."""
    from mycelium.plugins import plugins

    role, equals, start = incomplete.partition("=")
    specs = plugins().passes.values()
    if not equals:
        return _starting(role, [(f"{spec.name}=", spec.doc) for spec in specs])
    return [
        (f"{role}={spec.full_name}", spec.doc)
        for spec in specs
        if spec.name == role and spec.full_name.startswith(start)
    ]


def datasets(incomplete: str) -> Offers:
    """Names of datasets."""
    from mycelium.plugins import plugins

    return _starting(incomplete, [(d.name, d.doc) for d in plugins().datasets.values()])


def codes(incomplete: str) -> Offers:
    """Error codes and their titles."""
    from mycelium.codes import all_codes

    return _starting(
        incomplete.upper(), [(code, entry.title) for code, entry in all_codes().items()]
    )


def words_of_language(incomplete: str) -> Offers:
    """Names of functions, operations and goals."""
    from mycelium.plugins import plugins

    language = plugins().language
    tables = (language.functions, language.operations, language.goals)
    return _starting(incomplete, [(e.name, e.doc) for table in tables for e in table.values()])
