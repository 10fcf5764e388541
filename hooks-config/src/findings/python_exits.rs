//! Finds exit codes and answers that a Python script loses: `main()` returns 2 but the script does not use this value,
//! a bare `except:` catches the exit, `sys.exit` gets the status of `os.system` or is not called, the exit code of
//! another program is dropped, the script never calls `main()`, or a JSON text is not printed.

use hooks_types::text::quoted;

use super::CANDIDATES;
use super::overtaken_exit::script_in;
use super::python_slips::slip;
use super::python_text::statements;
use super::script::MOST;
use super::unprinted_json::unprinted_json;

/// The message of a finding, and the advice for the user.
pub(super) type Said = (String, String);

/// Describes the first exit code that the script seems to lose.
pub(super) fn lost(text: &str) -> Option<Said> {
    let code = statements(text)?;
    let lines: Vec<&str> = code.iter().map(String::as_str).collect();
    caught(&lines)
        .or_else(|| status(&lines))
        .or_else(|| unused(&lines))
        .or_else(|| never_called(&lines, text))
        .or_else(|| unprinted_json(&code.join("\n"), "json.dumps(", "print("))
        .or_else(|| uncalled(&lines))
        .or_else(|| slip(&lines))
}

/// Describes an `exit` without the parentheses that call it.
fn uncalled(lines: &[&str]) -> Option<Said> {
    let name = |line: &str| {
        let code = line.trim();
        let heads = ["if ", "elif ", "else:", "for ", "while "];
        let code = match heads.iter().any(|head| code.starts_with(head)) {
            true => code.rsplit(": ").next().unwrap_or_default(),
            false => code,
        };
        let mut names = ["sys.exit", "exit", "quit"].into_iter();
        names.find(|name| code == *name)
    };
    let mut lines = lines.iter().enumerate();
    let (at, name) = lines.find_map(|(at, line)| Some((at, name(line)?)))?;
    Some((
        format!(
            "line {}, `{name}`: without parentheses it is not called, so the script goes on",
            at + 1
        ),
        format!("write `{name}(2)` if the hook is to block there"),
    ))
}

/// Describes a call that runs a guard and drops its exit code: the script ends with a `subprocess.run(...)` whose
/// result is not used. `blocks` says whether a script of this name can end with exit code 2.
pub(super) fn dropped(text: &str, blocks: &dyn Fn(&str) -> bool) -> Option<Said> {
    const CALLS: &[&str] = &["subprocess.run(", "subprocess.call("];
    if text.contains("exit(") || text.contains("SystemExit") {
        return None;
    }
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().rposition(|line| depth(line).is_some())?;
    let line = lines.get(at)?.trim();
    let call = CALLS.iter().find(|call| line.starts_with(**call))?;
    let is_guard = line.contains("exit 2") || script_in(line, blocks).is_some();
    let is_used = line.contains("check=True") || line.contains(").") || !line.ends_with(')');
    (is_guard && !is_used).then(|| {
        let call = call.trim_end_matches('(');
        let code = match call {
            "subprocess.run" => "subprocess.run(...).returncode",
            _ => "subprocess.call(...)",
        };
        (
            format!(
                "line {}: the exit code of the program in `{call}` is dropped, so the script ends with 0",
                at + 1
            ),
            format!("write `sys.exit({code})`"),
        )
    })
}

/// Returns the width of the indentation of a line of code; `None` for an empty line or a comment.
pub(super) fn depth(line: &str) -> Option<usize> {
    let code = line.trim_start();
    (!code.is_empty() && !code.starts_with('#')).then(|| line.len() - code.len())
}

/// Returns the lines of the block below line `at`: the lines with deeper indentation.
fn block<'t, 'l>(lines: &'l [&'t str], at: usize) -> impl Iterator<Item = &'t str> + use<'t, 'l> {
    let own = lines.get(at).and_then(|line| depth(line)).unwrap_or(0);
    let below = lines.iter().skip(at + 1).copied();
    let below = below.filter(|line| depth(line).is_some());
    below.take_while(move |line| depth(line).is_some_and(|depth| depth > own))
}

