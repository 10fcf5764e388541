//! Decides whether a `sed` command runs programs, as the command `e` and the flag `e` of `s` do.
//!
//! Only plain scripts are read. Any other script counts as one that runs something.

/// Commands without an argument, and those with a number.
const BARE: &str = "=dDgGhHnNpPxFqQl";

/// Returns whether a script among the arguments of `sed` may run a program. A script that is not
/// understood may, and so may an argument that is not known exactly (`exact`).
pub(super) fn runs(arguments: &[&str], exact: impl Fn(usize) -> bool) -> bool {
    // The scripts of `-e`; `first` is the first other argument, which is the script if there is no `-e`.
    let mut scripts = Vec::new();
    let mut first = None;
    let mut at = 0;
    while let Some(argument) = arguments.get(at) {
        let next = match arguments.get(at + 1) {
            Some(next) if exact(at + 1) => next,
            // An argument that is not known exactly counts as a script that runs something.
            Some(_) => "e",
            None => "",
        };
        if argument.starts_with('-') && !exact(at) {
            return true;
        }
        at += 1;
        if let Some(long) = argument.strip_prefix("--") {
            let (name, value) = long.split_once('=').unwrap_or((long, next));
            // GNU sed accepts any unambiguous prefix of a long option.
            match name {
                _ if !name.is_empty() && "expression".starts_with(name) => scripts.push(value),
                // Script files are not read.
                _ if !name.is_empty() && "file".starts_with(name) => return true,
                _ => {}
            }
        } else if let Some(letters) = argument.strip_prefix('-').filter(|text| !text.is_empty()) {
            // `-n`, `-E` and such may precede `e` in one argument; `-i` takes the rest of its argument
            // as a suffix.
            let known = letters.find(|c: char| !"nErsuz".contains(c));
            let (_, rest) = letters.split_at(known.unwrap_or(letters.len()));
            match rest.split_at_checked(1) {
                Some(("e", "")) => scripts.push(next),
                Some(("e", script)) => scripts.push(script),
                Some(("f", _)) => return true,
                _ => {}
            }
        } else if first.is_none() {
            first = Some(if exact(at - 1) { *argument } else { "e" });
        }
    }
    // Without `-e` and `-f`, the first argument is the script.
    if scripts.is_empty() {
        scripts.extend(first);
    }
    !is_harmless(&scripts.join("\n"))
}

/// Returns whether a script certainly runs nothing: it has no `e` at all, or each command is plainly
/// another one. A `;` or delimiter within a text splits off a part that is not a command, so the script
/// counts as unknown.
fn is_harmless(script: &str) -> bool {
    // After these a delimiter may be escaped, and the next command part of the text.
    let unsure = script.contains(';') && script.contains(['\\', '[']);
    !script.contains('e')
        || (!unsure && !script.contains('\n') && script.split(';').all(is_other_command))
}

/// Returns whether a text is one command other than `e`, without the flag `e`.
fn is_other_command(text: &str) -> bool {
    let Some(command) = behind_addresses(text) else {
        return false;
    };
    let mut chars = command.trim_end().chars();
    let (name, rest) = (chars.next(), chars.as_str());
    match name {
        None => true,
        Some('s' | 'y') => {
            let delimiter = rest.chars().next().filter(char::is_ascii_punctuation);
            let texts: Vec<&str> = rest.split(|c| Some(c) == delimiter).collect();
            // Nothing before the first delimiter, then two texts and the flags.
            let flags = texts
                .get(3)
                .filter(|_| texts.len() == 4 && delimiter != Some('\\'));
            flags.is_some_and(|flags| flags.chars().all(|c| "gpiImM0123456789".contains(c)))
        }
        Some(name) => BARE.contains(name) && rest.chars().all(|c| c.is_ascii_digit()),
    }
}

/// Returns the text after the addresses of a command: `p` of `1,/end/p`. Returns `None` if an address
/// cannot be read for certain.
fn behind_addresses(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| " \t0123456789$,!~+".contains(c));
        let Some(pattern) = rest.strip_prefix('/') else {
            return Some(rest);
        };
        let (pattern, behind) = pattern.split_once('/')?;
        if pattern.contains(['\\', '[']) {
            return None;
        }
        rest = behind.trim_start_matches(['I', 'M']);
    }
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
            &["s/e"],
            &["y/a/b/e"],
            &["a x\ne"],
            &["s/a/b/w f\ne"],
            &["-e", "s,a,b\\", "-e", "s/x,e#/y/"],
            &["/a\\/s/e/x/"],
            &["/[/]s/e/x/"],
            &["s\\e\\b\\e"],
            &["s/a\\/b/;s/e"],
            &["s/a\\/b/;p;/e"],
            &["/a\\/p;/e"],
            &["/[/]p;/e"],
            &["s/a;b/c/;e"],
            &["s/e/x/w f\ne"],
            &["-n", "/e/{p;e}"],
        ] {
            assert!(runs(arguments, |_| true), "{arguments:?}");
        }
    }

    #[test]
    fn a_script_of_which_a_part_is_not_known_may_run_a_program() {
        for (arguments, unknown) in [
            (&["1"][..], 0),
            (&["-n", "p;"], 1),
            (&["-e", "p", "-e", "1"], 3),
            (&["-e", "p", "-e1"], 2),
            (&["--expression=1"], 0),
        ] {
            assert!(runs(arguments, |at| at != unknown), "{arguments:?}");
        }
        assert!(!runs(&["-i", "s/a/b/", "*.txt"], |at| at != 2), "a file");
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
            &["-n", "/e/p;/e/,/f/d;$q1"],
            &["s/[0-9]\\.[0-9]/version/g"],
            &[":a;N;$!ba;s/\\n/ /g"],
            &["s/[^]]*//;p"],
            &["--version"],
            &[],
        ] {
            assert!(!runs(arguments, |_| true), "{arguments:?}");
        }
    }
}
