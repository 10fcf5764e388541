//! Writes the program of a new hook, in each language. The program reads the event, looks at one text in the event,
//! and answers.

use std::path::Path;

use super::behaviour::{Behaviour, FORMATTER, NO_FORCE_PUSH, WHY_NOT_YET, WORDS};
use super::planned::Planned;
use crate::cli::Language;

/// The files of a hook's program, and the command that starts it.
#[derive(Debug)]
pub(super) struct Program {
    /// The program's files, to be written beside `hooks.toml`.
    pub(super) files: Vec<Planned>,
    /// The command for the hook's entry in `hooks.toml`.
    pub(super) command: Vec<String>,
    /// The `timeout` for the hook's entry; `None` if the default is long enough.
    pub(super) timeout: Option<&'static str>,
    /// The command with which the user must build the program first; `None` if it needs no build.
    pub(super) build: Option<Vec<String>>,
}

/// Returns the program of a hook, planned below `folder`, which is the folder of `hooks.toml`.
pub(super) fn program(name: &str, does: Behaviour, language: Language, folder: &Path) -> Program {
    let (file, text) = match language {
        Language::Bash => (format!("{name}.sh"), bash(does)),
        Language::Python => (format!("{name}.py"), python(does)),
        Language::Node => (format!("{name}.mjs"), node(does)),
        Language::Rust => return cargo(name, does, folder),
    };
    Program {
        files: vec![Planned::new(folder.join(&file), text).executable()],
        command: vec![format!("${{config_dir}}/{file}")],
        timeout: None,
        build: None,
    }
}

/// Returns the program in bash.
fn bash(does: Behaviour) -> String {
    let head = "#!/usr/bin/env bash\n# The event is one JSON object on stdin. Exit code 0: no \
                objection; 2: block, the reason on stderr.\nset -u\nevent=$(cat)\n\n";
    format!("{head}{}", bash_body(does))
}

