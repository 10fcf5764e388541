//! Finds a shell text in which two programs read stdin: the first program reads all of it, so the second one gets
//! nothing.
//!
//! | text | what happens |
//! |---|---|
//! | `a=$(jq .x)`, and then `b=$(jq .y)` | the second `jq` gets nothing |
//! | `if true; then a=$(jq .x); else b=$(jq .y); fi` | only one `jq` runs, so this is not a mistake |
//! | `jq .x \| while read -r l; do jq .y; done` | the loop reads the pipe, and is not examined |
//!
//! The first program must run in every case, so it is looked for outside of branches. The second program can be
//! anywhere except in a loop, in a function, or in a group behind a pipe.

use super::fed_groups::Scan;
use super::shell_text::Shell;

/// Returns the first two programs of a shell text that read stdin.
pub(super) fn two_readers(text: &str) -> Option<(&'static str, &'static str)> {
    let shell = Shell::of(text);
    let mut scan = Scan::default();
    let mut first = None;
    for part in shell.statements() {
        let found = readers_of(&mut scan, shell.plain(&part), shell.text(&part));
        for (reader, is_sure) in found {
            match first {
                Some(first) => return Some((first, reader)),
                None if is_sure => first = Some(reader),
                None => {}
            }
        }
        // The rest of the text reads another stdin, does not run, or is nested too deeply.
        if scan.is_over {
            return None;
        }
    }
    None
}

/// Returns the programs of a statement that read stdin, each with whether it runs in every case. `plain` is the
/// statement with its quotes marked.
pub(super) fn readers_of(scan: &mut Scan, plain: &str, text: &str) -> Vec<(&'static str, bool)> {
    let place = scan.enter(plain);
    let (Some(plain), Some(text)) = (plain.get(place.at..), text.get(place.at..)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if !place.is_fed {
        let readers = lists(plain).enumerate().filter_map(|(at, list)| {
            Some((at, reader(plain.get(list.clone())?, text.get(list)?)?))
        });
        // A reader behind `&&` or `||` might not run. If the statement then ends the script, a reader in a later
        // statement runs only if this reader did not run.
        let ends = ["exit", "return"].iter().any(|word| plain.contains(word));
        found.extend(readers.map(|(at, reader)| (reader, place.is_sure && (at == 0 || !ends))));
        let word = plain.split_whitespace().next().unwrap_or_default();
        let is_exec = word == "exec" && plain.contains('<');
        scan.is_over |= place.is_sure && (is_exec || word == "exit");
    }
    scan.leave(plain);
    found
}

/// Yields the byte ranges of the pipelines of a statement, which `&&`, `||` and `&` separate.
fn lists(plain: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let bytes = plain.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        if start > bytes.len() {
            return None;
        }
        let sign = |place: usize| bytes.get(place).copied().unwrap_or(0);
        while at < bytes.len() && sign(at) != b'&' && !(sign(at) == b'|' && sign(at + 1) == b'|') {
            at += 1;
        }
        let end = at;
        // The last part ends with the text. Go past it, so that the next call ends the iteration.
        at += match sign(end) {
            b'|' => 2,
            b'&' if sign(end + 1) == b'&' => 2,
            _ => 1,
        };
        Some(start..end)
    })
}

/// Returns the program at the start of a pipe, if that program reads all of stdin. `plain` is the pipe with its quotes
/// marked.
fn reader(plain: &str, list: &str) -> Option<&'static str> {
    let pipe = list.get(..plain.find('|').unwrap_or(plain.len()))?;
    if pipe.contains('<') {
        return None;
    }
    let pipe = match pipe.rsplit_once("$(") {
        Some((_, inner)) => substituted(inner),
        None => pipe.trim().trim_start_matches('('),
    };
    let words = shlex::split(pipe.trim_end_matches([')', ' ']))?;
    let mut words = words.iter().map(String::as_str);
    let program = words.find(|word| !matches!(*word, "if" | "!" | "then"))?;
    let rest: Vec<&str> = words.collect();
    match program {
        // These forms read stdin: `cat > log`, `cat >> log` and `cat` alone.
        "cat" if rest.first().is_none_or(|word| word.starts_with('>')) => Some("cat"),
        "tee" if !rest.is_empty() => Some("tee"),
        // `jq` with a filter and without a file reads stdin.
        "jq" => {
            // `jq -n` reads nothing.
            let is_silent = |word: &&str| {
                word.starts_with("--null-input")
                    || (word.starts_with('-') && !word.starts_with("--") && word.contains('n'))
            };
            let operands = operands_of(&rest);
            (operands == 1 && !rest.iter().any(is_silent)).then_some("jq")
        }
        "grep" | "egrep" | "fgrep" => grep_reads(&rest).then_some("grep"),
        "python3" | "python" | "node" => {
            let code = match rest.as_slice() {
                ["-c" | "-e", code, ..] => code,
                _ => return None,
            };
            let reads = ["sys.stdin", "/dev/stdin", "readFileSync(0", "process.stdin"];
            let is_read = reads.iter().any(|known| code.contains(known));
            is_read.then_some(match program {
                "node" => "node",
                _ => "python3",
            })
        }
        _ => None,
    }
}

