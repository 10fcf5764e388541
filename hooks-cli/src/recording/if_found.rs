//! Tells what a script does where a comparison holds: whether it blocks the call or lets it pass. A comparison that
//! lets calls pass is not the reason why a call passed when it fails, and a wider one would let more calls pass.

/// The maximum number of lines behind a comparison that are examined.
const LINES: usize = 8;

/// The maximum length of a line that is examined, in bytes.
const LONGEST: usize = 2000;

/// Texts with which a script blocks a call.
const BLOCKS: &[&str] = &[
    "exit 2",
    "exit(2)",
    "exitCode = 2",
    "\"deny\"",
    "\"block\"",
    "'deny'",
    "'block'",
    "\\\"deny\\\"",
    "\\\"block\\\"",
    "deny(",
    "block(",
    "&& deny ",
    "&& block ",
    "then deny ",
    "then block ",
];

/// Texts with which a script lets a call pass, or goes on with the next one.
const PASSES: &[&str] = &[
    "exit 0",
    "exit(0)",
    "exit()",
    "exit;",
    "return",
    "continue",
    "pass",
    "break",
    "\"allow\"",
    "'allow'",
    "\\\"allow\\\"",
    "\"approve\"",
    "'approve'",
    "\\\"approve\\\"",
    "allow(",
    "approve(",
];

/// Words that turn a comparison round.
const TURNS: &[&str] = &["!", "not ", "unless ", "grep -v", "grep -qv", "grep -vq"];

/// Words that join comparisons: which of them a `!` belongs to is not known.
const JOINS: &[&str] = &[" and ", " or ", "&&", "||"];

/// Returns whether the script blocks a call if a comparison holds: it blocks where the comparison holds, or lets the
/// call pass where it fails. `None` if this is not known. `text` is compared in the line at this place of the code.
pub(super) fn blocks_if_found(code: &[&str], at: usize, text: &str) -> Option<bool> {
    let line = code.get(at)?;
    if line.len() > LONGEST {
        return None;
    }
    let line = line.replace("\\/", "/");
    let (before, after) = line.split_once(text)?;
    if after.contains(text) {
        return None;
    }
    // If the text is in double quotes, drop the quote that ends them, because `is_step` counts quotes.
    let after = match before.matches('"').count() % 2 {
        0 => after.to_owned(),
        _ => after.replacen('"', "", 1),
    };
    // Only the last statement, or the last branch of a `case`, belongs to the comparison.
    let before = before.rsplit([';', '\n']).next().unwrap_or_default();
    let before = before.rsplit(" in ").next().unwrap_or_default();
    if turns_in_another_way(before) || turns_in_another_way(&after) {
        return None;
    }
    let is_turned = TURNS.iter().any(|word| before.contains(word));
    if is_turned && JOINS.iter().any(|word| before.contains(word)) {
        return None;
    }
    let (blocks, passed_over) = first_step(code, at, &after)?;
    // The step directly behind `||` runs if the comparison fails. A `||` at another place joins two comparisons.
    let is_else = passed_over.trim_end().ends_with("||");
    if passed_over.matches("||").count() > usize::from(is_else) {
        return None;
    }
    Some((is_turned != is_else) != blocks)
}

/// Returns whether a text contains a `grep` whose options turn its result round in a form that [`TURNS`] does not have.
fn turns_in_another_way(text: &str) -> bool {
    let is_known = |word: &str| matches!(word, "-v" | "-qv" | "-vq");
    let turns =
        |word: &str| word == "--invert-match" || word.starts_with('-') && word.contains('v');
    text.split_once("grep ").is_some_and(|(_, options)| {
        let mut words = options.split_whitespace();
        words.any(|word| turns(word) && !is_known(word))
    })
}

/// Returns whether the first step behind a comparison blocks, and the text of its line before it. `None` if none is
/// found in the part of the script that belongs to the comparison.
fn first_step<'c>(code: &[&'c str], at: usize, after: &'c str) -> Option<(bool, &'c str)> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = code.get(at).map(|line| indent(line))?;
    let is_inside = |line: &&&str| indent(line) > own || line.trim() == "then";
    let later = code.get(at + 1..).unwrap_or_default().iter();
    let later = later
        .filter(|line| !line.trim().is_empty())
        .take_while(is_inside);
    for line in std::iter::once(after).chain(later.copied().take(LINES)) {
        // A branch ends here, and the code behind it belongs to other comparisons.
        let is_end = |word: &str| matches!(word, "else" | "elif" | "fi" | "esac" | "}");
        let words = line.split_inclusive([' ', ';']);
        let mut end = line.find(";;").unwrap_or(line.len());
        let mut place = 0;
        for word in words {
            if is_end(word.trim_end_matches([' ', ';', ':'])) {
                end = end.min(place);
            }
            place += word.len();
        }
        let branch = line.get(..end).unwrap_or(line);
        let first = |signs: &[&str]| {
            let at = |sign: &&str| branch.find(*sign).filter(|at| is_step(branch, *at, sign));
            signs.iter().filter_map(at).min()
        };
        // A function of the script's own.
        let calls = ["deny ", "block "].iter().any(|name| {
            let start = branch.trim_start_matches([' ', '\t', '*', ')']);
            start.starts_with(name)
        });
        let blocks = if calls { Some(0) } else { first(BLOCKS) };
        let found = match (blocks, first(PASSES)) {
            (Some(block), Some(pass)) => Some((block < pass, block.min(pass))),
            (Some(block), None) => Some((true, block)),
            (None, Some(pass)) => Some((false, pass)),
            (None, None) => None,
        };
        if let Some((blocks, place)) = found {
            return Some((blocks, branch.get(..place)?));
        }
        if end < line.len() {
            return None;
        }
    }
    None
}

