//! Whether a `sed` command runs programs: the command `e` and the flag `e` of `s` do.

/// Commands that take nothing behind them.
const BARE: &str = "=dDgGhHnNpPxzF{}";

/// Commands that take the rest of their line.
const TO_THE_END: &str = "aicrRwW";

/// Commands that take a label or a number, which a `;` may end.
const LABELLED: &str = "btTqQlLv:";

/// Whether some script among the arguments of `sed` may run a program. A script that is not
/// understood may.
pub(super) fn runs(arguments: &[&str]) -> bool {
    let mut scripts = Vec::new();
    let mut first = None;
    let mut at = 0;
    while let Some(argument) = arguments.get(at) {
        let next = arguments.get(at + 1).copied().unwrap_or_default();
        at += 1;
        if let Some(long) = argument.strip_prefix("--") {
            let (name, value) = long.split_once('=').unwrap_or((long, next));
            match name {
                _ if !name.is_empty() && "expression".starts_with(name) => scripts.push(value),
                // What a file holds is not read.
                _ if !name.is_empty() && "file".starts_with(name) => return true,
                _ => {}
            }
        } else if let Some(letters) = argument.strip_prefix('-').filter(|text| !text.is_empty()) {
            // `-i` and `-E` may stand before it, `-i.bak` takes what is behind it.
            let known = letters.find(|c: char| !"nErsuz".contains(c));
            let (_, rest) = letters.split_at(known.unwrap_or(letters.len()));
            match rest.split_at_checked(1) {
                Some(("e", "")) => scripts.push(next),
                Some(("e", script)) => scripts.push(script),
                Some(("f", _)) => return true,
                _ => {}
            }
        } else if first.is_none() {
            first = Some(*argument);
        }
    }
    if scripts.is_empty() {
        scripts.extend(first);
    }
    scripts.iter().any(|script| !is_harmless(script))
}

/// Whether every command of a script is known to run nothing.
fn is_harmless(script: &str) -> bool {
    let mut rest = script;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ';');
        if rest.is_empty() {
            return true;
        }
        let Some(command) = behind_address(rest) else {
            return false;
        };
        let Some(c) = command.chars().next() else {
            return false;
        };
        let behind = &command[c.len_utf8()..];
        rest = match c {
            '#' => behind.split_once('\n').map_or("", |(_, rest)| rest),
            's' => match behind_pattern(behind, 2) {
                Some(flags) => flags.trim_start_matches(|c: char| "gpiImM0123456789".contains(c)),
                None => return false,
            },
            'y' => match behind_pattern(behind, 2) {
                Some(rest) => rest,
                None => return false,
            },
            c if BARE.contains(c) => behind,
            c if TO_THE_END.contains(c) => behind.split_once('\n').map_or("", |(_, rest)| rest),
            c if LABELLED.contains(c) => {
                behind.trim_start_matches(|c: char| !matches!(c, ';' | '\n' | '}'))
            }
            _ => return false,
        };
        // One command ends before the next begins; `}` may close the group directly.
        let ended = rest.is_empty() || rest.starts_with([';', '\n', ' ', '\t', '}', '#']);
        let writes = c == 's' && rest.starts_with('w');
        match (ended, writes) {
            (true, _) => {}
            (false, true) => rest = rest.split_once('\n').map_or("", |(_, rest)| rest),
            (false, false) if c == '{' || c == '}' => {}
            (false, false) => return false,
        }
    }
}

/// What stands behind the addresses of a command.
fn behind_address(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| " \t0123456789$,!~+".contains(c));
        rest = match rest.chars().next() {
            Some('/') => behind_pattern(rest, 1)?,
            Some('\\') => behind_pattern(&rest[1..], 1)?,
            _ => return Some(rest),
        };
        rest = rest.trim_start_matches(['I', 'M']);
    }
}

/// What stands behind so many texts that the first character ends; none where sed's versions differ
/// on it: an end in brackets.
fn behind_pattern(text: &str, count: usize) -> Option<&str> {
    let mut chars = text.char_indices();
    let (_, end) = chars.next()?;
    if matches!(end, '\\' | '\n' | '[' | ']') {
        return None;
    }
    let mut left = count;
    // Where the last bracket began, and whether it is open.
    let mut bracket = None;
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => _ = chars.next(),
            c if c == end && bracket.is_some() => return None,
            c if c == end => {
                left -= 1;
                if left == 0 {
                    return text.get(at + c.len_utf8()..);
                }
            }
            // Only in the first text they are brackets.
            '[' if left == count && bracket.is_none() => bracket = Some(at),
            ']' if bracket.is_some_and(|from| !matches!(&text[from..at], "[" | "[^")) => {
                bracket = None;
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_that_runs_a_program_is_found() {
        for arguments in [
            &["s/X//;e"][..],
            &["s/x/y/e"],
            &["s/x/y/ge", "f"],
            &["-n", "1e rm x"],
            &["-ne", "e"],
            &["-e", "p", "-e", "e"],
            &["--expression=e"],
            &["--exp", "e"],
            &["-f", "script"],
            &["--file=/dev/stdin"],
            &["-Ee", "e"],
            &["b;e"],
            &[":a;e"],
            &["q5;e"],
            &["s/[/]/x/;e"],
            &["s/[]/]/x/;e"],
            &["1{e\n}"],
            &["/a/I,$!e"],
            &["\\|a|e"],
            &["s,a;b,c,;e"],
            &["s/a"],
            &["y/a/b/e"],
            &["a x\ne"],
            &["s/a/b/w f\ne"],
            &["s\\a\\b\\"],
        ] {
            assert!(runs(arguments), "{arguments:?}");
        }
    }

    #[test]
    fn a_script_that_only_edits_is_data() {
        for arguments in [
            &["-n", "s/a$/b/p", "f"][..],
            &["-i", "s/a/b/"],
            &["-i.bak", "s/e/e/g", "e"],
            &["s#/usr#/e#g; s/x/y/"],
            &["-n", "1,5p"],
            &["/^$/d"],
            &["$!N;P;D"],
            &["-E", "-e", "s/[0-9]+/e/", "file"],
            &["-n", "/e/{p;q}"],
            &["2i se"],
            &[":a;N;$!ba;s/\\n/ /g"],
            &["s/[^]]*//;p"],
            &["--version"],
            &[],
        ] {
            assert!(!runs(arguments), "{arguments:?}");
        }
    }
}
