//! Finds the plugins installed in Claude Code.
//!
//! `plugins/installed_plugins.json` in Claude Code's folder lists the installed plugins. In version 2 of that list, a
//! plugin can have several installations, each for all projects or for one project; in version 1 a plugin has one
//! installation. A folder in `skills/` that contains a manifest is also a plugin, although it is not in the list. The
//! variable `CLAUDE_CODE_PLUGIN_CACHE_DIR`, which moves the folder, is not read: a project can set variables, and a
//! project must not be able to disable trusted guards with a list of its own.

use std::path::{Path, PathBuf};

use hooks_config::Plugin;
use hooks_config::format::Finder;
use serde_json::{Map, Value};

/// The path of the list of installed plugins, relative to Claude Code's folder.
const LIST: &str = "plugins/installed_plugins.json";

/// The files of a plugin that can contain hooks, relative to the plugin's folder.
const FILES: &[&str] = &["hooks/hooks.json", MANIFEST];

/// The path of a plugin's manifest, relative to the plugin's folder.
const MANIFEST: &str = ".claude-plugin/plugin.json";

/// The maximum number of plugins in the list, far more than are installed in practice. A longer list is an error.
const MOST: usize = 500;

/// A plugin that is installed for the session's project.
struct Installed {
    /// The plugin's name and its source, such as `NAME@skills-dir`.
    name: String,
    /// The folder of the installed version.
    folder: PathBuf,
}

/// Lists the files of the plugins that are installed for the session's project.
pub(super) fn find(finder: &mut Finder<'_>) {
    let Some(home) = finder.agent_home() else {
        return;
    };
    let listed = match finder.home_text(LIST) {
        None => Ok(Vec::new()),
        Some(text) => {
            text.and_then(|text| installed(&text, &|project| finder.is_in_project(project)))
        }
    };
    let in_skills = finder.home_folders("skills").map(|folders| {
        let plugins = folders
            .into_iter()
            .filter(|folder| folder.join(MANIFEST).is_file());
        plugins.filter_map(in_skills).collect::<Vec<_>>()
    });
    // A list that cannot be read is reported, because it can name plugins that have guards (hooks that block).
    let problem = listed.as_ref().err().or(in_skills.as_ref().err()).cloned();
    finder.plugin_list(LIST, problem);
    let all = listed.into_iter().flatten();
    for plugin in all.chain(in_skills.into_iter().flatten()) {
        let plugins = home.join("plugins");
        let data = plugins.join("data").join(data_name(&plugin.name));
        let named = Plugin::new(plugin.name, plugins).with_data(data);
        finder.plugin(named, &plugin.folder, FILES);
    }
}

/// Returns the plugin in one folder of `skills/`.
fn in_skills(folder: PathBuf) -> Option<Installed> {
    let name = format!("{}@skills-dir", folder.file_name()?.to_str()?);
    Some(Installed { name, folder })
}

/// Returns the name of the folder that holds a plugin's data.
fn data_name(name: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
    name.chars()
        .map(|letter| if plain(letter) { letter } else { '-' })
        .collect()
}

/// Returns the listed plugins that are installed for all projects or for the session's project.
fn installed(text: &str, is_here: &dyn Fn(&Path) -> bool) -> Result<Vec<Installed>, String> {
    let list: Value = serde_json::from_str(text)
        .map_err(|error| format!("the list of plugins is not JSON (line {})", error.line()))?;
    let version = list.get("version").and_then(Value::as_u64);
    let plugins = list.get("plugins").and_then(Value::as_object);
    let plugins = match (version, plugins) {
        (None | Some(1 | 2), Some(plugins)) => plugins,
        (Some(version), _) if version > 2 => {
            return Err(format!(
                "the list of plugins has the unknown version {version}"
            ));
        }
        _ => {
            return Err(
                "the file has no object `plugins`, so it is not a list of plugins".to_owned(),
            );
        }
    };
    if plugins.len() > MOST {
        return Err(format!("the list names more than {MOST} plugins"));
    }
    let mut found = Vec::new();
    for (name, entry) in plugins {
        // The name becomes part of a path, so refuse a name such as `../x`.
        if !Plugin::is_name(name) {
            return Err("the name of a plugin in the list is a path".to_owned());
        }
        let folder = match entry {
            Value::Object(one) => Some(folder(one)?),
            Value::Array(all) => nearest(all, is_here)?,
            _ => return Err("an entry of the list of plugins is not an installation".to_owned()),
        };
        found.extend(folder.map(|folder| Installed {
            name: name.clone(),
            folder,
        }));
    }
    Ok(found)
}