/// Returns the number of lines of the block below line `at`, with the empty lines and the comments in it.
fn block_length(lines: &[&str], at: usize) -> usize {
    let own = lines.get(at).and_then(|line| depth(line)).unwrap_or(0);
    let below = lines.iter().skip(at + 1);
    let inside = below.take_while(|line| depth(line).is_none_or(|depth| depth > own));
    inside.count()
}

/// Returns whether a line ends the script with exit code 2 by an exception.
fn exits(line: &str) -> bool {
    ["sys.exit(2)", "raise SystemExit(2)", " exit(2)"]
        .iter()
        .any(|text| line.contains(text))
}

/// Describes an `except` that catches the exception of `sys.exit(2)`.
fn caught(lines: &[&str]) -> Option<Said> {
    let candidates = lines.iter().enumerate();
    let candidates = candidates.filter(|(_, line)| line.trim_start().starts_with("except"));
    let (number, word) = candidates.take(CANDIDATES).find_map(|(at, line)| {
        let code = line.trim_start();
        let word = code.split(['#', ':']).next()?.trim_end();
        let is_bare = word == "except" || word.starts_with("except BaseException");
        let own = depth(line).filter(|_| is_bare && code.contains(':'))?;
        // Search upwards for the `try` of this handler. Only other handlers and lines with deeper indentation can be
        // between them.
        let same = |line: &&str| depth(line) == Some(own);
        let before = lines.get(..at)?;
        let start = before
            .iter()
            .rposition(|line| same(line) && line.trim_start().starts_with("try:"))?;
        let exits = block(lines, start).any(exits);
        let mut handlers = before.get(start..)?.iter().filter(|line| same(line));
        let keeps = handlers.any(|line| line.contains("SystemExit"));
        let own_line = code.split_once(':').map_or("", |(_, rest)| rest);
        let mut handler = block(lines, at).chain([own_line]);
        let passes = handler.any(|line| {
            // In `sys.exit(main())`, a `return 2` blocks too.
            line.contains("raise")
                || line.contains("return 2")
                || line.contains("exit(") && !line.contains("exit(0)")
        });
        (exits && !keeps && !passes).then_some((at + 1, word))
    })?;
    Some((
        format!(
            "line {number}, `{}:`: it also catches the `SystemExit` of `sys.exit(2)`, so that exit code is lost",
            quoted(word.as_bytes(), 60)
        ),
        "write `except Exception:`".to_owned(),
    ))
}

/// Describes an exit with the status of `os.system`.
fn status(lines: &[&str]) -> Option<Said> {
    let is_it = |line: &&str| {
        // Accept a line with a shift or a division: it converts the status to an exit code.
        let is_changed = [">>", "//", "% "].iter().any(|sign| line.contains(sign));
        depth(line).is_some() && line.contains("exit(os.system(") && !is_changed
    };
    let at = lines.iter().position(is_it)?;
    Some((
        format!(
            "line {}, `sys.exit(os.system(...))`: for exit code 2, `os.system` returns 512, and exit code 512 \
             becomes 0",
            at + 1
        ),
        "write `sys.exit(subprocess.call([...]))`".to_owned(),
    ))
}

