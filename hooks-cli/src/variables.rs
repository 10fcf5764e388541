//! Variables that a hook's program names and does not get: an honest guess from its text.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use hooks_types::env::environment;
use hooks_types::spec::{Command, Handler, InheritEnv, Program};
use hooks_types::text::quoted;
use hooks_types::{HookSpec, Payload};

/// How many bytes of a script are read.
const MOST: u64 = 64 * 1024;

/// Variables that a shell sets by itself.
const OF_SHELLS: &[&str] = &[
    "PWD",
    "OLDPWD",
    "SHLVL",
    "IFS",
    "PPID",
    "UID",
    "EUID",
    "RANDOM",
    "SECONDS",
    "LINENO",
    "HOSTNAME",
    "OPTARG",
    "OPTIND",
    "REPLY",
    "COLUMNS",
    "LINES",
    "PIPESTATUS",
    "FUNCNAME",
    "BASH",
    "BASHPID",
    "BASH_SOURCE",
    "BASH_VERSION",
    "BASH_REMATCH",
    "OSTYPE",
    "HOSTTYPE",
    "MACHTYPE",
    "_",
];

/// A sentence about what a hook that may run names in vain; none where it gets all it names.
pub(crate) fn missing(spec: &HookSpec, payload: &Payload) -> Vec<String> {
    let Handler::Command(command) = &spec.handler else {
        return Vec::new();
    };
    let given = Given::of(spec, command, payload);
    let mut unset = BTreeSet::new();
    let mut dropped = BTreeSet::new();
    if let Program::Shell(text) = &command.program {
        for name in expanded(text) {
            match given.has(&name) {
                true => {}
                false if std::env::var_os(&name).is_some() => drop(dropped.insert(name)),
                false => drop(unset.insert(name)),
            }
        }
    }
    let hidden: Vec<String> = given.hidden();
    for text in scripts(command) {
        let named = hidden.iter().filter(|name| reads(&text, name));
        dropped.extend(named.cloned());
    }
    let mut sentences = Vec::new();
    if !dropped.is_empty() {
        sentences.push(format!(
            "it names {}, set here and not passed on: it inherits some variables only; `inherit_env` \
             in its entry says which",
            listed(&dropped)
        ));
    }
    if !unset.is_empty() {
        sentences.push(format!("it names {}, which nobody sets", listed(&unset)));
    }
    sentences
}

fn listed(names: &BTreeSet<String>) -> String {
    let shown = names.iter().take(10);
    let shown: Vec<String> = shown
        .map(|name| format!("`{}`", quoted(name.as_bytes(), 60)))
        .collect();
    shown.join(", ")
}

/// Returns the variables that a program gets.
struct Given<'s> {
    own: BTreeSet<String>,
    inherits: &'s InheritEnv,
}

impl<'s> Given<'s> {
    fn of(spec: &HookSpec, command: &'s Command, payload: &Payload) -> Self {
        let mut own: BTreeSet<String> = environment(spec, payload).vars.into_keys().collect();
        own.extend(command.env.keys().cloned());
        Self {
            own,
            inherits: &command.inherit_env,
        }
    }

    fn inherits(&self, name: &str) -> bool {
        match self.inherits {
            InheritEnv::All => true,
            InheritEnv::Only(names) => names.iter().any(|known| known == name),
            _ => false,
        }
    }

    fn has(&self, name: &str) -> bool {
        let is_set = || std::env::var_os(name).is_some();
        self.own.contains(name)
            || OF_SHELLS.contains(&name)
            || name.starts_with("AGENT_HOOKS_")
            || (self.inherits(name) && is_set())
    }

    /// Variables that are set here and that the hook does not inherit.
    fn hidden(&self) -> Vec<String> {
        let all = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        all.filter(|name| !self.has(name)).collect()
    }
}

