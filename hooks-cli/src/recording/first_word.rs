//! Explains why a hook might have let a call pass: its script compares the first word of the command with the name of a
//! program, but the first word is a shell, and the program is named in the text that the shell runs.

use hooks_types::text::{quoted, short_name};
use hooks_types::wire::encode;
use serde_json::Value;

use super::Recorded;
use super::elements::names_of_lists;
use super::if_found::blocks_if_found;
use super::word_list::{LONG, List, TEXTS, lists_of, quotations};

/// The forms in which scripts read the first word of a command.
const FIRST: &[&str] = &[
    "command[0]",
    "command\"][0]",
    "command'][0]",
    "command\")[0]",
    "command')[0]",
    "command\", [])[0]",
    "command', [])[0]",
    ".command | first",
    ".command|first",
];

impl Recorded {
    /// Returns a sentence that says that the script compares the first word of a command, which is a shell. `None`
    /// unless the hook let the call pass.
    pub(super) fn first_word(&self) -> Option<String> {
        if !self.heard.as_ref()?.lets_pass || !self.could_block() {
            return None;
        }
        let mut sources = self.scripts();
        sources.extend(self.command_texts());
        let lines = sources.iter().flat_map(|source| source.lines());
        let code: Vec<&str> = lines
            .filter(|line| !line.trim_start().starts_with(['#', '/']))
            .collect();
        if !reads_only_the_first(&code) && !takes_first_by_name(&code) {
            return None;
        }
        let bytes = encode(&self.payload, &self.spec.form).ok()?;
        let payload = serde_json::from_slice::<Value>(&bytes).ok()?;
        let lists = lists_of(&payload);
        let numbered = code.iter().enumerate();
        let texts = numbered.flat_map(|(at, line)| {
            let texts = compared_in(line);
            texts.map(move |text| (at, text))
        });
        // Where the comparison lets a call pass, it is not the reason why this call passed.
        let texts = texts
            .take(TEXTS)
            .filter(|(at, text)| blocks_if_found(&code, *at, text) != Some(false))
            .map(|(_, text)| text);
        let (text, list, first) = texts.into_iter().find_map(|text| {
            let list = lists.iter().find(|list| is_in_text(text, list))?;
            Some((text, list, list.words.first()?.as_str()?))
        })?;
        let joined = match self.is_in_python(&sources) {
            true => "`\" \".join(command)`".to_owned(),
            false => list.joining(),
        };
        Some(format!(
            "`{}` let the call pass; that could be because it compares the first word of the command with `{}`, and the \
             first word of this call is `{}`: {}; if the comparison is to block the call, compare all words: {joined} \
             makes one text of them",
            short_name(&self.spec.id),
            quoted(text.as_bytes(), LONG),
            quoted(first.as_bytes(), LONG),
            quoted(list.shown().as_bytes(), LONG),
        ))
    }
}

/// Returns whether the lines read only the first word of a command. A script that reads the whole command or its last
/// word also looks into the text that the shell runs.
fn reads_only_the_first(code: &[&str]) -> bool {
    let mut forms = FIRST.iter();
    let read = forms.find(|read| code.iter().any(|line| line.contains(**read)));
    read.is_some_and(|read| {
        !code.iter().any(|line| {
            let rest = line.replace(read, "");
            let signs = ["command", "join", "[2]", "[-1]", "[1:]", "sh -c"];
            signs.iter().any(|sign| rest.contains(sign))
        })
    })
}

/// Returns whether a variable holds the command's list, and the lines read the first word of this list, and nothing
/// else of it except the second word.
fn takes_first_by_name(code: &[&str]) -> bool {
    let names = names_of_lists(code);
    let mut lists = names.iter().filter(|(_, is_list)| **is_list);
    let is_of_name = |c: char| c.is_alphanumeric() || c == '_';
    let Some((name, _)) = lists.next() else {
        return false;
    };
    let mut takes = false;
    for line in code {
        for (at, _) in line.match_indices(*name) {
            let (before, after) = (&line[..at], &line[at + name.len()..]);
            // Skip a longer name, a key in quotes, and the assignment to the variable.
            let is_other = before.ends_with(is_of_name)
                || before.ends_with(['"', '\'', '.'])
                || after.starts_with(is_of_name)
                || (after.trim_start().starts_with('=') && !after.trim_start().starts_with("=="));
            let is_first = after.starts_with("[0]") || takes_first_words(after);
            let is_test = before.trim_end().ends_with("if") && after.starts_with(" and ");
            let is_harmless = is_first || is_test || after.starts_with("[1]");
            if !is_other && !is_harmless {
                return false;
            }
            takes = takes || (is_first && !is_other);
        }
    }
    takes
}

