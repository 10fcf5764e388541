//! Finds a variable whose name is misspelt in a shell text: one name is set and never read, and a name that is almost
//! the same is read and never set. This is a guess, so it is reported as a note.
//!
//! | text | what happens |
//! |---|---|
//! | `input=$(cat)`, and then `echo "$imput"` | `imput` is empty |
//! | `export input=$(cat); guard` | a program can read `input`, so this is not a mistake |

use std::collections::BTreeMap;

use hooks_types::HookSpec;
use hooks_types::near::nearest;
use hooks_types::text::quoted;

use super::names_in_shell::{Mention, mentions};
use super::script::{MOST, Scripts, command};
use super::shell_of::shell_texts;
use super::shell_text::Shell;
use super::{CANDIDATES, Finding};
use crate::diagnostic::DiagnosticCode;

/// Signs that a text can set or read a variable without naming it.
const UNKNOWN: &[&str] = &[
    "eval",
    "source ",
    "set -a",
    "allexport",
    "${!",
    "-n ref",
    "declare -n",
    "local -n",
    "typeset -n",
];

/// Variables that a shell sets or reads by itself.
const OF_SHELLS: &[&str] = &[
    "COLUMNS",
    "EUID",
    "FUNCNAME",
    "GROUPS",
    "HOME",
    "HOSTNAME",
    "HOSTTYPE",
    "IFS",
    "LANG",
    "LINENO",
    "LINES",
    "LOGNAME",
    "MACHTYPE",
    "OLDPWD",
    "OPTARG",
    "OPTERR",
    "OPTIND",
    "OSTYPE",
    "PATH",
    "PPID",
    "PS1",
    "PS2",
    "PS4",
    "PWD",
    "RANDOM",
    "REPLY",
    "SECONDS",
    "SHELL",
    "SHLVL",
    "TEMP",
    "TERM",
    "TIMEFORMAT",
    "TMOUT",
    "TMP",
    "TMPDIR",
    "UID",
    "USER",
];

/// Returns a note about the first misspelt variable of the hook's shell texts.
pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    let here = command(hook)?;
    let is_given = |name: &str| {
        OF_SHELLS.contains(&name)
            || name.starts_with("BASH")
            || std::env::var_os(name).is_some()
            || here.env.contains_key(name)
    };
    let texts = shell_texts(here, scripts, "=");
    let found = texts.iter().find_map(|text| misspelt(text, &is_given))?;
    let [read, set] = [&found.read, &found.set].map(|name| quoted(name.as_bytes(), 40));
    let message = match found.lines {
        Some((read_at, set_at)) => format!(
            "line {read_at} reads the variable `{read}`, which is never set; line {set_at} sets `{set}`, which is \
             never read"
        ),
        None => format!(
            "the command reads the variable `{read}`, which is never set; it sets `{set}`, which is never read"
        ),
    };
    let help = format!("write one name for both, `{read}` or `{set}`");
    Some(Finding::note(DiagnosticCode::UnsetVariable, "", message).help(help))
}

/// Two names that are probably meant to be the same variable.
#[derive(Debug, PartialEq, Eq)]
struct Misspelt {
    /// The name that is only read.
    read: String,
    /// The name that is only set.
    set: String,
    /// The line numbers of the two names; `None` in a text of one line.
    lines: Option<(usize, usize)>,
}

/// How a text uses a name.
#[derive(Default)]
struct Use {
    set_at: Option<usize>,
    read_at: Option<usize>,
    is_named: bool,
}

