//! Finds scripts in Python that let another program read the payload first, and scripts in Node that end before they
//! have read it. These are guesses, so they are reported as notes.

use hooks_types::HookSpec;
use hooks_types::spec::{Command, Program};
use hooks_types::text::quoted;

use super::language::{Language, language};
use super::node_stdin::parsed_too_early;
use super::overtaken_exit::does_block;
use super::python_exits;
use super::python_unflushed::{is_unbuffered, unflushed};
use super::script::{Scripts, command, files_of, words_of};
use super::unprinted_json::{closing_of, unprinted_json};
use super::{CANDIDATES, Finding};
use crate::diagnostic::DiagnosticCode;

/// Returns a note about the first script of the hook that lets a program read the payload first, or that ends before it
/// has read the payload.
pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    let command = command(hook)?;
    let files = files_of(command);
    files.iter().find_map(|path| {
        let text = scripts.text(path)?;
        let about = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let found = match language(path, &text)? {
            Language::Python => {
                let Some((call, program)) = first_reader(&text) else {
                    let folder = path.parent()?;
                    let blocks = |name: &str| does_block(&folder.join(name), scripts);
                    let dropped = || {
                        let judges = hook.event.traits().gates();
                        judges.then(|| python_exits::dropped(&text, &blocks)).flatten()
                    };
                    let unflushed = || {
                        let has_buffer = !runs_unbuffered(command);
                        has_buffer.then(|| unflushed(&text)).flatten()
                    };
                    let (message, help) = python_exits::lost(&text).or_else(dropped).or_else(unflushed)?;
                    return Some(Finding::note(DiagnosticCode::LostExit, about, message).help(help));
                };
                let message = format!(
                    "`{call}` starts `{}`, which reads the whole payload before `sys.stdin` is read: stdin can be read \
                     once",
                    quoted(program.as_bytes(), 40)
                );
                let help = "keep it, `text = sys.stdin.read()`, and give it to the program: `input=text, text=True`";
                Finding::note(DiagnosticCode::PayloadShape, about, message).help(help)
            }
            Language::Node => {
                let Some((exit, event)) = early_exit(&text) else {
                    if let Some((message, help)) = parsed_too_early(&text) {
                        return Some(Finding::note(DiagnosticCode::PayloadShape, about, message).help(help));
                    }
                    if let Some((message, help)) = unprinted_json(&text, "JSON.stringify(", "console.log(") {
                        return Some(Finding::note(DiagnosticCode::LostExit, about, message).help(help));
                    }
                    let (line, call) = exit_before_later(&text)?;
                    let message = format!(
                        "line {line}, `process.exit`: it runs before the function in the `{call}` above it, so the \
                         `process.exit(2)` there never runs"
                    );
                    let help = match call {
                        ".then" => "move this `process.exit` to the end of that function",
                        _ => "write `process.exitCode = 2` there, and take this `process.exit` out",
                    };
                    return Some(Finding::note(DiagnosticCode::LostExit, about, message).help(help));
                };
                let message = format!(
                    "`{}` at the end of the script runs before stdin was read, so the function of \
                     `process.stdin.on(\"{event}\")` never runs",
                    quoted(exit.as_bytes(), 40)
                );
                let help = "take it out, or move it to the end of that function";
                Finding::note(DiagnosticCode::LostExit, about, message).help(help)
            }
        };
        Some(found)
    })
}

/// Returns whether a command starts Python without a buffer for stdout.
fn runs_unbuffered(command: &Command) -> bool {
    let is_set = match &command.program {
        Program::Shell(text) => text.contains("PYTHONUNBUFFERED"),
        Program::Argv(argv) => argv.iter().any(|word| is_unbuffered(word)),
        _ => false,
    };
    is_set
        || command.env.contains_key("PYTHONUNBUFFERED")
        || std::env::var_os("PYTHONUNBUFFERED").is_some()
        || words_of(command)
            .iter()
            .any(|word| is_unbuffered(&word.text))
}

/// The functions that start a program with the stdin of the script.
const CALLS: &[&str] = &[
    "subprocess.run(",
    "subprocess.call(",
    "subprocess.check_call(",
    "subprocess.check_output(",
    "subprocess.Popen(",
];

/// Programs that read stdin, each with a number of operands. With at least that many operands, the program reads files
/// instead.
const READERS: &[(&str, usize)] = &[
    ("grep", 2),
    ("egrep", 2),
    ("jq", 2),
    ("awk", 2),
    ("sed", 2),
    ("cat", 1),
    ("wc", 1),
    ("sort", 1),
    ("head", 1),
    ("tail", 1),
    ("tee", 99),
    ("tr", 99),
];