/// Describes a function that returns 2 to a caller that does not use it.
fn unused(lines: &[&str]) -> Option<Said> {
    let candidates = lines.iter().enumerate();
    let is_function = |line: &str| {
        line.strip_prefix("async ")
            .unwrap_or(line)
            .starts_with("def ")
    };
    let candidates = candidates.filter(|(_, line)| is_function(line));
    candidates.take(CANDIDATES).find_map(|(at, line)| {
        let line = line.strip_prefix("async ").unwrap_or(line);
        let (name, _) = line.strip_prefix("def ")?.split_once('(')?;
        let returns = |line: &str| {
            let code = line.split('#').next().unwrap_or_default().trim();
            code == "return 2" || code.ends_with(": return 2")
        };
        if !block(lines, at).any(returns) {
            return None;
        }
        let call = format!("{name}(");
        let calls = |line: &&str| depth(line).is_some() && line.contains(&call);
        let mut used = lines
            .iter()
            .filter(|line| calls(line) && !line.contains("def "));
        // Report nothing if any call uses the returned value: the script then probably exits with it.
        let is_alone = |line: &&str| {
            let code = line.split('#').next().unwrap_or_default().trim();
            let code = code.rsplit(": ").next().unwrap_or_default();
            let inner = code.strip_prefix("asyncio.run(").unwrap_or(code);
            inner.starts_with(&call) && code.ends_with(')')
        };
        let first = lines
            .iter()
            .position(|line| calls(line) && !line.contains("def ") && is_alone(line))?;
        // Skip a call inside of another function: it does not decide how the script ends.
        let above = lines
            .get(..first)?
            .iter()
            .rfind(|line| depth(line) == Some(0));
        let is_outer = lines.get(first).and_then(|line| depth(line)) == Some(0)
            || above.is_some_and(|line| line.starts_with("if "));
        // Code behind the call can still block, and an exit at the call would skip this code.
        let behind = lines
            .iter()
            .skip(first + 1)
            .filter(|line| depth(line).is_some());
        let ends =
            |line: &&str| ["sys.exit(0)", "sys.exit()", "exit(0)", "pass"].contains(&line.trim());
        if !used.all(is_alone) || !is_outer || !behind.into_iter().all(ends) {
            return None;
        }
        let shown = quoted(name.trim().as_bytes(), 40);
        let typed = lines.get(first)?.trim().split('#').next()?.trim();
        let typed = typed.rsplit(": ").next()?;
        Some((
            format!(
                "line {}: `{shown}()` returns 2, but the script does not exit with it",
                first + 1
            ),
            format!("write `sys.exit({})`", quoted(typed.as_bytes(), 60)),
        ))
    })
}

/// Usual names of the function with which a script starts.
const ENTRIES: &[&str] = &["main", "run", "hook", "check", "guard"];

/// Texts that show that a script can call a function without writing the function's name.
const LOOKS_UP: &[&str] = &[
    "globals()",
    "locals()",
    "vars()",
    "getattr(",
    "getmembers(",
    "Fire(",
];

/// Texts with which a script answers, or might answer.
const ANSWERS: &[&str] = &["exit(", "SystemExit", "print(", "stdout", "json.dump"];

/// Describes a function that ends the script with exit code 2, and that the script never calls. Only a function without
/// parameters and with one of the names in `ENTRIES` is examined, in a script that does not answer elsewhere: any other
/// function can be a helper that is not used.
fn never_called(lines: &[&str], text: &str) -> Option<Said> {
    // Of a script of `MOST` bytes or more, only the beginning was read, and the call can be in the rest. A decorator
    // can register a function, so that another function calls it.
    let is_decorated = lines.iter().any(|line| line.starts_with('@'));
    let looks_up = LOOKS_UP.iter().any(|word| text.contains(word));
    if text.len() as u64 >= MOST || is_decorated || looks_up {
        return None;
    }
    let candidates = lines.iter().enumerate();
    let candidates = candidates.filter(|(_, line)| line.starts_with("def "));
    candidates.take(CANDIDATES).find_map(|(at, line)| {
        let (name, parameters) = line.strip_prefix("def ")?.split_once('(')?;
        let name = name.trim();
        let is_entry = ENTRIES.contains(&name.trim_matches('_'));
        if !is_entry || !is_without_arguments(parameters) || !block(lines, at).any(exits) {
            return None;
        }
        let end = at + 1 + block_length(lines, at);
        // Search the lines of `text` and not `lines`: an answer can be in a line that continues a statement.
        let outside = text.lines().enumerate();
        let outside = outside.filter(|(other, _)| *other < at || *other >= end);
        let mut outside = outside.filter(|(_, line)| depth(line).is_some());
        if outside.any(|(_, line)| ANSWERS.iter().any(|word| line.contains(word))) {
            return None;
        }
        let is_of_name = |c: char| c.is_alphanumeric() || c == '_';
        let words = text.split(|c| !is_of_name(c));
        let named = words.filter(|word| *word == name).take(2).count();
        if named != 1 {
            return None;
        }
        let shown = quoted(name.as_bytes(), 40);
        Some((
            format!(
                "line {}: the script never calls `{shown}()`, so its `sys.exit(2)` does not run",
                at + 1
            ),
            format!("write `{shown}()` at the end of the script"),
        ))
    })
}

