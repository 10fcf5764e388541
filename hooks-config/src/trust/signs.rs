//! Replaces the folders in a plugin's hook that differ between versions and sessions with placeholders.
//!
//! Each version of a plugin lies in its own folder, and each session passes its own project to the
//! hook. Compared literally, the hook would lose its trust with every update and in every project. So
//! the plugin's folder, its data folder and the project are replaced with placeholders before the hook
//! is compared with trusted entries.
//!
//! For example, `/home/me/.claude/plugins/guard/1.2/run.sh` becomes `$plugin/run.sh`, so version 1.3 of the plugin
//! gives the same text. (Its script is still compared by its bytes.)
//!
//! Placeholders begin with `$` in texts that are shown, and with a NUL in the fingerprint, because no
//! command can contain a NUL.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use hooks_types::HookSpec;
use hooks_types::spec::{Handler, Program, WorkDir};

use super::found::HookFile;

/// Returns a plugin's hook with placeholders in place of the folders that differ between versions and sessions. The
/// placeholders begin with `mark`. Returns a project's hook, and a hook without a command, unchanged.
pub(super) fn put<'h>(spec: &'h HookSpec, file: &HookFile, mark: &str) -> Cow<'h, HookSpec> {
    let Some(plugin) = &file.plugin else {
        return Cow::Borrowed(spec);
    };
    let Handler::Command(command) = &spec.handler else {
        return Cow::Borrowed(spec);
    };
    let folders = [
        (Some(&file.root), "plugin"),
        (plugin.data.as_ref(), "data"),
        (file.project.as_ref(), "project"),
    ];
    let folders: Vec<(String, String)> = folders
        .into_iter()
        .filter_map(|(folder, name)| Some((folder?.to_str()?.to_owned(), format!("{mark}{name}"))))
        // Leave out the folder `/`, because it would match the beginning of every absolute path.
        .filter(|(folder, _)| folder.len() > 1)
        .collect();
    let signed = |text: &str| signed(text, &folders);
    let signed_path = |path: &Path| {
        path.to_str()
            .map_or(path.to_path_buf(), |text| PathBuf::from(signed(text)))
    };
    let mut command = command.clone();
    match &mut command.program {
        Program::Argv(argv) => argv.iter_mut().for_each(|word| *word = signed(word)),
        Program::Shell(text) => *text = signed(text),
        _ => {}
    }
    let project = file.project.as_deref().and_then(Path::to_str);
    for (name, value) in &mut command.env {
        // If the plugin's folder is the project itself, the path fits two placeholders. So the variable's name decides.
        *value = match name.ends_with("PROJECT_DIR") && Some(value.as_str()) == project {
            true => format!("{mark}project"),
            false => signed(value),
        };
    }
    if let WorkDir::Fixed(folder) = &mut command.work_dir {
        *folder = signed_path(folder);
    }
    // The fallback working folders depend on the session only, so remove them before the hook is compared.
    command.work_dir_fallbacks.clear();
    let mut spec = spec.clone();
    spec.handler = Handler::Command(command);
    Cow::Owned(spec)
}

/// Returns the hook that the same file would configure in the root `to`. `spec` is a hook of the root `from`.
pub(super) fn moved(spec: &HookSpec, from: &Path, to: &Path) -> HookSpec {
    let mut spec = spec.clone();
    let (Some(from), Some(to)) = (from.to_str(), to.to_str()) else {
        return spec;
    };
    // `/` would match the beginning of every absolute path, so replace nothing.
    if from.len() <= 1 {
        return spec;
    }
    let folders = [(from.to_owned(), to.to_owned())];
    let signed = |text: &mut String| *text = signed(text, &folders);
    let signed_path = |path: &mut PathBuf| {
        if let Some(mut text) = path.to_str().map(str::to_owned) {
            signed(&mut text);
            *path = text.into();
        }
    };
    if let Handler::Command(command) = &mut spec.handler {
        match &mut command.program {
            Program::Argv(argv) => argv.iter_mut().for_each(signed),
            Program::Shell(text) => signed(text),
            _ => {}
        }
        command.env.values_mut().for_each(signed);
        if let WorkDir::Fixed(folder) = &mut command.work_dir {
            signed_path(folder);
        }
        command.work_dir_fallbacks.iter_mut().for_each(signed_path);
    }
    spec.identity.iter_mut().for_each(signed);
    spec
}

/// Returns the text with a placeholder in place of each folder, wherever the text contains the folder's whole path.
/// Takes the folders in the order given. `/p/1.0` in `/p/1.0-evil` is not replaced, because `/p/1.0-evil` is a
/// different folder.
fn signed(text: &str, folders: &[(String, String)]) -> String {
    let mut text = Cow::Borrowed(text);
    for (folder, sign) in folders {
        if !text.contains(folder.as_str()) {
            continue;
        }
        let mut signed = String::with_capacity(text.len());
        let mut rest = &*text;
        while let Some(at) = rest.find(folder.as_str()) {
            let (before, behind) = (&rest[..at], &rest[at + folder.len()..]);
            let more = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
            signed.push_str(before);
            signed.push_str(if behind.starts_with(more) {
                folder
            } else {
                sign
            });
            rest = behind;
        }
        signed.push_str(rest);
        text = Cow::Owned(signed);
    }
    text.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_replaces_only_a_whole_path() {
        let folders = [
            ("/p/1.0".to_owned(), "$plugin".to_owned()),
            ("/w".to_owned(), "$project".to_owned()),
        ];
        for (text, expected) in [
            ("/p/1.0/x.sh /w", "$plugin/x.sh $project"),
            ("\"/p/1.0\":/w/bin", "\"$plugin\":$project/bin"),
            (
                "/p/1.0-evil/x /p/1.01 /world",
                "/p/1.0-evil/x /p/1.01 /world",
            ),
            ("none", "none"),
        ] {
            assert_eq!(signed(text, &folders), expected);
        }
    }
}
