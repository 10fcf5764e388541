//! Every reason that docs/why-not.md explains, as a row shows it: with its code and its sentence.

use std::fs;
use std::path::Path;

use hooks_types::report::Cause;

use self::rows::met;

mod rows;

/// Causes that cannot occur in a single event of one command, each with the library's test for it.
const ELSEWHERE: &[(Cause, &str, &str)] = &[
    (
        Cause::Once,
        "hooks-router/tests/router/explain.rs",
        "a_session_remembers_what_ran_once_and_a_router_does_not",
    ),
    (
        Cause::JudgedBefore,
        "hooks-router/tests/router/permission.rs",
        "skipped judged_before",
    ),
    (
        Cause::QueueFull,
        "hooks-router/tests/router/scopes.rs",
        "neither_fill_the_user_s_queue",
    ),
    (
        Cause::Panicked,
        "hooks-exec/src/closure_tests.rs",
        "the in-process hook panicked",
    ),
    (Cause::Io, "tests/suite/executors.rs", "Cause::Io"),
];

/// Returns the words of the row that docs/why-not.md shows for a cause. Leaves out words that differ from case to case:
/// words with a digit or a slash, which are numbers and paths.
fn sentence(cause: &Cause) -> Vec<&'static str> {
    let page = include_str!("../../../docs/why-not.md");
    let entry = page.split_once(&format!("\n### `{cause}`\n\n"));
    let lines = entry.map_or("", |(_, entry)| entry).lines();
    let row = lines.take_while(|line| line.starts_with("    "));
    let words = row.flat_map(str::split_whitespace);
    let differs = |c: char| c.is_ascii_digit() || c == '/';
    let words: Vec<_> = words.filter(|word| !word.contains(differs)).collect();
    assert!(!words.is_empty(), "{cause}: no row in docs/why-not.md");
    words
}

/// Returns whether a reason contains these parts in this order.
fn holds(reason: &str, parts: &[&str]) -> bool {
    let mut rest = reason;
    parts.iter().all(|part| match rest.split_once(part) {
        Some((_, behind)) => {
            rest = behind;
            true
        }
        None => false,
    })
}

#[test]
fn every_cause_is_met_and_its_row_says_the_sentence_of_why_not() {
    let mut silent = Vec::new();
    for cause in Cause::ALL {
        let elsewhere = ELSEWHERE.iter().find(|(known, ..)| known == cause);
        if let Some((_, file, named)) = elsewhere {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
            let text = fs::read_to_string(path).unwrap();
            assert!(text.contains(named), "{cause}: {file} has no `{named}`");
            sentence(cause);
            continue;
        }
        let Some(rows) = met(cause) else {
            let on_managed = matches!(cause, Cause::TrustDenied | Cause::RequiredMissing);
            assert!(on_managed, "{cause}: no command shows it");
            sentence(cause);
            continue;
        };
        let said = rows.iter().find(|(code, _)| code == cause.code());
        match said {
            Some((_, reason)) if holds(reason, &sentence(cause)) => {}
            _ => silent.push(format!("{cause}: {rows:?}")),
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}