/// Returns the last part of the path of a field.
fn field(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// Returns the part of a bash program that follows `event=$(cat)`. It searches the JSON as text, because a shell has no
/// JSON parser and `jq` might not be installed.
pub(super) fn bash_body(does: Behaviour) -> String {
    match does {
        // In this script, `call=` keeps only the command, because a folder or a description in the payload can have the
        // same words. In JSON the quotes inside of a string have a backslash, so the pattern never matches there. A
        // call without this field is not judged, so the hook fails: a guard that fails blocks. The JSON escapes \n, \r
        // and \t become blanks, so that their letter does not become part of the next word. `tr` turns every character
        // that cannot be part of a word into a blank, and `sed` doubles the blanks, because in the pattern each word
        // needs a blank on both sides.
        Behaviour::ForbidsForcePush => format!(
            "# {WORDS} They are two spaces apart, because\n\
             # each word of the pattern needs a space on both sides. `jq .hook_event.tool_input.command` prints the same array.\n\
             call=$(grep -oE '\"command\": *\\[(\"([^\"\\]|\\\\.)*\",? *)*\\]' <<<\"$event\") ||\n  \
             {{ echo \"the call has no command\" >&2; exit 1; }}\n\
             case \"$(tr -cs 'A-Za-z0-9_-' ' ' <<<\"${{call//\\\\[nrt]/ }}\" | sed 's/ /  /g')\" in\n  \
             *' git '*' push '*' --force '* | *' git '*' push '*' -f '*)\n    \
             echo \"{NO_FORCE_PUSH}\" >&2\n    exit 2 ;;\nesac\n"
        ),
        // Search the field alone: other fields, such as the content of a file, can contain the text too. In JSON the
        // quotes inside of a string have a backslash, so the pattern never matches there. Without the field the hook
        // fails: a guard that fails blocks.
        Behaviour::Blocks { at, forbidden, why } => format!(
            "# The field as it is in the JSON. `jq -r .hook_event.{at}` prints it without its escapes.\n\
             text=$(grep -oE '\"{}\": *\"([^\"\\]|\\\\.)*\"' <<<\"$event\") ||\n  \
             {{ echo \"the event has no {}\" >&2; exit 1; }}\n\
             case $text in\n  *\"{forbidden}\"*)\n    echo \"{why}\" >&2\n    exit 2 ;;\nesac\n",
            field(at),
            field(at)
        ),
        // Search for the key without a blank after the colon, because native payloads are compact JSON.
        Behaviour::GoesOnOnce => format!(
            "# `stop_hook_active` is true if a hook has already made the agent go on. Without this check, the\n\
             # agent could never stop.\n\
             case $event in\n  *'\"stop_hook_active\":true'*) exit 0 ;;\nesac\n\
             echo \"{WHY_NOT_YET}\" >&2\nexit 2\n"
        ),
        Behaviour::Formats => format!(
            "# The path as the event spells it; `jq -r .hook_event.tool_input.file_path` also reads a path with escapes.\n\
             path=$(sed -n 's/.*\"file_path\":\"\\([^\"\\]*\\)\".*/\\1/p' <<<\"$event\")\n\
             [ -f \"$path\" ] || exit 0\n\
             # {FORMATTER}\n\
             text=$(sed 's/[[:blank:]]*$//' \"$path\") && printf '%s\\n' \"$text\" >\"$path\"\n"
        ),
        Behaviour::Tells => {
            "echo '{\"decision\":\"proceed\",\"context\":\"the hook has seen the event\"}'\n"
                .to_owned()
        }
    }
}

/// Returns the program in Python.
fn python(does: Behaviour) -> String {
    let head = "#!/usr/bin/env python3\n\"\"\"The event is one JSON object on stdin. Exit code 0: no \
                objection; 2: block, the reason on stderr.\"\"\"\n";
    let imports = python_imports(does);
    let event = "event = json.load(sys.stdin)[\"hook_event\"]\n";
    format!("{head}{imports}\n{event}{}", python_body(does))
}

/// Returns the imports that the program needs, sorted.
pub(super) fn python_imports(does: Behaviour) -> &'static str {
    match does {
        Behaviour::ForbidsForcePush => "import json\nimport re\nimport sys\n",
        Behaviour::Formats => "import json\nimport pathlib\nimport sys\n",
        _ => "import json\nimport sys\n",
    }
}

/// Returns the part of a Python program that looks at `event`.
pub(super) fn python_body(does: Behaviour) -> String {
    let block = |why: &str| format!("    print(\"{why}\", file=sys.stderr)\n    sys.exit(2)\n");
    match does {
        Behaviour::ForbidsForcePush => format!(
            "# {WORDS}\n\
             text = \" \".join(event[\"tool_input\"][\"command\"])\n\
             words = iter(re.findall(r\"[A-Za-z0-9_-]+\", text))\n\
             # `in` continues behind the word that it found, so the words must come in this order.\n\
             if \"git\" in words and \"push\" in words and any(word in (\"--force\", \"-f\") for word in words):\n{}",
            block(NO_FORCE_PUSH)
        ),
        Behaviour::Blocks { at, forbidden, why } => {
            let text = text_in(at, "event[\"", "\"][\"", "\"]");
            format!("text = {text}\nif \"{forbidden}\" in text:\n{}", block(why))
        }
        Behaviour::GoesOnOnce => format!(
            "# `stop_hook_active` is true if a hook has already made the agent go on. Without this check, the\n\
             # agent could never stop.\n\
             if not event[\"stop_hook_active\"]:\n{}",
            block(WHY_NOT_YET)
        ),
        Behaviour::Formats => format!(
            "path = pathlib.Path(event[\"tool_input\"][\"file_path\"])\nif path.is_file():\n    # {FORMATTER}\n    \
             lines = path.read_text().splitlines()\n    \
             path.write_text(\"\".join(line.rstrip() + \"\\n\" for line in lines))\n"
        ),
        Behaviour::Tells => "print(json.dumps({\"decision\": \"proceed\", \"context\": \"the hook has seen the event\"}))\n".to_owned(),
    }
}

