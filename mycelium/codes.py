"""Error codes of the compiler, and the one table of them all that `mycelium explain` reads."""

from __future__ import annotations

from mycelium_ir.code import Code
from mycelium_ir.codes import CODES
from mycelium_ir.run_codes import RUN_CODES

COMPILER_CODES: dict[str, Code] = {
    # -- the executor
    "MYC130": Code(
        "out of time",
        "The program was still running when its time was up, and its worker was stopped "
        "from outside. The clock starts when a ready worker is handed the program.\n"
        "\n"
        "What to do: simplify the program (a solve of fewer or simpler equations, smaller"
        " powers), split it into several steps to see which one is slow, or give it more "
        "time (`Limits(seconds=...)`).",
    ),
    "MYC131": Code(
        "out of memory",
        "The worker held more memory than the program may use, and was stopped or refused"
        " more by the operating system. The limit counts the worker's libraries too, "
        "about 70 MiB.\n"
        "\n"
        "What to do: simplify the program, or give it more memory "
        "(`Limits(memory_mb=...)`).",
    ),
    "MYC132": Code(
        "worker crashed",
        "The worker process ended by itself while it ran the program: a fault in a "
        "library or in a plugin's function, or the operating system's answer to a lack of"
        " memory. The message gives the signal or exit code and the last line that the "
        "worker wrote. Other programs are not affected: the next one gets a new worker.\n"
        "\n"
        "What to do: if the program uses a plugin's function, tell the plugin's author; "
        "otherwise report it with the program. After SIGKILL, run fewer workers or lower "
        "the memory limit.",
    ),
    "MYC133": Code(
        "worker did not start",
        "No worker process could be started, it ended before it was ready, or it found "
        "another installation of mycelium than its parent.\n"
        "\n"
        "What to do: see whether `python -c 'import sympy, mycelium_ir.lowering'` works "
        "with the Python that runs mycelium, and whether two installations are mixed up "
        "in PYTHONPATH.",
    ),
    "MYC134": Code(
        "plugin function cannot be imported",
        "The program uses a function or goal type of a plugin, and the worker could not "
        "import the code that carries it out. The message names the plugin and what was "
        "raised.\n"
        "\n"
        "What to do: reinstall the plugin with what it needs, or tell its author. A "
        "module that takes long to import should import its heavy parts inside the "
        "function.",
    ),
    "MYC135": Code(
        "program too long for a worker",
        "The text of the program does not fit into one message to a worker (64 MiB).\n"
        "\n"
        "What to do: split it into several programs.",
    ),
    "MYC136": Code(
        "values too long to hand over",
        "The values of the program's steps do not fit into one message from the worker "
        "(64 MiB).\n"
        "\n"
        "What to do: run fewer steps at once, or lower the limits on digits and size.",
    ),
    "MYC137": Code(
        "executor closed",
        "A program was given to an executor that is closed, or the executor was closed "
        "while the program waited or ran.\n"
        "\n"
        "What to do: run it inside the executor's `with` block, or make a new executor.",
    ),
    "MYC138": Code(
        "unusable limit",
        "A limit on time, memory, digits or size is not a positive number, or is too "
        "small to run anything: `Limits(memory_mb=10)` leaves no room for a worker.\n"
        "\n"
        "What to do: give a number of the size that the hint names.",
    ),
    "MYC139": Code(
        "internal failure while running",
        "Something that should not happen: the evaluation raised an exception that is no "
        "finding about the program. The message says which, and where.\n"
        "\n"
        "What to do: if the place named belongs to a plugin, tell its author; otherwise "
        "report it with the program.",
    ),
    # -- pipelines and passes
    "MYC150": Code(
        "a pipeline's text makes no sense",
        "A pipeline is a list of passes with commas between them; a pass may have options"
        " in braces: `segment,extract{beams=4},wire`. Values are numbers, `true`, "
        "`false`, `none`, words, texts in double quotes, or lists such as `[1, 2]`. A "
        "swap is written `ROLE=PASS`. Mend the text at the place that the error points "
        "at.",
    ),
    "MYC151": Code(
        "there is no such pass or pipeline",
        "No plugin that is installed offers a pass or a pipeline of this name. `mycelium "
        "passes` lists them. Check the spelling, or install the plugin that has it.",
    ),
    "MYC152": Code(
        "several plugins offer this name",
        "A bare name such as `extract` is accepted while exactly one plugin offers it. "
        "Write the full name, `plugin.name`: for instance `heuristic.extract`.",
    ),
    "MYC153": Code(
        "a pass has no such option",
        "The fields of a pass are its options; `mycelium passes` shows them. A pipeline's"
        " name takes no options: write its passes out and give each its own.",
    ),
    "MYC154": Code(
        "an option has a wrong value, or none",
        "The option's type decides what may be written: `extract{beams=4}` where a whole "
        "number is meant, not `extract{beams=many}`. An option without a default must be "
        "given.",
    ),
    "MYC155": Code(
        "a pipeline is out of order",
        "A pass requires facts (there are clauses, every step has an expression, ...) "
        "that must be in the program from the start or be provided by an earlier pass. In"
        " `wire,extract` the pass `wire` lacks `expressions`. Put a pass that provides "
        "the fact before it; after a pass that takes the fact away, run the providing one"
        " again.",
    ),
    "MYC156": Code(
        "a pipeline has no such pass",
        "`--swap`, `--without`, `--stop-after` and `--dump-after` name a pass of the "
        "pipeline: its role (`wire`), its full name (`heuristic.wire`), or one of its "
        "places (`wire#2`, the second). The pipeline has none of that name, or nothing "
        "would be left of it.",
    ),
    "MYC157": Code(
        "a pipeline stands for itself",
        "A plugin names a pipeline whose text leads back to that name, so that it has no "
        "end. This is a fault of the plugin; write the passes out with `--passes` "
        "meanwhile.",
    ),
    "MYC158": Code(
        "there is no default pipeline",
        "Without `--passes` the trained passes run, and none are installed. Install them,"
        " or name a pipeline: `mycelium solve problem.txt --passes heuristic` after "
        "installing the heuristic plugin. No other pipeline is ever chosen for you.",
    ),
    "MYC159": Code(
        "a pass refuses its options",
        "Each value has the right type, but the pass does not accept them together or in "
        "this range. Its message says what it wants.",
    ),
    "MYC160": Code(
        "a pass crashed",
        "A pass raised an error that is no finding about your program. Only this row "
        "failed. It is a fault of the plugin: send its author the reproducer that the "
        "hint names, a `.myc` file with the command that shows the crash again. Meanwhile"
        " swap the pass or leave it out.",
    ),
    "MYC161": Code(
        "a pass broke the program",
        "Between passes the verifier runs. This program was sound before the pass and is "
        "not after it; the errors that follow say how. It is a fault of the plugin: send "
        "its author the reproducer that the hint names. Meanwhile swap the pass or leave "
        "it out.",
    ),
    "MYC162": Code(
        "a pass did not bring about what it promises",
        "A pass declares the facts that it provides. For this row one of them does not "
        "hold afterwards: a problem without any number, for instance, gives no steps, and"
        " then `typed` cannot hold. Write what is missing into the program by hand and "
        "compile on, or swap the pass.",
    ),
    "MYC163": Code(
        "a pass returned nonsense",
        "For each candidate a pass returns a list of candidates of the same row or a "
        "`Failure` with diagnostics, in the order in which it was given them. This one "
        "returned something else. It is a fault of the plugin: tell its author.",
    ),
    "MYC164": Code(
        "a pass found no way to go on",
        "The pass returned no candidate for this row and gave no reason. Look at the "
        "program that it was given with `--dump-after`, or swap the pass.",
    ),
    "MYC165": Code(
        "a fact was lost on the way",
        "The pipeline is in order by what its passes declare, but an earlier pass took a "
        "fact away from this row without declaring it in `invalidates`. See `--dump-after"
        " all` for where it went; it is a fault of that pass.",
    ),
    # -- heuristic passes
    "MYC180": Code(
        "nothing to segment",
        "The pass `heuristic.segment` found no word in the problem, only white space or "
        'signs. For example `problem "?!"`. Write the problem as English sentences that '
        "end in a question.",
    ),
    "MYC181": Code(
        "no number for the rules",
        "The heuristic passes compute with numbers that stand in the clauses, in digits "
        'or in English words, and found none: "How many pens has Ida?". Write the numbers'
        " out, and keep the clauses that have them; or use other passes.",
    ),
    "MYC182": Code(
        "no question for the rules",
        "The heuristic passes look for an English question in the clauses (`How many "
        "...?`, `What is ...?`, `Find x.`) and found none; a problem in another language "
        "ends here too. End the problem with a question, or keep the clause that asks it.",
    ),
    "MYC183": Code(
        "no computation found",
        "The heuristic passes found numbers and a question, but every way to add, "
        "subtract, multiply or divide the numbers that the rules know ends below zero or "
        "divides by zero. Write the steps by hand, or use another pass in place of "
        "`heuristic.classify`.",
    ),
    "MYC184": Code(
        "a step that the rules cannot fill",
        "`heuristic.extract` met a step that a person planned without an expression, and "
        "its operation has no skeleton that says what it computes with: `step s0 : "
        "geometry`. Write the expression by hand, `step s0 : geometry = 3 * 4`, or give "
        "the step another operation.",
    ),
    "MYC185": Code(
        "the answer has no value yet",
        "`heuristic.goal` chooses the answer's form by the answer's value, and the answer"
        " step has none: it has a hole, no expression, or cannot be computed. Run "
        "`extract` and `wire` first, mend the step, or write the goal by hand: `goal "
        "integer s2`.",
    ),
    # -- plugins
    "MYC190": Code(
        "a plugin cannot be imported",
        "The module that the plugin's entry point names raises an error while it is "
        "imported, often because something that it needs is not installed. Reinstall the "
        "plugin with what it needs, or uninstall it. Everything else works without it.",
    ),
    "MYC191": Code(
        "a plugin was built for another version of the hooks",
        "A plugin's module says `HOOK_VERSION = 1`, the version of the hooks that it was "
        "made for. This one says another number, or nothing. Install a release of the "
        "plugin that was made for this release of mycelium.",
    ),
    "MYC192": Code(
        "a plugin's hook does not fit",
        "The plugin implements a hook that does not exist, or one with arguments that it "
        "does not have. The nearest hook is named; hooks take no arguments and have no "
        "wrappers. The plugin's other hooks work where possible.",
    ),
    "MYC193": Code(
        "a plugin returned nonsense",
        "A hook raised an error, or returned something other than a list of the "
        "specifications that it is for, or one of them has a name, a path or facts that "
        "cannot be. That entry is left out. It is a fault of the plugin: tell its author.",
    ),
    "MYC194": Code(
        "a name is taken",
        "Functions, operations and goal types are known by their bare names, and the "
        "language or an earlier plugin (in alphabetical order) has this one; or a plugin "
        "offers a name twice; or two plugins have the same name. The later one is left "
        "out, and the rest of the plugin works. The name `default` of a pipeline belongs "
        "to the trained passes.",
    ),
    "MYC195": Code(
        "what a plugin offers cannot be loaded",
        "A specification names an object as `module:object`, which is imported on first "
        "use. That import failed, or the object is not what it should be: a pass is a "
        "frozen dataclass derived from `mycelium.Pass`. Install what is missing, or tell "
        "the plugin's author.",
    ),
    "MYC196": Code(
        "a pass is not what its specification says",
        "The name and the facts in a pass's specification must be those of its class, "
        "since a pipeline's order is checked by the one and run by the other. It is a "
        "fault of the plugin: tell its author.",
    ),
    "MYC197": Code(
        "a plugin that should be loaded is not installed",
        "The environment variable MYCELIUM_PLUGINS lists the plugins to load (`off` for "
        "none). It names one that is not installed. Install it, or change or unset the "
        "variable.",
    ),
    "MYC200": Code(
        "no plugin offers this dataset or command",
        "The name is not among what the installed plugins offer; `mycelium plugins` lists"
        " that. Check the spelling, install the plugin that has it, or, for a dataset, "
        "give the path of a JSONL file.",
    ),
    # -- command line, files, batches, evaluation
    "MYC230": Code(
        "nothing to work on",
        "A file, folder or text that was named holds no problem, or no program. Programs "
        "are files that end in `.myc`; a problem is text, in a `.txt` file, on standard "
        "input (`-`) or, for `mycelium solve`, in quotes on the command line.",
    ),
    "MYC231": Code(
        "options do not fit together",
        "Two options, or an option and the files that are named, cannot be used together:"
        " the message says which, and what to leave out.",
    ),
    "MYC232": Code(
        "cannot write a file",
        "The file that was named cannot be written: its folder is missing, or "
        "permissions, or the disk, do not allow it. What was there before is untouched, "
        "for files are written beside and then exchanged.",
    ),
    "MYC233": Code(
        "wrong command line",
        "An option or argument is unknown, missing or of a wrong form. `mycelium COMMAND "
        "--help` shows what the command takes, with examples:\n"
        "\n"
        "    mycelium run --help",
    ),
    "MYC234": Code(
        "plugin's command not usable",
        "A plugin offers a command that has the name of a built-in one, which stays what "
        "it is, or that cannot be turned into a command. A command whose name is taken "
        "can be called by its full name, `mycelium PLUGIN.COMMAND`. `mycelium plugins` "
        "lists such problems.",
    ),
    "MYC235": Code(
        "internal error",
        "Something went wrong that should not have: a bug in mycelium or in a plugin. "
        "Please report it with the command line and what `mycelium version` prints. With "
        "the environment variable `MYCELIUM_TRACEBACK=1` the place in the code is shown:\n"
        "\n"
        "    MYCELIUM_TRACEBACK=1 mycelium run prog.myc",
    ),
    "MYC236": Code(
        "the problem is empty",
        "A problem's text holds nothing but white space, so there is nothing to compile, "
        'for instance `mycelium.compile(" ")` or a row `{"problem": ""}`. Give the text.',
    ),
    "MYC237": Code(
        "a file cannot be read or written",
        "The file is missing, is a folder, or you lack the permission; the message says "
        "which. Check the name (the hint names the nearest one) and the permissions.",
    ),
    "MYC238": Code(
        "a file is not UTF-8 text",
        "Problems and programs are UTF-8 text. The file is binary (it holds NUL bytes), "
        "UTF-16, or has a byte that is no UTF-8; the message says where. Convert it, for "
        "instance with `iconv -f LATIN1 -t UTF-8 old.txt > new.txt`.",
    ),
    "MYC239": Code(
        "a file is too large",
        "A file with one problem or one program may have at most 4,000,000 bytes. Many "
        'problems belong into a .jsonl file, one row `{"problem": "..."}` to a line, '
        "which has no limit.",
    ),
    "MYC240": Code(
        "a folder or a pattern holds nothing to read",
        "A folder is searched, at any depth, for files that end in .myc, .txt or .jsonl; "
        "a pattern such as `problems/*.txt` stands for the files that it matches. Neither"
        " found any.",
    ),
    "MYC241": Code(
        "an output was begun from something else",
        "A batch continues its output only from the same input, pipeline, weights, seed, "
        "limits and release that it began with; they stand in `OUTPUT.manifest.json`, and"
        " the message says what differs. Run it as it was begun, give another -o, or "
        "delete the output and its manifest to start over.",
    ),
    "MYC242": Code(
        "another process is writing the output",
        "Two batches must not write one file. Wait until the other one is done, or give "
        "another -o. The lock goes with the process that holds it: none is left behind by"
        " one that was killed.",
    ),
    "MYC243": Code(
        "a row of a batch cannot be used",
        'A row of a .jsonl file is a JSON object with a text `problem`: {"id": 1, '
        '"problem": "Ann has 3 pens ..."}. This one is broken, or has no problem. Its '
        "output row holds this error; the other rows are solved.",
    ),
    "MYC244": Code(
        "an output is not what a batch left there",
        "The file given by -o holds something that no batch wrote (its manifest is "
        "missing), or a line in its middle was changed. A torn last line is no error: it "
        "is written anew. Give another -o, or cut the file where the message says and run"
        " the batch again.",
    ),
    "MYC245": Code(
        "a dataset's file is missing",
        "Datasets are read from a folder of yours: `--data DIR`, or the environment "
        "variable MYCELIUM_DATA. The message names the file that belongs there, for "
        "instance `gsm8k/test.jsonl`.",
    ),
    "MYC246": Code(
        "a row of a dataset is broken",
        "The row is no JSON, lacks a column, or has no answer. It is named, counted apart"
        " and left out; the other rows are measured. Mend the row if it should count.",
    ),
    "MYC247": Code(
        "a gold answer cannot be read",
        "Gold answers are numbers, expressions, sets, points, intervals or equations, "
        "plain or in LaTeX: `1,234.50`, `\\frac{1}{2}`, `{-2, 5}`, `x \\in [-2,7]`. This "
        "one is something else, such as a sentence. The row is named and counted apart.",
    ),
    "MYC248": Code(
        "two evaluations cannot be compared",
        "`mycelium eval --compare A B` pairs rows by id, so both files must come from "
        "`--rows` of evaluations of the same dataset, split, limit and seed. The message "
        "says what differs.",
    ),
    "MYC249": Code(
        "there is no such split, or nothing to measure",
        "The dataset has no split of that name (the hint lists those it has), or no row "
        "of it can be measured. `mycelium eval gsm8k --split report` and `gsm8k:report` "
        "mean the same.",
    ),
    "MYC250": Code(
        "a dataset needs a package that is not installed",
        "The dataset is generated by, or loaded through, a package that is an optional extra:"
        " `datasets` for Hugging Face names, `mathematics_dataset` and `reasoning-gym` for "
        "generated sets. Nothing of them is needed for files in a data folder.\n"
        "\n"
        "What to do: `pip install 'mycelium-math[datasets]'`.",
    ),
    "MYC251": Code(
        "a dataset's name is not understood",
        "Generated and fetched datasets are named with what they take: "
        "`mathematics_dataset:algebra__linear_1d,n=50,seed=3`, "
        "`reasoning_gym:gcd,n=50`, `hf:openai/gsm8k:test,config=main`. The message says "
        "which part is wrong, the hint what there is.",
    ),
    "MYC252": Code(
        "a dataset could not be fetched",
        "A name that begins with `hf:` is fetched from the Hugging Face hub, or taken from "
        "its cache. The message is what the package `datasets` said.\n"
        "\n"
        "What to do: see whether the name, its `config` and its split are right and whether "
        "there is a network; `HF_HUB_OFFLINE=1` uses the cache alone. Files in a folder of "
        "your own need no network: `mycelium datasets` lists them.",
    ),
    "MYC253": Code(
        "the evaluation log cannot be read",
        "`--log FILE` counts how often each test split was scored, and FILE holds a line "
        "that is no run of an evaluation. Nothing is counted or added until it is mended: "
        "a wrong count would be worse than none.\n"
        "\n"
        "What to do: give the file that earlier runs wrote, or mend the line that is named.",
    ),
    "MYC255": Code(
        "a study's file has an error",
        "The file of an ablation is TOML, and the message names the line and what is wrong "
        "there; a key that is not known is shown the nearest one. All keys but `dataset` may "
        "be left out; paths are relative to the file's folder:\n"
        "\n"
        '    dataset = "problems.jsonl"\n'
        '    passes = "heuristic"\n'
        "    limit = 200\n"
        "    seed = 0\n"
        "\n"
        "    [[variant]]\n"
        '    name = "no bridge"\n'
        '    without = ["bridge"]\n'
        '    swap = ["wire=heuristic.wire"]\n'
        "\n"
        "    [outputs]\n"
        '    html = "ablation.html"\n'
        "\n"
        "The other keys are `split`, `data`, `strict`, `timeout` and `memory`, `passes` in a "
        "variant, and `rows` and `png` among the outputs.",
    ),
    "MYC256": Code(
        "this is no variant",
        "A variant of an ablation has a name and at least one change, with commas between "
        "several. Each begins with `swap`, `without` or `passes`, and goes on like the option "
        "of that name:\n"
        "\n"
        '    mycelium ablate problems.jsonl --variant "plain: swap wire=my.wire, without bridge"\n'
        '    mycelium ablate problems.jsonl --variant "one pass: passes monolith"',
    ),
    "MYC257": Code(
        "variants that cannot be told apart, or none",
        "An ablation compares the pipeline as given with others: each variant must run other "
        "passes, or other options, than the pipeline and every other variant, and have a name "
        "of its own. Without any variant there is nothing to compare; `mycelium eval` measures "
        "one pipeline.",
    ),
    # -- labels
    "MYC259": Code(
        "the gold of a row cannot be used",
        "Attribution puts gold in the place of passes, and that gold must be a whole program "
        "that runs to the row's gold answer. This one does not, is of another problem, or "
        "its labels do not fit together. The row is counted as one without gold.",
    ),
    "MYC260": Code(
        "a table of labels is missing or broken",
        "`--labels` takes a folder with the tables segment, classify, extract, wire, bridge and "
        "goal (`.parquet`), as `mycelium label` writes them. A pass whose table cannot be read "
        "has no gold, n/a; the others go on. The message says what is wrong with it.",
    ),
    "MYC261": Code(
        "pyarrow is missing",
        "Tables of labels are Parquet files. Install what reads them: "
        "`pip install 'mycelium-math[train]'`.",
    ),
    "MYC265": Code(
        "a row's solution cannot be read as a program",
        "Training needs rows whose solution spells a program: calculator annotations "
        "`<<48/2=24>>`, an equation `X=(9+3)`, a formula, a system of equations. This one "
        "has none, or holds something else. The row is counted and left out.",
    ),
    "MYC266": Code(
        "a row's solution does not lead to its answer",
        "No step of the row's own solution has the gold answer as its exact value, or the "
        "solution cannot be computed at all, for instance because it divides by zero. The "
        "row is counted and left out: a program that gives another answer teaches errors.",
    ),
    "MYC267": Code(
        "rows of a dataset hold no program",
        "Gold programs are read from gsm8k, mawps, svamp, mathqa, draw and dolphin1878. "
        "Rows of other datasets have a problem and an answer only: use them to measure.",
    ),
    "MYC268": Code(
        "a written solution cannot be read",
        "A line of a file of written solutions is no JSON object with the fields that "
        "`write_written` writes, or holds an offset that lies outside its text. The message "
        "names the line and what is wrong with it. Make the file anew.",
    ),
    "MYC269": Code(
        "a row has no copy with other numbers",
        "Numbers of a problem are exchanged only where each number of its program can be "
        "found in the text or is a constant, and where the results stay as whole and as "
        "positive as they were. No such copy was found for this row; it is used as it is.",
    ),
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
        "Models need torch, transformers and safetensors, which are not needed otherwise and "
        "so are an optional extra.\n"
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
    "MYC292": Code(
        "a device that cannot be used",
        "A model runs on `cpu`, or on a GPU (`cuda`, `cuda:1`, ...) that torch can use; the "
        "message says why it cannot use this one. `auto` takes a GPU where there is one, else "
        "the processor.",
    ),
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
}


def all_codes() -> dict[str, Code]:
    """Every code of the language and the compiler, in order."""
    return dict(sorted({**CODES, **RUN_CODES, **COMPILER_CODES}.items()))
