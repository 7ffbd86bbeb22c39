"""Error codes of the specialists' passes."""

from __future__ import annotations

from mycelium_ir.code import Code

SPECIALIST_CODES: dict[str, Code] = {
    "MYC330": Code(
        "weights do not fit together",
        "The weights' configuration speaks of other tensors, templates or goals than there "
        "are. Copy the folder again, or make it anew with `mycelium train`.",
    ),
    "MYC331": Code(
        "the weights' templates are not known",
        "A pass was told to use weights whose templates are no operations of the language "
        "at hand. Name the weights with `--weights`, or in the variable MYCELIUM_WEIGHTS: "
        "their templates are then known from the start.",
    ),
    "MYC332": Code(
        "the problem is empty",
        "There is no text that could be read. Write a problem.",
    ),
    "MYC333": Code(
        "the problem is too long",
        "The specialists read about 4,000 characters at most. Leave out what the question "
        "does not need.",
    ),
    "MYC334": Code(
        "the specialists cannot read this program",
        "A program is read symbol by symbol, and these symbols have no place for something "
        "in it: a sign or letter of another script, a function of a plugin, or simply too "
        "many steps. The message says which. Rename what can be renamed, or finish the "
        "program with other passes.",
    ),
    "MYC335": Code(
        "nothing to compute was found",
        "`segment` looks for the parts of a problem that a computation draws on, and took "
        "no word of this text for one. State numbers or formulas and a question; or write "
        "the clauses yourself and compile the program on from there.",
    ),
    "MYC336": Code(
        "the answer has no value",
        "The form of an answer is chosen for its value, and the step that answers the "
        "question has none. `mycelium run` on the program says why.",
    ),
    "MYC337": Code(
        "no form fits the answer",
        "Every form of answer that the model knows was tried, and the value can be handed "
        "back in none of them. Name the form yourself: `goal expression s2`. `mycelium "
        "ops` lists the forms.",
    ),
}
"""What can go wrong while trained passes compile a problem."""