/// Returns whether a text begins with a slice of the first words of a list: `[:2]`, `[0:2]` or `.slice(0, 2)`.
fn takes_first_words(after: &str) -> bool {
    let slices = [("[:", "]"), ("[0:", "]"), (".slice(0,", ")")].iter();
    let mut slices = slices.filter_map(|(open, close)| Some((after.strip_prefix(*open)?, *close)));
    slices.any(|(inside, close)| {
        let inside = inside.trim_start();
        let behind = inside.trim_start_matches(|c: char| c.is_ascii_digit());
        behind.len() < inside.len() && behind.starts_with(close)
    })
}

/// Returns whether `list` is a shell with a text to run, such as `bash -c TEXT`, and TEXT contains `text` as a word or
/// begins with it.
fn is_in_text(text: &str, list: &List<'_>) -> bool {
    let [shell, option, run] = list.words else {
        return false;
    };
    let is_option = |it: &str| it.starts_with('-') && it.ends_with('c');
    let is_shell = option.as_str().is_some_and(is_option) && shell.as_str() != Some(text);
    let run = run.as_str().unwrap_or_default();
    is_shell && (run.starts_with(text) || run.split_whitespace().any(|word| word == text))
}

/// Returns the texts that a line seems to compare: the texts between quotes, the words behind `=`, `==` and `===`, and
/// the pattern of a `case`.
fn compared_in(line: &str) -> impl Iterator<Item = &str> {
    let signs = [" = ", " == ", " === "].iter();
    let bare = signs.filter_map(|sign| {
        let (_, behind) = line.split_once(*sign)?;
        behind.split_whitespace().next()
    });
    let pattern = line.split_once(')').map(|(pattern, _)| pattern.trim());
    let is_word = |text: &&str| {
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.');
        !text.trim().is_empty() && text.len() <= LONG && text.chars().all(is_of_name)
    };
    let all = quotations(line).chain(bare).chain(pattern);
    all.filter(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_with_the_command_is_followed_to_its_first_word() {
        let list = "cmd = json.load(sys.stdin)[\"tool_input\"][\"command\"]";
        for uses in [
            "if cmd[0] == \"git\":",
            "if cmd and cmd[0] == 'git' and cmd[1] == 'push':",
            "if cmd[:2] == ['git', 'push']:",
            "if cmd[0:2] == ['git', 'push']:",
            "if (cmd.slice(0, 2).join(' ') === 'git push') {",
        ] {
            assert!(takes_first_by_name(&[list, uses]), "{uses}");
        }
        for fine in [
            "if cmd[0] == \"git\" or \"git\" in cmd[2]:",
            "if cmd[0] == \"git\" or \" \".join(cmd):",
            "if x[0] == \"git\":",
            "if cmd[:-1] == ['git']:",
            "if cmd[:] == ['git']:",
            "if cmd[2:] == ['git']:",
            "",
        ] {
            assert!(!takes_first_by_name(&[list, fine]), "{fine}");
        }
        let text = "cmd = p[\"tool_input\"][\"command\"][-1]";
        assert!(!takes_first_by_name(&[text, "if cmd[0] == \"git\":"]));
    }

    #[test]
    fn the_compared_word_is_found_in_each_language() {
        for line in [
            "[ \"$c\" = git ] && exit 2",
            "if command[0] == \"git\":",
            "if (c === 'git') {",
            "  git) exit 2 ;;",
        ] {
            assert!(compared_in(line).any(|text| text == "git"), "{line}");
        }
        assert_eq!(compared_in("x=$(jq .)").count(), 0);
    }
}
