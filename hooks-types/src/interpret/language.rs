//! Determines the language of a hook's program from its command, to name the way in which that language writes JSON.

use crate::spec::{Handler, HookSpec, Program};

/// The maximum number of words of a command that are read.
const MOST: usize = 64;

/// A language whose way to write JSON is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Python,
    Node,
    Shell,
}

impl Language {
    /// Returns the language that the words of the hook's command name: an interpreter, or the ending of a script's
    /// name. Returns `None` if the words name no language, or several.
    pub(super) fn of(spec: &HookSpec) -> Option<Self> {
        let Handler::Command(command) = &spec.handler else {
            return None;
        };
        let texts: &[String] = match &command.program {
            Program::Argv(argv) => argv,
            Program::Shell(text) => std::slice::from_ref(text),
        };
        let is_between = |c: char| c.is_whitespace() || "\"';&|()".contains(c);
        let words = texts.iter().flat_map(|text| text.split(is_between));
        let words = words.filter(|word| !word.is_empty()).take(MOST);
        let mut named: Vec<Self> = words.filter_map(Self::of_word).collect();
        // A shell often starts a program in another language, and that program prints the answer. So ignore the shell
        // if the words also name another language.
        if named.iter().any(|language| *language != Self::Shell) {
            named.retain(|language| *language != Self::Shell);
        }
        let first = named.first().copied()?;
        named
            .iter()
            .all(|language| *language == first)
            .then_some(first)
    }

    fn of_word(word: &str) -> Option<Self> {
        let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
        let name = name.strip_suffix(".exe").unwrap_or(name);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let version = |c: char| c.is_ascii_digit() || c == '.';
        match (name.trim_end_matches(version), ending) {
            ("python" | "pypy", _) | (_, "py") => Some(Self::Python),
            ("node" | "nodejs" | "deno" | "bun" | "tsx", _) | (_, "js" | "mjs" | "cjs" | "ts") => {
                Some(Self::Node)
            }
            ("sh" | "bash" | "dash" | "zsh" | "ksh" | "echo" | "printf" | "jq", _)
            | (_, "sh" | "bash") => Some(Self::Shell),
            _ => None,
        }
    }

    /// Says how to write JSON in this language.
    pub(super) fn cure(self) -> &'static str {
        match self {
            Self::Python => "let Python write the JSON: `print(json.dumps(...))`",
            Self::Node => "let Node write the JSON: `console.log(JSON.stringify(...))`",
            Self::Shell => "let `jq` write the JSON: `jq -n --arg r \"$reason\" '{...}'`",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Command;

    #[test]
    fn the_interpreter_or_the_script_names_the_language() {
        let of = |command: Command| {
            let spec = HookSpec::command("x", crate::EventName::PreToolUse, command);
            Language::of(&spec)
        };
        for (argv, language) in [
            (&["python3", "guard"][..], Some(Language::Python)),
            (&["/usr/bin/python3.12", "-u", "x"], Some(Language::Python)),
            (&["/usr/bin/env", "python3", "x"], Some(Language::Python)),
            (&["./guard.py"], Some(Language::Python)),
            (&["sh", "-c", "python3 guard"], Some(Language::Python)),
            (&["node", "guard.mjs"], Some(Language::Node)),
            (&["bash", "guard"], Some(Language::Shell)),
            (&["./guard.sh"], Some(Language::Shell)),
            (&["./guard"], None),
            (&["node", "x.js", "y.py"], None),
            (&[], None),
        ] {
            assert_eq!(
                of(Command::argv(argv.iter().copied())),
                language,
                "{argv:?}"
            );
        }
        for (text, language) in [
            ("cat | python3 guard", Some(Language::Python)),
            ("\"$DIR\"/guard.js", Some(Language::Node)),
            ("echo '{\"a\": 1}'", Some(Language::Shell)),
            ("guard", None),
        ] {
            assert_eq!(of(Command::shell(text)), language, "{text}");
        }
    }
}
