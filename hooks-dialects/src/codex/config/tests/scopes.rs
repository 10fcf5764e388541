//! Switches and repeated handlers in files of several scopes.

use super::*;

fn stop(command: &str) -> String {
    format!("[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = \"command\"\ncommand = \"{command}\"\n")
}

fn in_scopes(files: &[(Scope, &str, String)]) -> Loaded {
    let files: Vec<_> = files
        .iter()
        .map(|(scope, path, text)| (place(path).with_scope(*scope), text.clone()))
        .collect();
    appended(together(&crate::CODEX, &files))
}

#[test]
fn a_project_cannot_switch_off_the_hooks_of_others_and_the_attempt_is_reported() {
    let off = "features.hooks = false\n";
    let run = |user: &str, project: &str| {
        in_scopes(&[
            (Scope::Managed, "/etc/codex/requirements.toml", stop("m")),
            (Scope::User, TOML, format!("{user}{}", stop("u"))),
            (
                Scope::Project,
                "/p/.codex/config.toml",
                format!("{project}{}", stop("p")),
            ),
        ])
    };
    let attempt = run("", off);
    assert_eq!(
        hooks(&attempt),
        ["Stop[0] sh m", "Stop[0] sh u", "Stop[0] sh p [disabled]"]
    );
    assert_eq!(
        remarks(&attempt),
        [
            "1:18 warning[deviation] `features.hooks = false` of a project file does not switch off \
             hooks of a higher scope: the hooks of /etc/codex/requirements.toml stay on"
        ]
    );
    assert_eq!(
        hooks(&run(off, "")),
        [
            "Stop[0] sh m",
            "Stop[0] sh u [disabled]",
            "Stop[0] sh p [disabled]"
        ]
    );
}

#[test]
fn a_hook_the_user_disabled_stays_off_and_the_same_handler_twice_runs_twice() {
    let state = "[hooks.state.\"/p/.codex/config.toml:stop:0:0\"]\nenabled = false\n";
    let found = in_scopes(&[
        (Scope::User, TOML, format!("{}{state}", stop("x"))),
        (
            Scope::Project,
            "/p/.codex/config.toml",
            format!("{}{}", stop("x"), stop("x")),
        ),
    ]);
    assert_eq!(
        hooks(&found),
        ["Stop[0] sh x", "Stop[0] sh x [disabled]", "Stop[1] sh x"]
    );
}