/// Returns the folder of a plugin's most specific installation. Only installations that apply to the session's project
/// are considered.
fn nearest(all: &[Value], is_here: &dyn Fn(&Path) -> bool) -> Result<Option<PathBuf>, String> {
    let mut best: Option<(u8, PathBuf)> = None;
    for entry in all {
        let entry = entry
            .as_object()
            .ok_or("an installation of a plugin is not an object")?;
        let text = |key: &str| entry.get(key).and_then(Value::as_str);
        let rank = match text("scope") {
            // A plugin can be installed in several scopes. The installation with the lowest rank is used: the more
            // specific the scope, the lower the rank. The administrator's scope has the highest rank.
            Some("local") => 0,
            Some("project") => 1,
            Some("managed") => 3,
            _ => 2,
        };
        // An installation of rank 0 or 1 is for one project. So check that this project is the session's project.
        let here =
            rank > 1 || text("projectPath").is_some_and(|project| is_here(Path::new(project)));
        let folder = folder(entry)?;
        if here && best.as_ref().is_none_or(|(known, _)| rank < *known) {
            best = Some((rank, folder));
        }
    }
    Ok(best.map(|(_, folder)| folder))
}

/// Returns the folder of an installation.
fn folder(entry: &Map<String, Value>) -> Result<PathBuf, String> {
    let folder = entry
        .get("installPath")
        .and_then(Value::as_str)
        .map(PathBuf::from);
    folder
        // A relative folder is refused: which folder it names would depend on where the agent was started.
        .filter(|folder| folder.is_absolute())
        .ok_or_else(|| {
            "the `installPath` of a plugin is missing or not an absolute path".to_owned()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Result<Vec<(String, String)>, String> {
        let found = installed(text, &|project| project == Path::new("/w"))?;
        let found = found.into_iter();
        Ok(found
            .map(|it| (it.name, it.folder.display().to_string()))
            .collect())
    }

    fn one(name: &str, folder: &str) -> (String, String) {
        (name.to_owned(), folder.to_owned())
    }

    #[test]
    fn the_installation_that_is_nearest_to_the_project_counts() {
        let text = r#"{"version":2,"plugins":{
            "a@m":[{"scope":"project","projectPath":"/other","installPath":"/c/a/1"},
                   {"scope":"user","installPath":"/c/a/2"},
                   {"scope":"local","projectPath":"/w","installPath":"/c/a/3"}],
            "b@m":[{"scope":"project","projectPath":"/other","installPath":"/c/b/1"}],
            "c@m":[{"scope":"managed","installPath":"/c/c/1","version":"unknown"}],
            "d@m":[]}}"#;
        assert_eq!(
            names(text),
            Ok(vec![one("a@m", "/c/a/3"), one("c@m", "/c/c/1")])
        );
        let first = r#"{"version":1,"plugins":{"a@m":{"installPath":"/c/a"}}}"#;
        assert_eq!(names(first), Ok(vec![one("a@m", "/c/a")]));
    }

    #[test]
    fn a_list_that_cannot_be_read_does_not_count_as_empty() {
        for text in [
            "",
            "[]",
            "{}",
            "{\"plugins\":[]}",
            "{\"version\":3,\"plugins\":{}}",
            r#"{"plugins":{"../x":[{"installPath":"/x"}]}}"#,
            r#"{"plugins":{"x":[{"installPath":"relative"}]}}"#,
            r#"{"plugins":{"x":[{"scope":"user"}]}}"#,
            r#"{"plugins":{"x":["y"]}}"#,
            r#"{"plugins":{"x":"/y"}}"#,
        ] {
            assert!(names(text).is_err(), "{text}");
        }
        assert_eq!(names(r#"{"plugins":{}}"#), Ok(Vec::new()));
    }
}