/// Returns whether `grep` with these words reads stdin: it has a pattern, and no file. A pattern can be an operand, or
/// the value of `-e` or `-f`.
fn grep_reads(words: &[&str]) -> bool {
    let (mut has_pattern, mut operands, mut is_over) = (false, 0, false);
    let mut words = words
        .iter()
        .take_while(|word| !word.starts_with(['>', '2']));
    while let Some(word) = words.next() {
        let letters = match word.strip_prefix('-') {
            Some("-") => {
                is_over = true;
                continue;
            }
            Some(letters) if !is_over && !letters.is_empty() => letters,
            _ => {
                operands += 1;
                continue;
            }
        };
        if let Some(long) = letters.strip_prefix('-') {
            has_pattern |= long.starts_with("regexp=") || long.starts_with("file=");
            // Give up: `--recursive` searches folders, and the value of each other option is the next word.
            if matches!(
                long,
                "regexp" | "file" | "recursive" | "include" | "max-count"
            ) {
                return false;
            }
            continue;
        }
        if letters.contains(['r', 'R']) {
            return false;
        }
        if let Some(at) = letters.find(['e', 'f', 'm', 'A', 'B', 'C', 'd', 'D']) {
            has_pattern |= letters[at..].starts_with(['e', 'f']);
            // The value of this option is the rest of the word, or the next word if nothing follows the letter.
            if at + 1 == letters.len() {
                words.next();
            }
        }
    }
    operands == usize::from(!has_pattern)
}

/// Returns the first command of a substitution, up to a `|` or the closing parenthesis. `text` begins behind `$(`.
fn substituted(text: &str) -> &str {
    let (mut open, mut quote) = (0_usize, None);
    for (at, sign) in text.char_indices() {
        match (quote, sign) {
            (None, '\'' | '"') => quote = Some(sign),
            (Some(own), sign) if own == sign => quote = None,
            (None, '(') => open += 1,
            (None, ')') if open > 0 => open -= 1,
            (None, ')' | '|') if open == 0 => return &text[..at],
            _ => {}
        }
    }
    text
}

