//! Writes the program of a new worker hook, in each language. The program has a function that judges one event, and a
//! helper that calls this function, either for one event or as a worker for many.

use std::path::Path;

use super::behaviour::Behaviour;
use super::planned::Planned;
use super::scripts::{
    OF_FORMATTER, Program, bash_body, manifest, node_body, python_body, python_imports, rust_body,
};
use crate::cli::Language;

/// The helpers' file names and texts. A test keeps these files equal to the files in `examples/workers`.
const BASH: (&str, &str) = (
    "agent_hook.bash",
    include_str!("worker_helpers/agent_hook.bash"),
);
const PYTHON: (&str, &str) = (
    "agent_hook.py",
    include_str!("worker_helpers/agent_hook.py"),
);
const NODE: (&str, &str) = (
    "agent_hook.mjs",
    include_str!("worker_helpers/agent_hook.mjs"),
);
/// The helper of Rust hooks, which is a module of the hook's package.
const RUST: &str = include_str!("worker_helpers/agent_hook.rs");

/// Returns the file name of the helper in this language.
pub(super) fn helper_file(language: Language) -> &'static str {
    match language {
        Language::Bash => BASH.0,
        Language::Python => PYTHON.0,
        Language::Node => NODE.0,
        Language::Rust => "src/agent_hook.rs",
    }
}

/// The comment at the beginning of every program.
const ABOUT: &str = "Runs once for each event, or keeps running as a worker. agent_hook reads the events and writes the answers.";

/// Returns the program of a worker hook and its helper, planned below this folder.
pub(super) fn kept(name: &str, does: Behaviour, language: Language, folder: &Path) -> Program {
    let (file, text, helper) = match language {
        Language::Bash => (format!("{name}.sh"), bash(does), BASH),
        Language::Python => (format!("{name}.py"), python(does), PYTHON),
        Language::Node => (format!("{name}.mjs"), node(does), NODE),
        Language::Rust => return cargo(name, does, folder),
    };
    let (helper, helper_text) = helper;
    let mut files = vec![Planned::new(folder.join(&file), text).executable()];
    let beside = folder.join(helper);
    // Mark the helper as shared, because all hooks of the folder use the same file.
    files.push(Planned::new(beside, helper_text.to_owned()).shared());
    Program {
        files,
        // The command names the helper, although the program would find the helper without this. Naming the helper has
        // two effects: trust covers the helper, because trust covers all files that a command names, and the worker is
        // restarted when the helper changes.
        command: [&*file, helper]
            .map(|name| format!("${{config_dir}}/{name}"))
            .into(),
        timeout: None,
        build: None,
    }
}

/// Returns the program in bash.
fn bash(does: Behaviour) -> String {
    format!(
        "#!/usr/bin/env bash\n# {ABOUT}\n# Exit code 0: no objection; 2: block, the reason on \
         stderr.\nset -u\n. \"${{BASH_SOURCE%/*}}/agent_hook.bash\"\n\njudge() {{\n  event=$(cat)\n{}}}\n\n\
         serve judge\n",
        indented(&bash_body(does), 2)
    )
}

/// Returns the program in Python.
fn python(does: Behaviour) -> String {
    format!(
        "#!/usr/bin/env python3\n\"\"\"{ABOUT}\nExit code 0: no objection; 2: block, the reason on \
         stderr.\"\"\"\n{}\nfrom agent_hook import serve\n\n\n\
         def judge(payload):\n    event = payload[\"hook_event\"]\n{}\n\nserve(judge)\n",
        python_imports(does),
        indented(&python_body(does), 4)
    )
}

/// Returns the program for Node.js.
fn node(does: Behaviour) -> String {
    let block = |why: &str| format!("return {{ decision: \"block\", message: \"{why}\" }};");
    let tell = |answer: &str| format!("return {answer};");
    let imports = match does {
        Behaviour::Formats => format!("import {{ {OF_FORMATTER} }} from \"node:fs\";\n"),
        _ => String::new(),
    };
    format!(
        "#!/usr/bin/env node\n// {ABOUT}\n// Returns an answer, or `undefined` for no objection.\n\
         {imports}import {{ serve }} from \"./agent_hook.mjs\";\n\nserve((payload) => {{\n  \
         const event = payload.hook_event;\n{}}});\n",
        indented(&node_body(does, block, tell), 2)
    )
}

/// Returns a Rust package. The user builds it once: a worker must report that it is ready within ten seconds, and a
/// build during that time would be too slow.
fn cargo(name: &str, does: Behaviour, folder: &Path) -> Program {
    let block = |why: &str| {
        format!(
            "        return Some(json!({{ \"decision\": \"block\", \"message\": \"{why}\" }}));\n"
        )
    };
    let tell = |answer: &str| format!("Some({answer})");
    let mut body = rust_body(does, block, tell);
    // The function returns an answer or `None`, so a hook that does not always answer must end with `None`.
    if does != Behaviour::Tells {
        body += "    None\n";
    }
    // A hook that formats files answers nothing, so its program does not import the `json` macro.
    let used = match does {
        Behaviour::Formats => "Value",
        _ => "{json, Value}",
    };
    let main = format!(
        "//! {ABOUT}\n//! Returns an answer, or `None` for no objection.\n\nmod agent_hook;\n\n\
         use serde_json::{used};\n\nfn main() -> std::io::Result<()> {{\n    \
         agent_hook::serve(judge)\n}}\n\nfn judge(payload: &Value) -> Option<Value> {{\n    \
         let event = &payload[\"hook_event\"];\n{body}}}\n"
    );
    let package = folder.join(name);
    let manifest_path = package.join("Cargo.toml");
    let build = ["cargo", "build", "--release", "--manifest-path"].map(str::to_owned);
    Program {
        build: Some([&build[..], &[super::shown(&manifest_path)]].concat()),
        files: vec![
            Planned::new(manifest_path, manifest(name)),
            Planned::new(package.join("src/main.rs"), main),
            Planned::new(package.join("src/agent_hook.rs"), RUST.to_owned()),
        ],
        command: vec![format!("${{config_dir}}/{name}/target/release/{name}")],
        timeout: None,
    }
}

/// Indents every line that is not empty.
fn indented(text: &str, by: usize) -> String {
    let line = |line: &str| match line {
        "" => "\n".to_owned(),
        line => format!("{}{line}\n", " ".repeat(by)),
    };
    text.lines().map(line).collect()
}