/// Returns whether a text at a place of a line is a step of the script: no part of a longer name, and no word of a text
/// that the script prints.
fn is_step(line: &str, at: usize, sign: &str) -> bool {
    let before = line.get(..at).unwrap_or_default();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    if sign.starts_with(is_word) && before.ends_with(is_word) {
        return false;
    }
    // Decisions are in quotes by themselves. An `exit 2` or a call between quotes is only mentioned.
    let is_decision = sign.starts_with(['"', '\'', '\\']);
    is_decision || before.matches('"').count() % 2 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<bool> {
        let code: Vec<&str> = text.lines().collect();
        let at = code.iter().position(|line| line.contains("docs/"));
        blocks_if_found(&code, at.unwrap_or(99), "docs/")
    }

    #[test]
    fn a_comparison_blocks_if_the_first_step_behind_it_does() {
        for text in [
            "  docs/*) echo no >&2; exit 2 ;;",
            "case $f in src/*) exit 0;; docs/*) exit 2;; esac",
            "case $f in\n  docs/*)\n    echo no\n    exit 2\n    ;;",
            "[[ $f == docs/* ]] && exit 2",
            "[[ $f == docs/* ]] || exit 0",
            "[[ $f != docs/* ]] && exit 0",
            "if ! grep -q '^docs/'; then exit 0; fi",
            "if [[ $f == docs/* ]]\nthen\n  exit 2",
            "if p.startswith('docs/'):\n    print('no')\n    sys.exit(2)",
            "if not p.startswith('docs/'):\n    sys.exit(0)",
            "if (f.startsWith('docs/')) { process.exit(2); }",
            "if (f.startsWith('docs/')) {\n  console.log('{\"decision\": \"block\"}');\n}",
            "if (!f.startsWith('docs/')) process.exit(0);",
            "if (f.startsWith(\"docs/\")) process.exit(2);",
            "  docs/*) deny \"not allowed\" ;;",
            "[[ $f == docs/* ]] && deny no",
        ] {
            assert_eq!(of(text), Some(true), "{text}");
        }
    }

    #[test]
    fn a_comparison_that_lets_calls_pass_or_whose_step_is_not_known_does_not_block() {
        for text in [
            "  docs/*) exit 0 ;;",
            "  docs/*) ;;\n    *) exit 2 ;;",
            "case $f in docs/*) exit 0;; migrations/*) exit 2;; esac",
            "[[ $f == docs/* ]] && exit 0",
            "[[ $f == docs/* ]] && exit 0 || exit 2",
            "[[ $f == docs/* ]] || exit 2",
            "[[ $f != docs/* ]] && exit 2",
            "if [[ $f == docs/* ]]; then exit 0; else exit 2; fi",
            "if [[ $f == docs/* ]]; then :; else exit 2; fi",
            "if p.startswith('docs/'):\n    sys.exit(0)\nsys.exit(2)",
            "if p.startswith('docs/'):\n    log(p)\nif x:\n    sys.exit(2)",
            "if not p.startswith('docs/'):\n    sys.exit(2)",
            "if not a and p.startswith('docs/'):\n    sys.exit(0)",
            "def free(p):\n    return p.startswith('docs/')\nsys.exit(2)",
            "if (f.startsWith('docs/')) return;\nprocess.exit(2);",
            "if (f.startsWith('docs/')) {\n  console.log('{\"decision\": \"allow\"}');\n}",
            "if (f.startsWith('docs/')) { log(f); } else { process.exit(2); }",
            "is_free = p.startswith('docs/')",
            "if [[ $f == docs/* || $f == *.md ]]; then exit 0; fi",
            "if (f.startsWith('docs/') || f.endsWith('.md')) process.exit(0);",
            "echo \"$f\" | grep -Ev '^docs/' | grep -q key && exit 2",
            "grep -qEv '^docs/' || exit 0",
            "if ! command -v jq; then exit 0; fi; case $f in docs/*) exit 0;; esac",
            "if p.startswith('docs/') and not p.startswith('docs/'): sys.exit(2)",
            "[[ $f == docs/* ]] && { echo \"no block (exit 2) here\"; exit 0; }",
            "if p.startswith('docs/'): unblock(c)",
            "x",
        ] {
            assert_ne!(of(text), Some(true), "{text}");
        }
    }
}