/// The names that a shell expands in a text: outside of single quotes, with no value in their place,
/// and not set by the text itself. Capital letters alone: others are mostly the text's own.
fn expanded(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let (mut single, mut double) = (false, false);
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        rest = &rest[letter.len_utf8()..];
        match letter {
            '\'' if !double => single = !single,
            '"' if !single => double = !double,
            '\\' if !single => {
                let skipped = rest.chars().next().map_or(0, char::len_utf8);
                rest = &rest[skipped..];
            }
            '$' if !single => {
                let braced = rest.strip_prefix('{');
                let from = braced.unwrap_or(rest);
                let name = &from[..from.find(|c| !is_of_name(c)).unwrap_or(from.len())];
                let alone = braced.is_none() || from[name.len()..].starts_with('}');
                let is_capital = name.starts_with(|c: char| c.is_ascii_uppercase())
                    && !name.contains(|c: char| c.is_ascii_lowercase());
                if alone && is_capital {
                    names.insert(name.to_owned());
                }
            }
            _ => {}
        }
    }
    names.retain(|name| !is_set_by(text, name));
    names
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Finds a name as a word of its own, with the character before it.
fn places<'t>(text: &'t str, name: &str) -> impl Iterator<Item = (usize, Option<char>)> + use<'t> {
    let length = name.len();
    let found: Vec<usize> = text.match_indices(name).map(|(at, _)| at).collect();
    found.into_iter().filter_map(move |at| {
        let before = text[..at].chars().next_back();
        let after = text[at + length..].chars().next();
        let whole = !before.is_some_and(is_of_name) && !after.is_some_and(is_of_name);
        whole.then_some((at, before))
    })
}

/// Whether a text names it without reading it, as `NAME=`, `read NAME` and `for NAME` do.
fn is_set_by(text: &str, name: &str) -> bool {
    places(text, name).any(|(_, before)| !matches!(before, Some('$' | '{')))
}

/// Whether a script seems to read it: `$NAME`, `${NAME}`, `environ["NAME"]`, `env.NAME`.
fn reads(text: &str, name: &str) -> bool {
    let assigned = |at: usize| text[at + name.len()..].starts_with('=');
    let mut reads = false;
    for (at, before) in places(text, name) {
        if matches!(before, Some('$' | '{' | '"' | '\'' | '.')) {
            reads = true;
        } else if assigned(at) {
            return false;
        }
    }
    reads
}

/// The texts of the scripts among the words of a command.
fn scripts(command: &Command) -> Vec<String> {
    let words: Vec<&str> = match &command.program {
        Program::Argv(argv) => argv.iter().map(String::as_str).collect(),
        Program::Shell(text) => text.split_whitespace().collect(),
        _ => Vec::new(),
    };
    let own = |word: &str| {
        let mut word = word.trim_matches(['"', '\'']).to_owned();
        for (name, value) in &command.env {
            word = word.replace(&format!("${{{name}}}"), value);
        }
        word
    };
    let words = words.into_iter().take(64).filter(|word| word.len() < 4096);
    words
        .filter_map(|word| text_of(Path::new(&own(word))))
        .collect()
}

/// Reads the beginning of a script; `None` if the file is not one.
fn text_of(path: &Path) -> Option<String> {
    if !path.is_absolute() || !path.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    let file = File::open(path).ok()?;
    file.take(MOST).read_to_end(&mut bytes).ok()?;
    (!bytes.contains(&0)).then(|| String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_shell_expands_and_the_text_does_not_set_is_named() {
        let names = |text| expanded(text).into_iter().collect::<Vec<_>>();
        assert_eq!(names("$HOOKDIR/g.sh \"${TOKEN}\""), ["HOOKDIR", "TOKEN"]);
        for quiet in [
            "awk '{print $NF}'",
            "echo \\$HOME_OF",
            "${X:-none} ${X-} ${X:=y}",
            "X=1; echo $X",
            "while read LINE; do echo $LINE; done",
            "for F in *; do cat $F; done",
            "$1 $? $$ $name",
            "$",
            "${",
        ] {
            assert!(names(quiet).is_empty(), "{quiet}");
        }
        assert_eq!(names("echo \"it's $TOKEN\""), ["TOKEN"]);
    }

    #[test]
    fn a_script_reads_a_variable_in_every_language() {
        for text in [
            "curl -H \"$MY_TOKEN\"",
            "echo ${MY_TOKEN:-none}",
            "os.environ[\"MY_TOKEN\"]",
            "os.getenv('MY_TOKEN')",
            "process.env.MY_TOKEN",
        ] {
            assert!(reads(text, "MY_TOKEN"), "{text}");
        }
        for text in [
            "MY_TOKEN=1\necho $MY_TOKEN",
            "# MY_TOKEN",
            "$MY_TOKENS",
            "$A_MY_TOKEN",
        ] {
            assert!(!reads(text, "MY_TOKEN"), "{text}");
        }
    }
}