/// Finds a call in a Python script that starts a program which reads stdin, before the script reads stdin itself.
/// Returns the call and the program. Only a call with a list of texts on one line is examined.
fn first_reader(text: &str) -> Option<(&'static str, &str)> {
    let is_code = |line: &&str| !line.trim_start().starts_with('#');
    let lines = text.lines().filter(is_code);
    // Stop at the first function: its body might run later than the lines below it. Stop also at the first use of
    // stdin.
    let mut lines = lines.take_while(|line| !line.contains("sys.stdin") && !line.contains("def "));
    let reads_later = text.contains("sys.stdin");
    lines.find_map(|line| {
        let call = CALLS.iter().find(|call| line.contains(**call))?;
        let (_, arguments) = line.split_once(*call)?;
        if !reads_later || arguments.contains("stdin=") || arguments.contains("input=") {
            return None;
        }
        let (list, _) = arguments.strip_prefix('[')?.split_once(']')?;
        let mut words = list
            .split(',')
            .map(|word| word.trim().trim_matches(['"', '\'']));
        let program = words.next()?;
        let name = program.rsplit('/').next()?;
        let (_, most) = READERS.iter().find(|(reader, _)| *reader == name)?;
        let mut is_plain = false;
        let operands = words.filter(|word| {
            let is_operand = is_plain || !word.starts_with('-');
            is_plain |= *word == "--";
            is_operand
        });
        (operands.count() < *most).then_some((call.trim_end_matches('('), program))
    })
}

/// Returns the last line of a Node script if it ends the script at once, although the payload is read in a function
/// that is called later.
fn early_exit(text: &str) -> Option<(&str, &'static str)> {
    let mut events = ["end", "readable", "data"].into_iter();
    let event = events.find(|event| {
        let signs = [
            format!("stdin.on(\"{event}\""),
            format!("stdin.on('{event}'"),
        ];
        signs.iter().any(|sign| text.contains(sign))
    })?;
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
    let last = text.lines().rfind(is_code)?;
    // An indented line belongs to a function or a branch, so it might not run. Accept only a line without indentation.
    last.starts_with("process.exit(")
        .then(|| (last.trim_end().trim_end_matches(';'), event))
}

/// Calls whose function Node runs later.
const LATER: &[&str] = &[".then(", "setTimeout(", "setImmediate("];

/// Returns the number of the line that ends a Node script too early, and the call above this line whose function was
/// meant to end the script with exit code 2.
fn exit_before_later(text: &str) -> Option<(usize, &'static str)> {
    let lines: Vec<&str> = text.lines().collect();
    let depth = |line: &str| line.len() - line.trim_start().len();
    let is_code = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
    let candidates = lines.iter().enumerate();
    let call_in = |line: &str| LATER.iter().find(|call| line.contains(**call));
    let candidates = candidates.filter_map(|(at, line)| Some((at, line, *call_in(line)?)));
    candidates.take(CANDIDATES).find_map(|(at, line, call)| {
        let code = line.trim_start();
        let waits = ["await ", "return ", "return;"]
            .iter()
            .any(|word| code.contains(word));
        // A timer of a second or more, or a timer that is stored in a variable, is a watchdog.
        let is_kept = ["const ", "let ", "var "]
            .iter()
            .any(|word| code.starts_with(word));
        if waits || (is_kept && call == "setTimeout(") || code.starts_with(['.', '/']) {
            return None;
        }
        let own = depth(line);
        // The statement continues on lines with deeper indentation, and on lines that begin with a bracket or a dot.
        let goes_on =
            |line: &str| depth(line) > own || line.trim_start().starts_with(['}', ')', '.']);
        let below = lines.iter().enumerate().skip(at + 1);
        let mut below = below.filter(|(_, line)| is_code(line));
        let mut blocks = code.contains("process.exit(2)");
        let mut statement = code.split_at(code.find(call)?).1.to_owned();
        let (next, line) = below.find(|(_, line)| {
            let inside = goes_on(line);
            blocks |= inside && line.contains("process.exit(2)");
            if inside {
                statement += line;
            }
            !inside
        })?;
        if call == "setTimeout(" && !is_short(&statement) {
            return None;
        }
        let exit = line.trim_start();
        let is_exit = exit.starts_with("process.exit(0)") || exit.starts_with("process.exit()");
        let found = (next + 1, call.trim_end_matches('('));
        (blocks && is_exit && depth(line) == own).then_some(found)
    })
}

