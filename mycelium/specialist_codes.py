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
        "The specialists read 1,024 tokens at most, about 4,000 characters of English. Leave "
        "out what the question does not need.",
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
    "MYC340": Code(
        "no program was found",
        "Every way in which `extract` wrote this problem's expressions came to a dead end or "
        "to a program that does not verify. Say the problem in other words, or draw several "
        "programs with `--samples 8`.",
    ),
    "MYC341": Code(
        "the answer is not sure enough to be given",
        "The verifier thinks the answer less likely to be right than was asked for with "
        "`--min-confidence`, or than the weights' own threshold, below which lie most texts "
        "that cannot be answered at all. Check that the problem says all that is needed; "
        "`--min-confidence 0` gives the answer all the same, and `--emit` keeps the program.",
    ),
    "MYC342": Code(
        "nobody says how sure the answer is",
        "`--min-confidence` needs a pass that judges programs, such as `specialists.goal`, "
        "and this pipeline has none.",
    ),
    "MYC343": Code(
        "too few answers to calibrate with",
        "Confidences are fitted to right answers and to wrong ones, and there are too few of "
        "one kind. Name more tuning rows, or train longer first.",
    ),
    "MYC344": Code(
        "held-out rows are not for calibrating",
        "Rows that are only for measuring were named with `--dataset`. A confidence that was "
        "fitted to them would look better than it is. Name tuning rows.",
    ),
    "MYC355": Code(
        "unanswerable problems cannot be read",
        "`mycelium calibrate --unanswerable` takes a file that `mycelium unanswerable` wrote, "
        "best with `--tune`: then the verifier has learnt from none of its rows. The file is "
        "missing or damaged, or has other rows.",
    ),
}
"""What can go wrong while trained passes compile a problem."""