/// Returns the program for Node.js. It sets `exitCode` instead of calling `exit`, which could cut off output.
fn node(does: Behaviour) -> String {
    let from_fs = match does {
        Behaviour::Formats => OF_FORMATTER,
        _ => "readFileSync",
    };
    let head = format!(
        "#!/usr/bin/env node\n// The event is one JSON object on stdin. Exit code 0: no \
         objection; 2: block, the reason on stderr.\nimport {{ {from_fs} }} from \"node:fs\";\n\n\
         const event = JSON.parse(readFileSync(0, \"utf8\")).hook_event;\n"
    );
    let block = |why: &str| format!("console.error(\"{why}\");\n  process.exitCode = 2;");
    let tell = |answer: &str| format!("console.log(JSON.stringify({answer}));");
    format!("{head}{}", node_body(does, block, tell))
}

/// The functions of `node:fs` that a formatter uses.
pub(super) const OF_FORMATTER: &str = "existsSync, readFileSync, writeFileSync";

/// Returns the part of a Node.js program that looks at `event`. `block` and `tell` return the statements for a block
/// and for an answer, which differ between a program for one event and a worker.
pub(super) fn node_body(
    does: Behaviour,
    block: impl Fn(&str) -> String,
    tell: impl Fn(&str) -> String,
) -> String {
    match does {
        Behaviour::ForbidsForcePush => format!(
            "// {WORDS}\n\
             const words = event.tool_input.command.join(\" \").match(/[A-Za-z0-9_-]+/g) ?? [];\n\
             if (/(^| )git (.* )?push (.* )?(--force|-f)( |$)/.test(words.join(\" \"))) {{\n  {}\n}}\n",
            block(NO_FORCE_PUSH)
        ),
        Behaviour::Blocks { at, forbidden, why } => {
            format!(
                "const text = event.{at};\nif (text.includes(\"{forbidden}\")) {{\n  {}\n}}\n",
                block(why)
            )
        }
        Behaviour::GoesOnOnce => format!(
            "// `stop_hook_active` is true if a hook has already made the agent go on. Without this check, the\n\
             // agent could never stop.\n\
             if (!event.stop_hook_active) {{\n  {}\n}}\n",
            block(WHY_NOT_YET)
        ),
        Behaviour::Formats => format!(
            "const path = event.tool_input.file_path;\nif (existsSync(path)) {{\n  // {FORMATTER}\n  \
             const text = readFileSync(path, \"utf8\");\n  \
             writeFileSync(path, text.replace(/[ \\t]+$/gm, \"\"));\n}}\n"
        ),
        Behaviour::Tells => {
            let answer = "{ decision: \"proceed\", context: \"the hook has seen the event\" }";
            format!("{}\n", tell(answer))
        }
    }
}

/// Returns a path such as `tool_input.file_path` as an expression in the program's language: `start` and `end`
/// surround it, and `middle` replaces each dot.
pub(super) fn text_in(at: &str, start: &str, middle: &str, end: &str) -> String {
    format!("{start}{}{end}", at.replace('.', middle))
}

/// Returns a Rust package that cargo builds when the hook first runs.
fn cargo(name: &str, does: Behaviour, folder: &Path) -> Program {
    let package = folder.join(name);
    Program {
        files: vec![
            Planned::new(package.join("Cargo.toml"), manifest(name)),
            Planned::new(package.join("src/main.rs"), rust(does)),
        ],
        command: ["cargo", "run", "--quiet", "--release", "--manifest-path"]
            .map(str::to_owned)
            .into_iter()
            .chain([format!("${{config_dir}}/{name}/Cargo.toml")])
            .collect(),
        // The first run builds the program, so the limit must be long enough for a build.
        timeout: Some("2m"),
        build: None,
    }
}

