//! A file cannot weaken the hooks of a higher scope.

use std::collections::BTreeMap;
use std::time::Duration;

use hooks_config::Loaded;
use hooks_types::spec::{Liveness, Scope};
use hooks_types::{DialectRef, HookSpec};
use proptest::prelude::*;

use crate::config::trial::{appended, place, together};

#[path = "scope_property_tests.rs"]
mod generated;

/// A file, given as its scope, path and text.
type File = (Scope, &'static str, String);

fn load(dialect: &DialectRef, files: &[File]) -> Loaded {
    let files: Vec<_> = files
        .iter()
        .map(|(scope, path, text)| {
            let mut place = place(path).with_scope(*scope);
            if *scope == Scope::Plugin {
                place = place.with_plugin("/plugin");
            }
            (place, text.clone())
        })
        .collect();
    appended(together(dialect, &files))
}

/// Returns the commands of the hooks that run, each with its time limit. Of hooks with the same identity, the first one
/// in the highest scope runs.
fn running(loaded: &Loaded) -> Vec<(String, Duration)> {
    let mut hooks: Vec<&HookSpec> = loaded.hooks_despite_errors().iter().collect();
    hooks.sort_by_key(|hook| hook.scope);
    let mut known = std::collections::HashSet::new();
    hooks
        .into_iter()
        .filter(|hook| hook.liveness == Liveness::Live)
        .filter(|hook| hook.identity.is_none() || known.insert(hook.identity.clone()))
        .map(|hook| {
            let file = hook.source.file.as_ref().unwrap();
            (format!("{} {}", file.display(), hook.id), hook.timeout)
        })
        .collect()
}

fn names(loaded: &Loaded) -> Vec<String> {
    running(loaded).into_iter().map(|(name, _)| name).collect()
}

fn remarks(loaded: &Loaded) -> Vec<String> {
    loaded
        .diagnostics
        .iter()
        .filter(|found| found.code == hooks_config::DiagnosticCode::Deviation)
        .map(|found| format!("{}: {}", found.file.display(), found.message))
        .collect()
}

const SYSTEM: &str = "/etc/gemini-cli/settings.json";
const USER: &str = "/h/.gemini/settings.json";
const PROJECT: &str = "/p/.gemini/settings.json";

fn gemini(config: &str, hook: &str) -> String {
    format!(
        r#"{{"hooksConfig":{{{config}}},"hooks":{{"BeforeTool":[{{"hooks":[{{"type":"command",{hook}}}]}}]}}}}"#
    )
}

const GUARD: &str = r#""name":"guard","command":"guard.sh","timeout":5000"#;

#[test]
fn a_user_does_not_switch_off_gemini_s_system_hooks() {
    for config in [
        r#""enabled":false"#,
        r#""disabled":["guard"]"#,
        r#""disabled":["guard.sh"]"#,
    ] {
        let loaded = load(
            &crate::GEMINI,
            &[
                (
                    Scope::Project,
                    PROJECT,
                    gemini(config, r#""command":"p.sh""#),
                ),
                (Scope::User, USER, gemini(config, r#""command":"u.sh""#)),
                (Scope::Managed, SYSTEM, gemini("", GUARD)),
            ],
        );
        let found = names(&loaded);
        assert_eq!(found[0], format!("{SYSTEM} guard"), "{config}");
        // Each switch without an effect on that hook gets a warning.
        let said = remarks(&loaded);
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(
            said[0].starts_with(&format!("{PROJECT}: `hooksConfig.")),
            "{said:?}"
        );
        assert!(said[0].contains("of a project file does not switch off"));
        assert!(said[1].contains(&format!("{SYSTEM} stay")), "{said:?}");
    }
}

#[test]
fn a_user_s_copy_of_a_system_hook_with_a_millisecond_does_not_replace_it_in_gemini() {
    let copy = r#""name":"guard","command":"guard.sh","timeout":1"#;
    let loaded = load(
        &crate::GEMINI,
        &[
            (Scope::Project, PROJECT, gemini("", copy)),
            (Scope::User, USER, gemini("", copy)),
            (Scope::Managed, SYSTEM, gemini("", GUARD)),
        ],
    );
    let system = (format!("{SYSTEM} guard"), Duration::from_secs(5));
    assert_eq!(running(&loaded), [system]);
}

#[test]
fn an_administrator_s_switch_is_final_in_gemini() {
    let loaded = load(
        &crate::GEMINI,
        &[
            (Scope::Project, PROJECT, gemini(r#""enabled":true"#, GUARD)),
            (Scope::Managed, SYSTEM, gemini(r#""enabled":false"#, GUARD)),
        ],
    );
    assert_eq!(names(&loaded), [""; 0]);
}

fn claude(switches: &str, command: &str) -> String {
    format!(
        r#"{{{switches}"hooks":{{"PreToolUse":[{{"hooks":[{{"type":"command","command":"{command}"}}]}}]}}}}"#
    )
}

#[test]
fn a_trusted_project_s_disable_all_hooks_leaves_the_user_s_claude_hooks_on_and_is_told() {
    let off = r#""disableAllHooks":true,"#;
    for path in ["/p/.claude/settings.json", "/p/.claude/settings.local.json"] {
        let loaded = load(
            &crate::CLAUDE,
            &[
                (Scope::Project, path, claude(off, "p")),
                (Scope::User, "/h/.claude/settings.json", claude("", "u")),
            ],
        );
        assert_eq!(names(&loaded), ["/h/.claude/settings.json PreToolUse[0]"]);
        assert_eq!(
            remarks(&loaded),
            [format!(
                "{path}: `disableAllHooks` of a project file does not switch off hooks of a higher scope: \
                 the hooks of /h/.claude/settings.json stay on"
            )]
        );
    }
}

#[test]
fn a_user_s_disable_all_hooks_reaches_the_project_s_claude_hooks() {
    let off = r#""disableAllHooks":true,"#;
    let loaded = load(
        &crate::CLAUDE,
        &[
            (Scope::Project, "/p/.claude/settings.json", claude("", "p")),
            (Scope::User, "/h/.claude/settings.json", claude(off, "u")),
        ],
    );
    assert_eq!(names(&loaded), [""; 0]);
    assert_eq!(remarks(&loaded), [""; 0]);
}

#[test]
fn a_nested_project_s_switch_reaches_itself_and_what_lies_in_it() {
    let off = r#""disableAllHooks":true,"#;
    let outer = "/p/.claude/settings.json";
    let nested = "/p/vendor/.claude/settings.json";
    let run = |outer_says, nested_says| {
        names(&load(
            &crate::CLAUDE,
            &[
                (Scope::Project, outer, claude(outer_says, "outer")),
                (Scope::Project, nested, claude(nested_says, "nested")),
            ],
        ))
    };
    assert_eq!(run("", off), [format!("{outer} PreToolUse[0]")]);
    assert_eq!(run(off, ""), [""; 0]);
    assert_eq!(run(off, r#""disableAllHooks":false,"#), [""; 0]);
}

fn http(lists: &str, host: &str) -> String {
    format!(
        r#"{{{lists}"hooks":{{"PreToolUse":[{{"hooks":[{{"type":"http","url":"https://{host}.example/h"}}]}}]}}}}"#
    )
}

#[test]
fn a_project_s_list_of_allowed_requests_neither_takes_from_the_user_s_nor_adds_to_it() {
    let (user, project) = ("/h/.claude/settings.json", "/p/.claude/settings.json");
    let run = |user_list: &str, project_list: &str| {
        names(&load(
            &crate::CLAUDE,
            &[
                (Scope::Project, project, http(project_list, "b")),
                (Scope::User, user, http(user_list, "a")),
            ],
        ))
    };
    let (users, projects) = (
        format!("{user} PreToolUse[0]"),
        format!("{project} PreToolUse[0]"),
    );
    let nothing = r#""allowedHttpHookUrls":[],"#;
    let only = |host: &str| format!(r#""allowedHttpHookUrls":["https://{host}.example/*"],"#);
    assert_eq!(run("", nothing), std::slice::from_ref(&users));
    assert_eq!(run(&only("a"), &only("b")), [users]);
    assert_eq!(run(&only("b"), ""), [projects]);
}

fn copilot(switch: &str, command: &str) -> String {
    format!(r#"{{"version":1,{switch}"hooks":{{"preToolUse":[{{"command":"{command}"}}]}}}}"#)
}

#[test]
fn a_trusted_repository_s_disable_all_hooks_leaves_the_user_s_copilot_hooks_on_and_is_told() {
    let off = r#""disableAllHooks":true,"#;
    let settings = "/p/.github/copilot/settings.json";
    let user = "/h/.copilot/hooks/guard.json";
    let loaded = load(
        &crate::COPILOT,
        &[
            (Scope::User, user, copilot("", "u")),
            (Scope::Project, settings, copilot(off, "p")),
            (
                Scope::Project,
                "/p/.github/hooks/more.json",
                copilot("", "q"),
            ),
        ],
    );
    assert_eq!(names(&loaded), [format!("{user} PreToolUse[0]")]);
    let said = remarks(&loaded);
    assert!(
        said[0].contains("does not switch off") && said[0].contains(user),
        "{said:?}"
    );
}

#[test]
fn a_user_s_switches_do_not_reach_codex_hooks_of_the_session_or_the_administrator() {
    let stop = "[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = \"command\"\ncommand = \"x\"\n";
    let state = |path: &str| format!("[hooks.state.\"{path}:stop:0:0\"]\nenabled = false\n");
    let (managed, session) = ("/etc/codex/config.toml", "/run/codex/config.toml");
    let loaded = load(
        &crate::CODEX,
        &[
            (Scope::Managed, managed, stop.to_owned()),
            (Scope::Session, session, stop.to_owned()),
            (
                Scope::User,
                "/h/.codex/config.toml",
                format!(
                    "features.hooks = false\n{stop}{}{}",
                    state(managed),
                    state(session)
                ),
            ),
        ],
    );
    assert_eq!(
        names(&loaded),
        [format!("{managed} Stop[0]"), format!("{session} Stop[0]")]
    );
}
