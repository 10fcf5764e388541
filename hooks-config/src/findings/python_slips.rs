//! Finds slips that keep a Python script from deciding anything: a start that never runs because of a misspelt
//! `"__main__"`, and an exit with a text in place of a number.

use hooks_types::near::nearest;
use hooks_types::text::quoted;

use super::python_exits::Said;

/// Describes the first slip in these statements.
pub(super) fn slip(lines: &[&str]) -> Option<Said> {
    never_main(lines).or_else(|| text_as_code(lines))
}

/// Describes a test such as `if __name__ == "main":`, which is never true.
fn never_main(lines: &[&str]) -> Option<Said> {
    let mut tests = lines.iter().enumerate().filter_map(|(at, line)| {
        let test = line.strip_prefix("if ")?.trim_end();
        let test = test.rsplit_once(':').map_or(test, |(test, _)| test);
        let (left, right) = test.split_once("==")?;
        let sides = [left, right].map(|side| side.trim().trim_matches(['(', ')']));
        Some((at, sides))
    });
    let (at, shown) = tests.find_map(|(at, [left, right])| {
        let (name, text) = match right == "__name__" {
            true => (right, left),
            false => (left, right),
        };
        let word = text_of(text)?;
        let is_slip = match (name, text_of(name)) {
            ("__name__", _) => word != "__main__" && nearest(word, ["main"]).is_some(),
            // The name is in quotes too, so the test compares two fixed texts.
            (_, Some("__name__")) => word == "__main__",
            _ => false,
        };
        is_slip.then_some((at, if name == "__name__" { text } else { name }))
    })?;
    let shown = quoted(shown.as_bytes(), 40);
    let why = match shown.contains("__name__") {
        true => format!("`{shown}` in quotes is a text, and never equal to `\"__main__\"`"),
        false => format!("`__name__` is never `{shown}`"),
    };
    Some((
        format!("line {}: {why}, so the lines below it never run", at + 1),
        "write `if __name__ == \"__main__\":`".to_owned(),
    ))
}

/// The calls that end a script, up to the opening parenthesis.
const EXITS: &[&str] = &["sys.exit(", "SystemExit(", "exit(", "quit("];

/// Describes an exit whose code is in quotes.
fn text_as_code(lines: &[&str]) -> Option<Said> {
    lines.iter().enumerate().find_map(|(at, line)| {
        let exit = EXITS.iter().find(|exit| line.contains(**exit))?;
        let (before, rest) = line.split_once(*exit)?;
        let is_whole = !before.ends_with(|c: char| c.is_alphanumeric() || "_.\"'".contains(c));
        let (written, _) = rest.split_once(')')?;
        let code = text_of(written.trim())?.trim();
        let is_code =
            !code.is_empty() && code.len() <= 3 && code.bytes().all(|b| b.is_ascii_digit());
        (is_whole && is_code).then(|| {
            (
                format!(
                    "line {}, `{exit}{})`: a text is printed, and the exit code is 1",
                    at + 1,
                    quoted(written.as_bytes(), 20)
                ),
                match code {
                    "0" | "2" => format!("write `{exit}{code})`, without quotes"),
                    // Without quotes, this code is a failure too.
                    _ => format!("to block a call, write `{exit}2)`"),
                },
            )
        })
    })
}

/// Returns the text in a pair of quotes.
fn text_of(written: &str) -> Option<&str> {
    let quote = written
        .chars()
        .next()
        .filter(|sign| matches!(sign, '"' | '\''))?;
    let inner = written.get(1..)?.strip_suffix(quote)?;
    (!inner.contains(quote)).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<Said> {
        slip(&text.lines().collect::<Vec<_>>())
    }

    #[test]
    fn a_start_that_never_runs_is_found() {
        for (text, said) in [
            (
                "import sys\nif __name__ == \"main\":\n    main()",
                "line 2: `__name__` is never `\"main\"`",
            ),
            (
                "if __name__ == '__mian__': main()",
                "line 1: `__name__` is never `'__mian__'`",
            ),
            (
                "if (__name__ == \"_main_\"):",
                "line 1: `__name__` is never `\"_main_\"`",
            ),
            (
                "if \"__Main__\" == __name__:",
                "line 1: `__name__` is never `\"__Main__\"`",
            ),
            (
                "if \"__name__\" == \"__main__\":",
                "line 1: `\"__name__\"` in quotes is a text",
            ),
        ] {
            let (message, _) = found(text).unwrap_or_default();
            assert!(message.starts_with(said), "{text}: {message}");
        }
        for fine in [
            "if __name__ == \"__main__\":",
            "if __name__ == '__main__': main()",
            "if __name__ == \"guard\":",
            "if __name__ != \"main\":",
            "if name == \"main\":",
            "if branch == \"__main__\":",
            "    if __name__ == \"main\":",
            "if x:",
            "",
        ] {
            assert_eq!(found(fine), None, "{fine}");
        }
    }

    #[test]
    fn an_exit_code_in_quotes_is_found() {
        for (text, cure) in [
            (
                "x\n    sys.exit(\"2\")",
                "write `sys.exit(2)`, without quotes",
            ),
            (
                "if x: raise SystemExit('2')",
                "write `SystemExit(2)`, without quotes",
            ),
            ("exit( '2' )", "write `exit(2)`, without quotes"),
            ("sys.exit(\"1\")", "to block a call, write `sys.exit(2)`"),
        ] {
            let (message, help) = found(text).unwrap_or_default();
            assert!(
                message.ends_with("a text is printed, and the exit code is 1"),
                "{message}"
            );
            assert_eq!(help, cure, "{text}");
        }
        for fine in [
            "sys.exit(2)",
            "sys.exit(\"no push\")",
            "sys.exit(int(\"2\"))",
            "os._exit(\"2\")",
            "on_exit(\"2\")",
            "sys.exit(\"\")",
            "sys.exit(",
        ] {
            assert_eq!(found(fine), None, "{fine}");
        }
    }
}