/// Returns the package's `Cargo.toml`. Its empty `[workspace]` keeps cargo from looking for a workspace in the
/// folders above.
pub(super) fn manifest(name: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n\
         [dependencies]\nserde_json = \"1\"\n\n\
         # Not a member of a workspace above it.\n[workspace]\n"
    )
}

/// Returns the program in Rust.
fn rust(does: Behaviour) -> String {
    let head = "//! The event is one JSON object on stdin. Exit code 0: no objection; 2: block, the \
                reason on stderr.\nuse std::process::ExitCode;\n\nuse serde_json::Value;\n\n\
                fn main() -> ExitCode {\n    let payload: Value = match \
                serde_json::from_reader(std::io::stdin()) {\n        Ok(payload) => payload,\n        \
                Err(error) => {\n            eprintln!(\"no event on stdin: {error}\");\n            \
                return ExitCode::FAILURE;\n        }\n    };\n    let event = \
                &payload[\"hook_event\"];\n";
    let block =
        |why: &str| format!("        eprintln!(\"{why}\");\n        return ExitCode::from(2);\n");
    let tell = |answer: &str| {
        format!("println!(\n        \"{{}}\",\n        serde_json::{answer}\n    );")
    };
    format!(
        "{head}{}    ExitCode::SUCCESS\n}}\n",
        rust_body(does, block, tell)
    )
}

/// Returns the part of a Rust program that looks at `event`. `block` and `tell` return the statements for a block and
/// for an answer, which differ between a program for one event and a worker.
pub(super) fn rust_body(
    does: Behaviour,
    block: impl Fn(&str) -> String,
    tell: impl Fn(&str) -> String,
) -> String {
    match does {
        Behaviour::ForbidsForcePush => format!(
            "    // {WORDS}\n    \
             let mut words = event[\"tool_input\"][\"command\"]\n        .as_array()\n        \
             .into_iter()\n        .flatten()\n        .filter_map(Value::as_str)\n        \
             .flat_map(|text| text.split(|c: char| !(c.is_ascii_alphanumeric() || \"_-\".contains(c))));\n    \
             // `any` continues behind the word that it found, so the words must come in this order.\n    \
             if words.any(|word| word == \"git\")\n        && words.any(|word| word == \"push\")\n        \
             && words.any(|word| word == \"--force\" || word == \"-f\")\n    {{\n{}    }}\n",
            block(NO_FORCE_PUSH)
        ),
        Behaviour::Blocks { at, forbidden, why } => {
            let value = text_in(at, "event[\"", "\"][\"", "\"]");
            format!(
                "    let text = {value}.as_str().unwrap_or_default();\n    if text.contains(\"{forbidden}\") {{\n{}    }}\n",
                block(why)
            )
        }
        Behaviour::GoesOnOnce => format!(
            "    // `stop_hook_active` is true if a hook has already made the agent go on. Without this check,\n    \
             // the agent could never stop.\n    if event[\"stop_hook_active\"] != true {{\n{}    }}\n",
            block(WHY_NOT_YET)
        ),
        Behaviour::Formats => format!(
            "    let path = event[\"tool_input\"][\"file_path\"].as_str().unwrap_or_default();\n    \
             if let Ok(text) = std::fs::read_to_string(path) {{\n        // {FORMATTER}\n        \
             let lines = text.lines().map(|line| format!(\"{{}}\\n\", line.trim_end()));\n        \
             if let Err(error) = std::fs::write(path, lines.collect::<String>()) {{\n            \
             eprintln!(\"{{path}}: {{error}}\");\n        }}\n    }}\n"
        ),
        Behaviour::Tells => {
            let answer = "json!({ \"decision\": \"proceed\", \"context\": \"the hook has seen the event\" })";
            format!("    let _ = event;\n    {}\n", tell(answer))
        }
    }
}

#[cfg(test)]
#[path = "scripts_tests.rs"]
mod tests;
