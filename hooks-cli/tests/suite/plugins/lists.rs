//! Lists of plugins, settings about them, and folders that are plugins.

use super::*;

#[test]
fn a_list_of_plugins_that_cannot_be_read_stops_everything_once_a_plugin_is_trusted() {
    for (text, said) in [
        ("{", "is not JSON"),
        (r#"{"version":3,"plugins":{}}"#, "version 3"),
        (r#"{"version":2,"plugins":[]}"#, "not a list of plugins"),
    ] {
        let list = ".claude/plugins/installed_plugins.json";
        let project = installed();
        project.write_home(list, text);
        let ran = exec(&project);
        assert_eq!(ran.code, Some(0), "nobody trusted anything: {ran:?}");
        let project = trusted();
        project.write_home(list, text);
        forget_runs(&project);
        let ran = exec(&project);
        assert!(!project.has("command-ran"), "{text}: {ran:?}");
        assert!(ran.stderr.contains(said), "{text}: {ran:?}");
    }
}

#[test]
fn only_settings_that_count_switch_a_plugin_off() {
    let project = trusted();
    let off = r#"{"enabledPlugins":{"guard@market":false}}"#;
    project.write(".claude/settings.json", off);
    runs(&project, "an untrusted project switches it off");
    project.write_home(".claude/settings.json", off);
    forget_runs(&project);
    let ran = exec(&project);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(!project.has("guard-ran"), "{ran:?}");
    project.write_home(".claude/settings.json", &off.replace("false", "true"));
    runs(&project, "on");
}

#[test]
fn a_plugin_for_another_project_is_not_this_ones() {
    let project = installed();
    let list = project
        .home()
        .join(".claude/plugins/installed_plugins.json");
    let text = fs::read_to_string(&list).unwrap();
    let scoped = |path: PathBuf| {
        let scope = format!("\"scope\":\"project\",\"projectPath\":{}", json!(path));
        fs::write(&list, text.replace("\"scope\":\"user\"", &scope)).unwrap();
    };
    scoped(project.home());
    assert_eq!(fingerprints(&project).len(), 0);
    scoped(project.root());
    assert_eq!(fingerprints(&project).len(), 1);
}

#[test]
fn nothing_outside_a_plugin_is_read_for_it() {
    let project = installed();
    project.write_home(
        "secret.json",
        &hooks().to_string().replace("Bash", "s3cret"),
    );
    let at = folder(&project, "1.0").join(HOOKS);
    fs::remove_file(&at).unwrap();
    symlink(project.home().join("secret.json"), &at).unwrap();
    for arguments in [
        &["list"][..],
        &["check"],
        &["trust"],
        &["exec", "--", "true"],
    ] {
        let ran = run_unattended(&project, arguments);
        assert!(!format!("{ran:?}").contains("s3cret"), "{ran:?}");
    }
    assert_eq!(fingerprints(&project).len(), 0);
}

#[test]
fn a_folder_of_skills_with_a_manifest_is_a_plugin() {
    let project = Project::new();
    for (name, text) in files() {
        project.write_home(&format!(".claude/skills/guard/{name}"), &text);
    }
    let ran = exec(&project);
    assert!(
        ran.stderr.contains("hooks trust --plugin guard@skills-dir"),
        "{ran:?}"
    );
    trust(&project);
    runs(&project, "trusted");
}