/// Returns the first variable of a text that is read and never set, together with a variable of a similar name that is
/// set and never read. `is_given` says whether a name has a value from elsewhere.
fn misspelt(text: &str, is_given: &dyn Fn(&str) -> bool) -> Option<Misspelt> {
    // Of a script of `MOST` bytes or more, only the beginning was read. The rest can contain the name.
    if text.len() as u64 >= MOST || UNKNOWN.iter().any(|sign| text.contains(sign)) {
        return None;
    }
    let shell = Shell::of(text);
    let mut statements = shell.statements().into_iter();
    if statements.any(|part| shell.plain(&part).starts_with(". ")) {
        return None;
    }
    let mut uses: BTreeMap<&str, Use> = BTreeMap::new();
    for (name, at, mention) in mentions(&shell) {
        let known = uses.entry(name).or_default();
        match mention {
            Mention::Set => known.set_at = known.set_at.or(Some(at)),
            Mention::Read => known.read_at = known.read_at.or(Some(at)),
            Mention::Named => known.is_named = true,
        }
    }
    uses.retain(|name, known| !known.is_named && !is_given(name));
    let only = |is_set: bool| {
        let used = uses.iter().filter_map(move |(name, known)| match is_set {
            true if known.read_at.is_none() => Some((*name, known.set_at?)),
            false if known.set_at.is_none() => Some((*name, known.read_at?)),
            _ => None,
        });
        used.take(CANDIDATES).collect::<Vec<_>>()
    };
    let mut read = only(false);
    read.sort_by_key(|(_, at)| *at);
    let set = only(true);
    read.into_iter().find_map(|(name, read_at)| {
        let meant = nearest(name, set.iter().map(|(name, _)| *name))?;
        let (_, set_at) = set.iter().find(|(name, _)| *name == meant)?;
        let is_long = text.trim().contains('\n');
        Some(Misspelt {
            read: name.to_owned(),
            set: meant.to_owned(),
            lines: is_long.then(|| (shell.line(read_at), shell.line(*set_at))),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_only_read_beside_a_name_that_is_only_set_is_misspelt() {
        for (text, read, set) in [
            (
                "#!/bin/bash\ninput=$(cat)\necho \"$imput\" | grep -q x",
                "imput",
                "input",
            ),
            (
                "C=1\nif [ $C ]; then\n  DECISION=deny\nfi\njq -n --arg d \"${DECISON:-allow}\" '{d:$d}'",
                "DECISON",
                "DECISION",
            ),
            (
                "CMD=$(jq -r .x); case \"$cmd\" in a*) exit 2;; esac",
                "cmd",
                "CMD",
            ),
            (
                "f() {\n  local reason=\"no $1\"\n  echo \"the reason: $reasn\" >&2\n}\nf x",
                "reasn",
                "reason",
            ),
            (
                "reason='no push'\ncat <<END\n{\"r\": \"$reson\"}\nEND",
                "reson",
                "reason",
            ),
            (
                "input=$(cat)\nprintf 'the imput: %s' \"$imput\"",
                "imput",
                "input",
            ),
            (
                "input=\"$(cat)\" # input\ngrep -q x <<< \"$inptu\"",
                "inptu",
                "input",
            ),
        ] {
            let found = misspelt(text, &|_| false);
            let found = found.map(|found| (found.read, found.set));
            assert_eq!(found, Some((read.to_owned(), set.to_owned())), "{text}");
        }
        let found = misspelt("a=1\ninput=$(cat)\n\necho $imput $a", &|_| false);
        assert_eq!(found.and_then(|found| found.lines), Some((4, 2)));
    }

    #[test]
    fn a_name_that_can_have_another_use_is_not_misspelt() {
        for text in [
            "input=$(cat)\necho \"$input\"",
            "export input=$(cat)\nguard \"$imput\"",
            "input=$(cat)\nexport input\nguard \"$imput\"",
            "declare -x input=$(cat)\nguard \"$imput\"",
            "set -a\ninput=$(cat)\nguard \"$imput\"",
            ". ./lib.sh\ninput=$(cat)\nguard \"$imput\"",
            "source lib.sh\ninput=$(cat)\nguard \"$imput\"",
            "input=$(cat) guard \"$imput\"",
            "input=$(cat)\nread -r imput\nguard \"$imput\"",
            "input=$(cat)\nfor imput in a b; do echo $imput; done",
            "input=$(cat)\ndeclare \"imput=$(cat)\"\nguard \"$imput\"",
            "input=$(cat)\ndeclare -g \\\n  'imput=1'\nguard \"$imput\"",
            "input=$(cat)\nprintf -v \"imput\" %s x\nguard \"$imput\"",
            "input=$(cat)\nprintf -v imput %s x\nguard \"$imput\"",
            "input=$(cat)\nIFS= read -r -d '' \"imput\"\nguard \"$imput\"",
            "input=$(cat)\nwhile read -r 'imput'; do guard \"$imput\"; done",
            "input=$(cat)\nexport \"imput=x\"\nguard \"$imput\"",
            "input=$(cat)\nreadonly \"imput=x\"\nguard \"$imput\"",
            "input=$(cat)\ntypeset \"imput=x\"\nguard \"$imput\"",
            "input=$(cat)\nf() { local \"imput=x\"; guard \"$imput\"; }",
            "input=$(cat)\nmapfile -t \"imput\"\nguard \"$imput\"",
            "input=$(cat)\nreadarray -t \"imput\"\nguard \"$imput\"",
            "input=$(cat)\ngetopts ab \"imput\"\nguard \"$imput\"",
            "input=$(cat)\nselect imput in a b; do guard \"$imput\"; done",
            "input=$(cat)\n(( imput = 1 ))\nguard \"$imput\"",
            "input=$(cat)\nlet \"imput = 1\"\nguard \"$imput\"",
            "input=$(cat)\ntrap 'imput=1' USR1\nguard \"$imput\"",
            "input=$(cat)\n: \"${imput:=x}\"\nguard \"$imput\"",
            "input=$(cat)\njq --arg imput x '$imput'",
            "x=\"$(jq --arg imput \"$(cat)\" '.a == $imput')\"\ninput=$x",
            "input=$(cat)\nawk '{ print $imput }'",
            "input=$(cat)\npython3 - <<'E'\n$imput\nE",
            "input=$(cat)\necho \"${imput:=x}\"",
            "input=$(cat)\necho \"\\$imput\"",
            "tmp=$(mktemp)\ntrap 'rm $tmp' EXIT\necho $tmpp",
            "count=1\necho \"$((count + 1)) $cont\"",
            "((count = 1))\ncount=2\necho $((count)) $coun",
            "a=1\necho $b",
            "line=1\n# $lin\n",
            "LINE=1\necho $LINES",
            "input=",
            "$",
            "",
        ] {
            let is_given = |name: &str| OF_SHELLS.contains(&name);
            assert_eq!(misspelt(text, &is_given), None, "{text}");
        }
        let found = misspelt("input=1\necho $imput", &|name| name == "imput");
        assert_eq!(found, None);
    }
}