/// Counts the words of a command that are not options, up to its first redirection.
fn operands_of(words: &[&str]) -> usize {
    let own = words
        .iter()
        .take_while(|word| !word.starts_with(['>', '2']));
    own.filter(|word| !word.starts_with('-')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_reader_of_stdin_is_found() {
        for (text, readers) in [
            (
                "cat >> log\nif jq -r .a | grep -q x; then exit 2; fi",
                ("cat", "jq"),
            ),
            ("tool=$(jq -r .a)\npath=$(jq -r .b)\n", ("jq", "jq")),
            ("input=$(cat); x=$(jq -r .a)", ("cat", "jq")),
            ("cat > /tmp/x\n  jq .a", ("cat", "jq")),
            ("a=$(jq -r '.a | .b')\nb=$(jq -r .b)", ("jq", "jq")),
            ("cat |\n  grep x\njq .b", ("cat", "jq")),
            ("jq .a ||\njq .b", ("jq", "jq")),
            (
                "echo \"$(date) $(cat)\" >> log\nif grep -q 'push origin main'; then\n  exit 2\nfi",
                ("cat", "grep"),
            ),
            ("x=$(cat)\ngrep -qE \"a b\" && exit 2", ("cat", "grep")),
            (
                "if grep -q 'git push' && grep -q -e '--force'; then\n  exit 2\nfi",
                ("grep", "grep"),
            ),
            (
                "grep -qF push && grep -qFf list && exit 2",
                ("grep", "grep"),
            ),
            ("grep -q a; grep -m 1 b && exit 2", ("grep", "grep")),
            (
                "a=$(python3 -c 'import sys; print(sys.stdin.read())')\nb=$(jq .b)",
                ("python3", "jq"),
            ),
        ] {
            assert_eq!(two_readers(text), Some(readers), "{text}");
        }
        for other in [
            "input=$(cat)\nx=$(echo \"$input\" | jq -r .a)\ny=$(jq -r .b <<< \"$input\")",
            "cat > /tmp/x\njq .a /tmp/x",
            "cat |\njq -r .a",
            "tee log |\n# the tool\njq -r .a",
            "cat |   \n  jq -r .a",
            "jq \\\n  -r .a |\n  tee log",
            "cat \\\n  | jq -r .a",
            "x=$(cat |\n  jq -r .a)\n",
            "jq -r '.a; jq .b'",
            "jq -r '.a | jq .b' | tee log",
            "jq -r \"say \\\"a\\\"; jq .b\"",
            "jq -r '\n.a; jq .b\n'",
            "cat log.txt | while read -r l; do jq .a; done\njq .b",
            "jq -c '.a[]' |\nwhile read -r l; do\n  jq .b\ndone",
            "jq -c '.a[]' | while read -r l; do echo \"$l\" | jq .b; jq .c; done",
            "for x in a b; do\njq .b\ndone",
            "if true; then\n  jq .a\nelse\n  jq .b\nfi",
            "jq -r .a | grep -q x && exit 2",
            "cat config.json\njq .a",
            "if true; then jq .a; else jq .b; fi",
            "jq -r .a\njq -n '{}'",
            "x=$(cat)\ngrep -q x file && exit 2",
            "x=$(cat)\nif grep -q x <<< \"$x\"; then exit 2; fi",
            "x=$(cat)\ngrep -rq x && exit 2",
            "x=$(cat)\ngrep -qe x file && exit 2",
            "x=$(cat)\ngrep -qf list file && exit 2",
            "x=$(cat)\npython3 -c 'print(1)'",
            "x=$(cat)\nif echo \"$x\" | grep -q x; then exit 2; fi",
            "[ -n \"$SKIP\" ] && cat > /dev/null && exit 0\ninput=$(cat)",
            "test -n \"$CI\" && jq -r .a && exit 0\njq -r .b",
            "cat\n",
            "",
        ] {
            assert_eq!(two_readers(other), None, "{other}");
        }
    }

    #[test]
    fn a_second_reader_is_found_beside_branches_loops_and_functions() {
        for text in [
            "a=$(jq -r .a)\nb=$(jq -r .b)\ncase \"$b\" in *\"git x\"*) echo no >&2; exit 2;; esac\n",
            "a=$(jq -r .a)\nb=$(jq -r '.b | join(\" \")')\ncase $b in\n  x) exit 2 ;;\nesac\nexit 0",
            "a=$(jq -r .a)\nif [ $a = x ]; then exit 0; else b=$(jq -r .b); fi",
            "a=$(jq -r .a)\ncase $a in x) b=$(jq -r .b);; esac",
            "f() { echo no >&2; exit 2; }\na=$(jq -r .a); b=$(jq -r .b)\nf",
            "function f {\n  echo x\n}\na=$(jq -r .a)\nb=$(jq -r .b)",
            "a=$(jq -r .a)\nfor x in $a; do echo $x; done\nb=$(jq -r .b)",
            "a=$(jq -r .a)\nwhile read -r l; do echo $l; done < list\nb=$(jq -r .b)",
            "{ a=$(jq -r .a); b=$(jq -r .b); }",
            "a=$(jq -r .a)\n[ \"$a\" = Bash ] && b=$(jq -r .b)\ncat <<X\nx\nX\n",
            "a=$(jq -r '.a // empty; .c')\nb=$(jq -r '.b // empty')",
            "a=\"$(jq -r .a)\"\nb=\"$(jq -r .b)\"",
        ] {
            assert_eq!(two_readers(text), Some(("jq", "jq")), "{text}");
        }
        for fine in [
            "case $X in a) jq .a;; b) jq .b;; esac",
            "case $X in\n  a) jq .a ;;\n  b) jq .b ;;\nesac",
            "if a; then jq .a; elif b; then jq .b; else jq .c; fi",
            "f() { jq .a; }\ng() {\n  jq .b\n}\nf",
            "i=$(cat)\nget() { jq -r \"$1\"; }\na=$(echo \"$i\" | get .a)",
            "i=$(cat)\nfor f in a b; do echo $i | jq .a; done",
            "i=$(cat)\necho \"$i\" | { jq .a; }\necho $i | (cd x; jq .b)\necho $i | jq .c",
            "i=$(cat)\nwhile read -r l; do jq .a; done <<< \"$i\"",
            "cat > /tmp/x\nexec < /tmp/x\njq .a",
            "cat > log\nexit 0\njq .a",
            "i=$(cat)\nx=$(printf '%s' \"$i\" | jq .a)\n",
            "i=$(cat)\nx=\"$(printf '%s' \"$i\" | jq .a)\"\n",
        ] {
            assert_eq!(two_readers(fine), None, "{fine}");
        }
    }
}
