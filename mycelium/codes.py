"""Error codes of the compiler, and the one table of them all that `mycelium explain` reads."""

from __future__ import annotations

from mycelium.distillation_codes import DISTILLATION_CODES
from mycelium.evaluation_codes import EVALUATION_CODES
from mycelium.specialist_codes import SPECIALIST_CODES
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
        "Without `--passes` the trained passes run. They come with mycelium, but were not "
        "loaded: the variable MYCELIUM_PLUGINS leaves them out, or `mycelium plugins` says "
        "what is wrong with them.\n"
        "\n"
        "What to do: set it to `specialists` or unset it; or name a pipeline: `mycelium solve "
        "problem.txt --passes heuristic` after installing the heuristic plugin. No other "
        "pipeline is ever chosen for you.",
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
    # -- command line, files, batches
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
}


def all_codes() -> dict[str, Code]:
    """Every code there is, of all storeys, in order."""
    compiler = (COMPILER_CODES, EVALUATION_CODES, DISTILLATION_CODES, SPECIALIST_CODES)
    tables = (CODES, RUN_CODES, *compiler)
    found = {name: code for table in tables for name, code in table.items()}
    return dict(sorted(found.items()))
