"""Error codes of models and of what they are made from, listed here for `mycelium explain`."""

from __future__ import annotations

from mycelium_ir.code import Code

DISTILLATION_CODES: dict[str, Code] = {
    # -- models and training
    "MYC270": Code(
        "there is no such model",
        "A model is a folder with config.json, a tokenizer and *.safetensors, a `.gguf` file, "
        "or a name of the Hugging Face hub such as `HuggingFaceTB/SmolLM2-135M-Instruct`. The "
        "message says what is missing. A name of the hub needs a network, unless it was "
        "fetched before.",
    ),
    "MYC271": Code(
        "a model's weights are damaged or incomplete",
        "The weights cannot be read, lack tensors that the model needs, or have tensors of "
        "another shape than its config.json says, for instance because a copy was cut short. "
        "Only safetensors and .gguf files are read; pickled weights never are.\n"
        "\n"
        "What to do: copy the file again, or make the weights anew.",
    ),
    "MYC272": Code(
        "a model is of a kind that cannot be used",
        "The passes read with causal language models whose attention takes a mask of its own "
        "and whose head is a plain matrix, with a fast tokenizer: the Llama and Qwen2 families, "
        "and those like them. Code that comes with a model is never run.",
    ),
    "MYC273": Code(
        "a package for learned models is missing",
        "Training, traces and labels need transformers, pyarrow and others, which are not "
        "needed otherwise and so are an optional extra; generated and downloaded data sets are "
        "another. What the trained passes need (torch, safetensors, tokenizers) comes with "
        "mycelium itself. The message names the package, the hint what to install.\n"
        "\n"
        "What to do: `pip install 'mycelium-math[train]'`.",
    ),
    "MYC274": Code(
        "a text is empty, or too long for the model",
        "A model reads so many tokens and no more (8,192 for SmolLM2), the program that it is "
        "to write included. Shorten the problem, or leave out what the question does not need.",
    ),
    "MYC275": Code(
        "a training was begun from something else",
        "A folder's training is gone on with only from the same model, data, recipe and seed "
        "that it began with; they stand in its `training.json`, and the message says what "
        "differs. Give another folder, or delete this one to start over.",
    ),
    "MYC276": Code(
        "there is nothing to train on, or too little room",
        "No row is left to train on, or every one is longer than a row of the recipe "
        "(`longest`). The message says how many there were and how long they are.",
    ),
    "MYC277": Code(
        "what a model wrote is no program",
        "The model wrote a text that does not read as steps such as `48/2=24;48+24=72`, or "
        "was cut off before its end. Nothing is guessed at: the row counts as not compiled. "
        "With `{samples=8}` the pass draws several texts and keeps those that are programs.",
    ),
    "MYC278": Code(
        "the monolith has no weights",
        "The pass `monolith.whole` is a trained model, and its weights do not ship. Make them "
        "with `mycelium train-monolith`, then name their folder: "
        "`--passes 'monolith.whole{folder=\"FOLDER\"}'`, or the environment variable "
        "MYCELIUM_MONOLITH.",
    ),
    "MYC279": Code(
        "the monolith cannot go on with a program",
        "The pass `monolith.whole` writes a whole program at once. One that is whole already "
        "stays as it is; one that has some steps, but not all that it needs, it cannot "
        "complete. Remove the steps, or use passes that fill what is missing.",
    ),
    # -- teachers and traces
    "MYC280": Code(
        "a trace is not finite",
        "The teacher's attention or states hold an infinite number or none at all, so nothing "
        "can be learnt from them. float16 overflows in some models.\n"
        "\n"
        "What to do: trace with `--dtype float32` or `--dtype bfloat16`.",
    ),
    "MYC281": Code(
        "no traces",
        "The folder holds no shards of traces, or they were written in another format.\n"
        "\n"
        "What to do: make them with `mycelium trace WRITTEN.jsonl --teacher FOLDER -o TRACES`.",
    ),
    "MYC282": Code(
        "unfit prompt",
        "A teacher's prompt is a text with `{problem}` in it, once: there the problem is put.",
    ),
    "MYC283": Code(
        "unfit tokenizer",
        "Traces need each token's characters, so the tokenizer must give offsets that fit the "
        "text. Tokenizers of the `tokenizers` library (a `tokenizer.json`) do.\n"
        "\n"
        "What to do: save the tokenizer in its fast version; update `tokenizers`.",
    ),
    "MYC284": Code(
        "a teacher's attention cannot be reduced",
        "Attention is reduced through transformers' attention interface, for causal models with "
        "plain softmax attention over everything before a token: Llama, Qwen2 and their like. "
        "The message says what is different here.",
    ),
    "MYC285": Code(
        "a teacher without calibration",
        "Only a few of a teacher's heads say what it reads; they are chosen once, on the tuning "
        "rows, and kept in its folder.\n"
        "\n"
        "What to do: mycelium trace WRITTEN.jsonl --teacher FOLDER --calibrate.",
    ),
    "MYC286": Code(
        "no teacher",
        "The folder holds no model: config.json, tokenizer.json and *.safetensors.\n"
        "\n"
        "What to do: make one with `mycelium teach`, or name the folder of a Hugging Face model.",
    ),
    "MYC287": Code(
        "a solution that cannot be traced",
        "It has more tokens than are traced, or none. The row is named in the manifest and left "
        "out; the others are traced.\n"
        "\n"
        "What to do: nothing, or raise the limit with `--max-tokens`.",
    ),
    "MYC288": Code(
        "too little to choose by",
        "Heads are chosen by operands of the tuning rows whose value stands in one place only. "
        "The file has too few of them; training rows do not count, for the teacher may know them "
        "by heart.\n"
        "\n"
        "What to do: give a file with more rows of split `tune`.",
    ),
    "MYC289": Code(
        "a folder of traces is taken",
        "The folder holds traces that were begun with another teacher, other rows or other "
        "options, or another process is writing it. The message says what differs.\n"
        "\n"
        "What to do: give another -o, or delete the folder to start over.",
    ),
    # -- algebra and devices
    "MYC290": Code(
        "there is no such module of algebra",
        "`mycelium algebra --modules` names kinds of problem, such as `linear_1d` or "
        "`system_in_words`; the message gives the nearest one.\n"
        "\n"
        "What to do: `mycelium algebra --list` lists them all.",
    ),
    "MYC291": Code(
        "a problem that is held out cannot be made again",
        "The frozen list of algebra problems holds seeds and hashes, no texts. Here a seed "
        "gave another problem than the one that is held out, so that figures measured on it "
        "would not be comparable, and training rows could not be kept apart from it.\n"
        "\n"
        "What to do: install the versions of the packages that the message names.",
    ),
    "MYC292": Code(
        "a device that cannot be used",
        "A model runs on `cpu`, or on a GPU (`cuda`, `cuda:1`, ...) that torch can use; the "
        "message says why it cannot use this one. `auto` takes a GPU where there is one, else "
        "the processor.",
    ),
    # -- templates
    "MYC294": Code(
        "no templates there",
        "The file is not the table (`templates.json`) or the weights (`assigner.safetensors`) "
        "that `mycelium templates` writes, or it cannot be read. Give the folder that the "
        "command wrote, or run it again.",
    ),
    "MYC295": Code(
        "traces do not fit their solutions",
        "`mycelium templates` pairs written solutions with their traces by id. Here no "
        "solution has a trace, a trace has other steps than its solution, or the folder has "
        "no manifest. Give the file of solutions that was traced, and the folder that "
        "`mycelium trace` wrote; trace again if the solutions were changed since.",
    ),
    "MYC296": Code(
        "nothing to find templates in",
        "Either no embeddings were given (`--traces FOLDER`, or `--text` for the reference "
        "that has no teacher), or the training rows have too few steps: a template needs "
        "`--support` steps of one kind, and the probe needs several problems to be "
        "cross-fitted.",
    ),
    # -- labels
    "MYC297": Code(
        "labels cannot be read",
        "The folder lacks a table of labels, or one of its files is of another kind or "
        "version. `mycelium label -o FOLDER` writes six tables, one for each specialist, "
        "and a report.",
    ),
    "MYC298": Code(
        "too few rows to set a threshold",
        "What counts as reading a clause is set on the tuning rows, where execution says "
        "which operand came from where. There are too few of them.\n"
        "\n"
        "What to do: trace more rows of the split `tune`, and label them together with "
        "the others.",
    ),
    "MYC299": Code(
        "there is no such trace",
        "The folder of traces holds none of the solutions that were asked for. A trace "
        "has the id of the solution that was traced.",
    ),
    # -- engine and weights
    "MYC306": Code(
        "there are no weights",
        "The default pipeline decides with trained models, whose weights come with the package. "
        "They are looked for in what `--weights` names (a folder, or a name of the Hugging Face "
        "hub), then in the folder that the environment variable MYCELIUM_WEIGHTS names, then in "
        "the package.\n"
        "\n"
        "What to do: install a release, which contains them; name a folder; or choose passes "
        "that need none with `--passes`.",
    ),
    "MYC307": Code(
        "weights are missing, cut short or altered",
        "A folder of weights lists its files with their SHA-256 in specialists.json. One of them "
        "is not there, or its content is not what was written.\n"
        "\n"
        "What to do: copy the folder again, or reinstall the package. `mycelium weights` checks "
        "all files.",
    ),
    "MYC308": Code(
        "the engine cannot run this trunk",
        "The lean engine runs trunks of the Llama and Qwen2 families with plain rotary "
        "positions. Others run through transformers.",
    ),
    "MYC309": Code(
        "a vocabulary cannot be cut",
        "Only byte-level BPE tokenizers are cut, and what is left must hold every byte that was "
        "there before, so that any text can still be written.",
    ),
    # -- examples
    "MYC316": Code(
        "examples cannot be read",
        "The file is missing, is not compressed JSON lines, or a line of it is no training "
        "example. `mycelium examples -o FILE` writes such a file.",
    ),
    # -- new questions
    "MYC346": Code(
        "no question to learn from",
        "`mycelium retarget` learns from the questions of training rows that have labels and a "
        "written solution. Here there is none: the ids of `--labels` and `--written` do not "
        "meet, no row is of split `train`, or all fall into one fold.\n"
        "\n"
        "What to do: give the solutions that the labels were made of; with few rows, "
        "`--folds 1`.",
    ),
    # -- models that have not seen a row
    "MYC347": Code(
        "no fold",
        "Training rows are cut into folds by their original problem. `--leave-out 0/2` names "
        "the first of two, `1/2` the second.",
    ),
    "MYC348": Code(
        "plans or answers cannot be read",
        "`mycelium sample-programs` writes predicted plans beside its output, and with `--all` "
        "the answers of each row's programs. The message says which file is something else.",
    ),
    "MYC349": Code(
        "no row to draw programs for",
        "What `--split`, `--only` and `--leave-out` ask for leaves nothing of the files. Copies "
        "and new questions count with `--all` only.",
    ),
    # -- problems without an answer
    "MYC353": Code(
        "no problem to make unanswerable ones of",
        "`mycelium unanswerable` takes away what the problems of training rows need; with "
        "`--tune` those of tuning rows. The files hold no row of that split.",
    ),
    # -- labels by place
    "MYC350": Code(
        "a tokenizer cannot be read",
        "`mycelium examples --tokenizer` wants the `tokenizer.json` of a trunk or of trained "
        "weights: rows that are too long for training once they have clauses stay without.",
    ),
    "MYC354": Code(
        "no problems without an answer",
        "`--unanswerable` takes files that `mycelium unanswerable` wrote, of whose problems every "
        "program is wrong. The file holds something else, or nothing of the fold.",
    ),
    # -- training specialists
    "MYC323": Code(
        "encoded rows cannot be read",
        "`mycelium train` encodes examples once and keeps the rows in the output folder, under "
        "`encoded`. One of the files there is damaged.\n"
        "\n"
        "What to do: delete the file; it is made again.",
    ),
    "MYC324": Code(
        "there is no such source of examples",
        "A recipe's phases say how often the rows of each source come. A source is a file of "
        "examples; its name is the file's up to the first dot. The message says which name is "
        "unknown, or that two files share one, or that a phase leaves nothing to learn from.",
    ),
    "MYC325": Code(
        "a specialists' recipe cannot be used",
        "The file is missing, is no TOML, has an unknown key, or contradicts itself; the "
        "message says which. The recipes that ship show all keys.",
    ),
}
