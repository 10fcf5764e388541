//! Resolves `$(git rev-parse --show-toplevel)` in the text of a command, so that the scripts that the command names can
//! be read.

use std::borrow::Cow;
use std::path::Path;

use hooks_types::spec::{Command, Program};

/// The spellings of the folder that are resolved.
const SPELLINGS: &[&str] = &[
    "$(git rev-parse --show-toplevel)",
    "$(git rev-parse --show-toplevel 2>/dev/null)",
    "$(git rev-parse --show-toplevel 2> /dev/null)",
    "`git rev-parse --show-toplevel`",
];

/// The variable that takes the place of a spelling. No shell reads the result, so its name does not matter.
const NAME: &str = "hooks_git_root";

/// Replaces each expression for the repository's root, such as `$(git rev-parse --show-toplevel)`, with a variable, and
/// adds the variable's value to the command. The
/// root is the nearest folder with `.git`, from `folder` upwards. The result is for reading scripts only.
#[must_use]
pub fn with_git_root<'c>(command: &'c Command, folder: &Path) -> Cow<'c, Command> {
    let Program::Shell(text) = &command.program else {
        return Cow::Borrowed(command);
    };
    if !SPELLINGS.iter().any(|spelling| text.contains(spelling)) {
        return Cow::Borrowed(command);
    }
    let root = folder.ancestors().find(|at| at.join(".git").exists());
    let Some(root) = root.and_then(Path::to_str) else {
        return Cow::Borrowed(command);
    };
    let variable = format!("${{{NAME}}}");
    let replaced = |text: String, spelling: &&str| text.replace(*spelling, &variable);
    let mut resolved = command.clone();
    resolved.program = Program::Shell(SPELLINGS.iter().fold(text.clone(), replaced));
    Cow::Owned(resolved.with_env(NAME, root))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_of_the_repository_takes_the_place_of_the_call_of_git() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("a/b");
        std::fs::create_dir_all(&below).unwrap();
        let of = |text: &str| with_git_root(&Command::shell(text), &below).into_owned();
        let text = "python3 \"$(git rev-parse --show-toplevel)/x.py\"";
        // Outside of a repository, the call of Git is not replaced.
        assert_eq!(of(text), Command::shell(text));
        std::fs::create_dir(folder.path().join(".git")).unwrap();
        let root = folder.path().to_str().unwrap();
        for (text, resolved) in [
            (text, "python3 \"${hooks_git_root}/x.py\""),
            (
                "`git rev-parse --show-toplevel`/x.sh",
                "${hooks_git_root}/x.sh",
            ),
        ] {
            let resolved = Command::shell(resolved).with_env(NAME, root);
            assert_eq!(of(text), resolved);
        }
        let other = "bash \"$(git rev-parse --git-dir)/x.sh\"";
        assert_eq!(of(other), Command::shell(other));
    }
}