/// Returns whether a function can be called without arguments, by the text after its opening bracket. If the
/// parameters go on in the next line, returns `false`.
fn is_without_arguments(parameters: &str) -> bool {
    let Some((parameters, _)) = parameters.split_once(')') else {
        return false;
    };
    let mut parameters = parameters.split(',').map(str::trim);
    parameters.all(|one| one.is_empty() || one.contains('=') || one.starts_with(['*', '/']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exit_code_that_is_returned_and_not_used_is_found() {
        for (text, cure) in [
            (
                "def main():\n    if x:\n        return 2\n    return 0\n\nif __name__ == \"__main__\":\n    main()\n",
                "write `sys.exit(main())`",
            ),
            (
                "async def run(p):\n  return 2\nasyncio.run(run(1))  # go",
                "write `sys.exit(asyncio.run(run(1)))`",
            ),
            (
                "def main():\n  if x: return 2\nif __name__ == 'x': main()",
                "write `sys.exit(main())`",
            ),
            (
                "def main():\n  if x: return 2\nmain()\nsys.exit(0)",
                "write `sys.exit(main())`",
            ),
        ] {
            let (_, help) = lost(text).unwrap_or_default();
            assert_eq!(help, cure, "{text}");
        }
        for fine in [
            "def main():\n    return 2\nsys.exit(main())",
            "def main():\n    return 2\ncode = main()\nsys.exit(code)",
            "def main():\n    return 1\nmain()",
            "def main():\n    return 2\nraise SystemExit(main())",
            "def f():\n    return 2\ndef main():\n    print(f())\nmain()",
            "def main():\n    return 2\n# main()",
            "def f():\n    return 2\ndef main():\n    f()\nmain()",
            // The cure `sys.exit(setup())` would skip the code after the call, so there is no finding.
            "def setup():\n    return 2 if old else 0\nsetup()\nif x:\n    sys.exit(2)",
            "def setup():\n    if old:\n        return 2\nsetup()\nif x:\n    sys.exit(2)",
            // The call is in a string.
            "\"\"\"\nmain()\n\"\"\"\ndef main():\n    return 2\nsys.exit(main())",
        ] {
            assert_eq!(lost(fine), None, "{fine}");
        }
    }

    #[test]
    fn an_exit_that_a_handler_catches_is_found() {
        for (text, line) in [
            ("try:\n  sys.exit(2)\nexcept:\n  pass", "line 3, `except:`"),
            (
                "def f():\n  try:\n    if x:\n      sys.exit(2)\n  except BaseException as e: pass",
                "line 5, `except BaseException as e:`",
            ),
            (
                "try:\n  sys.exit(2)\nexcept:\n  sys.exit(0)",
                "line 3, `except:`",
            ),
        ] {
            let (said, _) = lost(text).unwrap_or_default();
            assert!(said.starts_with(line), "{text}: {said}");
        }
        for fine in [
            "try:\n  sys.exit(2)\nexcept Exception:\n  pass",
            "try:\n  sys.exit(2)\nexcept SystemExit:\n  raise\nexcept:\n  pass",
            "try:\n  sys.exit(2)\nexcept:\n  raise",
            "try:\n  sys.exit(2)\nexcept:\n  sys.exit(2)",
            "try:\n  p = 1\nexcept:\n  pass\nsys.exit(2)",
            "try:\n  os._exit(2)\nexcept:\n  pass",
            "def main():\n  try:\n    sys.exit(2)\n  except:\n    return 2\nsys.exit(main())",
        ] {
            assert_eq!(lost(fine), None, "{fine}");
        }
    }

    #[test]
    fn an_exit_without_parentheses_is_found() {
        for (text, cure) in [
            (
                "import sys\nif x:\n    sys.exit\n",
                "write `sys.exit(2)` if",
            ),
            ("if x: exit  # no", "write `exit(2)` if"),
        ] {
            let (_, help) = lost(text).unwrap_or_default();
            assert!(help.starts_with(cure), "{text}: {help}");
        }
        for fine in [
            "sys.exit(2)",
            "leave = sys.exit",
            "atexit.register(sys.exit)",
            "# sys.exit",
            "from sys import (\n    stdin,\n    exit\n)",
            "# Texts with \"\"\" are fine\n\"\"\"\nexit\n\"\"\"",
            "re = r\"'''\"\nwords = '''\nexit\n'''",
            "on_quit = \\\n  exit",
        ] {
            assert_eq!(lost(fine), None, "{fine}");
        }
    }

    #[test]
    fn the_exit_code_of_a_guard_that_the_last_line_drops_is_found() {
        let blocks = |name: &str| name == "guard.sh";
        for text in [
            "import subprocess\nsubprocess.run([\"bash\", \"-c\", \"echo no >&2; exit 2\"])\n",
            "subprocess.call(['./guard.sh'])\n# end",
        ] {
            assert!(dropped(text, &blocks).is_some(), "{text}");
        }
        for fine in [
            "subprocess.run(['./format.sh'])",
            "r = subprocess.run(['./guard.sh'])",
            "subprocess.run(['./guard.sh'], check=True)",
            "subprocess.run(['./guard.sh'])\nprint(1)",
            "sys.exit(subprocess.run(['./guard.sh']).returncode)",
            "",
        ] {
            assert_eq!(dropped(fine, &blocks), None, "{fine}");
        }
    }

    #[test]
    fn a_function_that_is_never_called_is_found() {
        let script = "import sys\ndef main():\n    if x:\n        sys.exit(2)\n";
        let (said, help) = lost(script).unwrap_or_default();
        assert!(
            said.starts_with("line 2: the script never calls `main()`"),
            "{said}"
        );
        assert_eq!(help, "write `main()` at the end of the script");
        let with_default = script.replace("main()", "_run(argv=None, *rest)");
        assert!(lost(&with_default).is_some());
        for fine in [
            format!("{script}main()"),
            format!("{script}run = main\n"),
            script.replace("def ", "@app.command\ndef "),
            script.replace("sys.exit(2)", "pass"),
            // A function with parameters or with another name can be a helper that is not used.
            script.replace("main()", "deny(why)"),
            script.replace("main()", "deny()"),
            script.replace("main()", "main(argv)"),
            format!("{script}print(json.dumps(answer))\n"),
            format!("{script}def deny():\n    sys.exit(2)\n"),
            // A decorator or a library calls the function.
            script.replace("def ", "@app.command(\n    help='x',\n)\ndef "),
            script.replace("def ", "@app.command()\n# the guard\n\ndef "),
            format!("{script}fire.Fire()\n"),
        ] {
            assert_eq!(lost(&fine), None, "{fine}");
        }
    }

    #[test]
    fn the_status_of_a_shell_is_not_taken_for_the_hooks_exit_code() {
        assert!(lost("sys.exit(os.system('x'))").is_some());
        assert_eq!(lost("sys.exit(os.system('x') >> 8)\n# "), None);
    }
}
