//! Finds the variables that the settings files of agents set.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use hooks_config::variables_of_settings;
use hooks_types::HookSpec;

use super::text_of;

/// The variables that agents' settings files set for the agents themselves, by file. Each file is read once, because
/// all hooks of a command can come from one file.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    read: RefCell<BTreeMap<PathBuf, BTreeSet<String>>>,
}

impl Settings {
    /// Returns whether the settings file of the hook's agent sets one of these variables.
    pub(super) fn sets_one_of(&self, names: &BTreeSet<String>, spec: &HookSpec) -> bool {
        let file = spec.source.file.as_deref();
        let Some(file) = file.filter(|_| !spec.form.dialect.is_native()) else {
            return false;
        };
        let mut read = self.read.borrow_mut();
        let set = read.entry(file.to_path_buf()).or_insert_with(|| {
            let text = std::path::absolute(file)
                .ok()
                .and_then(|path| text_of(&path));
            variables_of_settings(&text.unwrap_or_default())
        });
        !set.is_disjoint(names)
    }
}

#[cfg(test)]
mod tests {
    use hooks_types::EventName;
    use hooks_types::dialect::WireForm;
    use hooks_types::spec::Command;

    use super::*;

    #[test]
    fn a_settings_file_is_read_once_for_all_its_hooks() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.json");
        let text = r#"{"env":{"TOKEN":"x"}}"#;
        std::fs::write(&file, text).unwrap();
        let settings = Settings::default();
        let names = BTreeSet::from(["TOKEN".to_owned()]);
        for at in 0..3 {
            let mut spec =
                HookSpec::command(at.to_string(), EventName::Stop, Command::shell("true"));
            spec.form = WireForm::new(hooks_dialects::CLAUDE, "Stop");
            spec.source.file = Some(file.clone().into());
            assert!(settings.sets_one_of(&names, &spec), "{at}");
            // A second reading would not find the file.
            let _ = std::fs::remove_file(&file);
        }
    }
}
