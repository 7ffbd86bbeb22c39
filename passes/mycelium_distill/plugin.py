"""What distillation offers Mycelium: its commands, each imported when it is called."""

from __future__ import annotations

from mycelium.hookspecs import hookimpl
from mycelium.specs import CommandSpec, DatasetSpec

HOOK_VERSION = 1


@hookimpl
def mycelium_commands() -> list[CommandSpec]:
    """The commands that make training data and train on it, about in the order of their use."""
    return [
        CommandSpec(
            "written",
            "mycelium_distill.teacher.written_command:written",
            "Write down data sets' solutions with their verified programs.",
        ),
        CommandSpec(
            "algebra",
            "mycelium_distill.algebra.command:algebra",
            "Make algebra problems with verified programs and solutions.",
        ),
        CommandSpec(
            "stories",
            "mycelium_distill.stories.command:stories",
            "Make word problems in plain English with verified programs.",
        ),
        CommandSpec(
            "teach",
            "mycelium_distill.teacher.command:teach",
            "Fine-tune a teacher to write step-by-step solutions.",
        ),
        CommandSpec(
            "sample",
            "mycelium_distill.teacher.command:sample",
            "Let a teacher solve problems, and keep what is right.",
        ),
        CommandSpec(
            "trace",
            "mycelium_distill.traces.command:trace",
            "Record what a teacher reads when it writes solutions.",
        ),
        CommandSpec(
            "templates",
            "mycelium_distill.templates.command:templates",
            "Find what kinds of step there are, from traced solutions.",
        ),
        CommandSpec(
            "label",
            "mycelium_distill.labels.command:label",
            "Label traced solutions for all six specialists.",
        ),
        CommandSpec(
            "examples",
            "mycelium_distill.examples.command:examples",
            "Make the examples that specialists are trained on.",
        ),
        CommandSpec(
            "retarget",
            "mycelium_distill.retargeting.command:retarget",
            "Ask problems for the values on the way to their answers.",
        ),
        CommandSpec(
            "unanswerable",
            "mycelium_distill.judging.unanswerable.command:unanswerable",
            "Make problems without an answer, for the verifier to learn from.",
        ),
        CommandSpec(
            "train",
            "mycelium_distill.multitask.command:train",
            "Train the specialists: from examples to weights.",
        ),
        CommandSpec(
            "train-verifier",
            "mycelium_distill.judging.command:train_verifier",
            "Teach the verifier on programs drawn for rows that the model has not seen.",
        ),
        CommandSpec(
            "pack",
            "mycelium_distill.shipping.command:pack",
            "Quantise trained weights into the folder that ships.",
        ),
        CommandSpec(
            "sample-programs",
            "mycelium_distill.folds.command:sample_programs",
            "Draw programs for problems that a model has not seen.",
        ),
        CommandSpec(
            "join-plans",
            "mycelium_distill.folds.joining_command:join_plans",
            "Put predicted plans to the examples they were predicted for.",
        ),
        CommandSpec(
            "keep-questions",
            "mycelium_distill.folds.joining_command:keep_questions",
            "Keep the new questions whose answer a solver found.",
        ),
        CommandSpec(
            "view",
            "mycelium_distill.viewing.command:view",
            "Look at what a teacher read, in the terminal or as a page.",
        ),
    ]


@hookimpl
def mycelium_datasets() -> list[DatasetSpec]:
    """The dataset whose problems come from seeds."""
    return [
        DatasetSpec(
            "algebra",
            "mycelium_distill.algebra.dataset:load",
            "generated, extra `datasets`: algebra:held_out, never trained on, and algebra:train",
        )
    ]
