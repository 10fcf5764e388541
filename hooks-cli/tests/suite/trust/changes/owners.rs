//! Projects and plugins with a trusted hook, and every change of the hook.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::support::Project;
use crate::trust::{SCRIPT, trust};

/// The kind of owner of the hooks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Owner {
    Project,
    /// A plugin that is updated in place.
    Plugin,
    /// A plugin of which each version has its own folder.
    PluginInFolders,
}

pub(super) const OWNERS: [Owner; 3] = [Owner::Project, Owner::Plugin, Owner::PluginInFolders];

pub(super) const HOOKS: &str = r#"
[[hooks.pre_tool_use]]
name = "guard"
command = ["sh", "${config_dir}/../guard.sh", "${config_dir}/../rules.txt", "--strict"]
matcher = "shell"
timeout = "5s"
on_failure = "block"
env = { LEVEL = "high" }
"#;

/// The files of an owner of hooks.
#[derive(Debug, Clone)]
pub(super) struct Files {
    pub(super) hooks: String,
    pub(super) script: String,
    pub(super) rules: String,
}

pub(super) fn files() -> Files {
    Files {
        hooks: HOOKS.to_owned(),
        script: SCRIPT.to_owned(),
        rules: "rm -rf\n".to_owned(),
    }
}

/// Returns the same files with changed hooks.
pub(super) fn hooks(from: &str, to: &str) -> Files {
    let changed = HOOKS.replacen(from, to, 1);
    assert_ne!(changed, HOOKS, "{from}");
    Files {
        hooks: changed,
        ..files()
    }
}

/// Returns every change of the guard and of the files that it uses.
pub(super) fn changes() -> Vec<(&'static str, Files)> {
    let with = |more: &str| hooks("env =", &format!("{more}\nenv ="));
    vec![
        (
            "one byte of the script",
            Files {
                script: SCRIPT.replacen("cat", "Cat", 1),
                ..files()
            },
        ),
        (
            "one byte behind the script's end",
            Files {
                script: format!("{SCRIPT}\n"),
                ..files()
            },
        ),
        (
            "one byte of a second file that it names",
            Files {
                rules: "rm -rg\n".to_owned(),
                ..files()
            },
        ),
        ("a variable", hooks("high", "low")),
        (
            "a variable more",
            hooks("\"high\"", "\"high\", BASH_ENV = \"x\""),
        ),
        ("a variable less", hooks("LEVEL = \"high\"", "")),
        ("the timeout", hooks("\"5s\"", "\"6s\"")),
        ("no timeout", hooks("timeout = \"5s\"\n", "")),
        ("the matcher", hooks("\"shell\"", "\"write\"")),
        ("no matcher", hooks("matcher = \"shell\"\n", "")),
        (
            "what its failure means",
            hooks("on_failure = \"block\"", "on_failure = \"proceed\""),
        ),
        ("an argument", hooks("--strict", "--strict=0")),
        (
            "an argument more",
            hooks("\"--strict\"", "\"--strict\", \"\""),
        ),
        ("its name", hooks("\"guard\"", "\"guarD\"")),
        ("what it inherits", with("inherit_env = [\"PATH\", \"X\"]")),
        ("once", with("once = true")),
        ("another dialect", with("dialect = \"claude\"")),
        (
            "the program",
            hooks(
                "\"sh\", \"${config_dir}/../guard.sh\"",
                "\"touch\", \"evil-ran\"",
            ),
        ),
    ]
}

fn version(project: &Project, version: &str) -> PathBuf {
    let all = project.home().join(".claude/plugins/cache/market/guard");
    all.join(version)
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

pub(super) fn install(project: &Project, owner: Owner, files: &Files, update: bool) {
    let folder = match owner {
        Owner::Project => project.root(),
        Owner::PluginInFolders if update => version(project, "2.0"),
        Owner::Plugin | Owner::PluginInFolders => version(project, "1.0"),
    };
    write(&folder, ".agent-hooks/hooks.toml", &files.hooks);
    write(&folder, "guard.sh", &files.script);
    write(&folder, "rules.txt", &files.rules);
    if owner == Owner::Project {
        return;
    }
    let manifest = json!({ "name": "guard", "version": "1" }).to_string();
    write(&folder, ".claude-plugin/plugin.json", &manifest);
    let entry = json!({ "scope": "user", "installPath": folder, "version": "1" });
    let list = json!({ "version": 2, "plugins": { "guard@market": [entry] } });
    project.write_home(".claude/plugins/installed_plugins.json", &list.to_string());
}

pub(super) fn trusted(owner: Owner, files: &Files) -> Project {
    let project = Project::new();
    install(&project, owner, files, false);
    trust(&project);
    project
}