/// Returns whether the delay of a timer is known and below a second. The delay is the last argument of the call with
/// which this statement begins. If the statement uses the timer, returns `false`.
fn is_short(statement: &str) -> bool {
    let Some(call) = statement.find('(').and_then(|open| {
        let close = closing_of(statement, open)?;
        let is_used = statement[close + 1..].trim_start().starts_with('.');
        (!is_used).then(|| &statement[open + 1..close])
    }) else {
        return false;
    };
    let delay = call.trim_end().trim_end_matches(',').rsplit(',').next();
    delay.is_some_and(|delay| delay.trim().parse().is_ok_and(|delay: u64| delay < 1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_starts_python_without_a_buffer_is_known() {
        for command in [
            Command::argv(["python3", "-u", "/a.py"]),
            Command::argv(["/usr/bin/python3", "-Eu", "/a.py"]),
            Command::argv(["env", "PYTHONUNBUFFERED=1", "python3", "/a.py"]),
            Command::shell("PYTHONUNBUFFERED=1 python3 /a.py"),
            Command::shell("export PYTHONUNBUFFERED=1; python3 /a.py"),
            Command::shell("python3 -u /a.py"),
        ] {
            assert!(runs_unbuffered(&command), "{command:?}");
        }
        let plain = Command::argv(["python3", "-E", "/a.py"]);
        assert_eq!(
            runs_unbuffered(&plain),
            std::env::var_os("PYTHONUNBUFFERED").is_some()
        );
    }

    #[test]
    fn a_program_that_reads_the_payload_before_the_script_is_found() {
        for (text, program) in [
            (
                "r = subprocess.run([\"grep\", \"-q\", \"--\", \"--force\"])\nd = json.load(sys.stdin)",
                "grep",
            ),
            (
                "x = subprocess.check_output(['/usr/bin/jq', '-r', '.a'])\nsys.stdin.read()",
                "/usr/bin/jq",
            ),
            (
                "subprocess.call([\"cat\"])\nd = json.load(sys.stdin)",
                "cat",
            ),
        ] {
            assert_eq!(
                first_reader(text).map(|(_, it)| it),
                Some(program),
                "{text}"
            );
        }
        for fine in [
            "d = json.load(sys.stdin)\nsubprocess.run([\"grep\", \"x\"])",
            "subprocess.run([\"grep\", \"x\", \"file\"])\nd = json.load(sys.stdin)",
            "subprocess.run([\"grep\", \"x\"], stdin=subprocess.DEVNULL)\nd = json.load(sys.stdin)",
            "subprocess.run([\"grep\", \"x\"], input=\"\")\nd = json.load(sys.stdin)",
            "subprocess.run([\"git\", \"status\"])\nd = json.load(sys.stdin)",
            "def f():\n  subprocess.run([\"cat\"])\nd = json.load(sys.stdin)",
            "subprocess.run([\"cat\"])",
            "",
        ] {
            assert_eq!(first_reader(fine), None, "{fine}");
        }
    }

    #[test]
    fn an_exit_at_the_end_of_a_script_that_waits_for_stdin_is_found() {
        let waits = "process.stdin.on(\"end\", () => {\n  process.exit(2);\n});\n";
        let early = format!("{waits}process.exit(0);\n\n// the end\n");
        assert_eq!(early_exit(&early), Some(("process.exit(0)", "end")));
        for fine in [
            waits,
            "process.exit(0);",
            &format!("{waits}if (x) {{\n  process.exit(0);\n}}"),
            "",
        ] {
            assert_eq!(early_exit(fine), None, "{fine}");
        }
    }

    #[test]
    fn an_exit_that_overtakes_a_promise_is_found() {
        let check = "check(c).then((bad) => { if (bad) { process.exit(2); } });\n";
        assert_eq!(
            exit_before_later(&format!("{check}process.exit(0);")),
            Some((2, ".then"))
        );
        let long = "on(() => {\n  check(c).then((bad) => {\n    process.exit(2);\n  });\n  // x\n  process.exit(0);\n});";
        assert_eq!(exit_before_later(long), Some((6, ".then")));
        let timer = "if (x) { setTimeout(() => process.exit(2), 10); log(x); }\nprocess.exit(0);";
        assert_eq!(exit_before_later(timer), Some((2, "setTimeout")));
        for timer in [
            "setTimeout(() => { log('port 8080'); process.exit(2); }, 10);",
            "setTimeout(() => {\n  process.exit(2);\n}, 999);",
        ] {
            let text = format!("{timer}\nprocess.exit(0);");
            assert!(exit_before_later(&text).is_some(), "{timer}");
        }
        for watchdog in [
            "setTimeout(() => {\n  process.exit(2);\n}, 5000);",
            "setTimeout(() => process.exit(2), 5_000);",
            "setTimeout(() => process.exit(2), LONGEST);",
            "setTimeout(() => process.exit(2), 500).unref();",
            "setTimeout(() => {\n  process.exit(2);\n}, 500)\n  .unref();",
        ] {
            let text = format!("{watchdog}\nprocess.exit(0);");
            assert_eq!(exit_before_later(&text), None, "{watchdog}");
        }
        for fine in [
            "setTimeout(() => process.exit(1), 900);\nprocess.exit(0);".to_owned(),
            "if (x) { setTimeout(() => process.exit(2), 1); return; }\nprocess.exit(0);".to_owned(),
            format!("await {check}process.exit(0);"),
            check.to_owned(),
            format!("{check}if (x) {{\n  process.exit(0);\n}}"),
            "check(c).then((bad) => log(bad));\nprocess.exit(0);".to_owned(),
            String::new(),
        ] {
            assert_eq!(exit_before_later(&fine), None, "{fine}");
        }
    }
}
