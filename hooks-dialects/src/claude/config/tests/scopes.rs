//! Switches, repeated handlers and lists of allowed requests in files of several scopes.

use super::*;

/// Loads hooks from several trusted files, each given as `(scope, path, text)`.
fn in_scopes(files: &[(Scope, &str, &str)]) -> Vec<String> {
    let files: Vec<_> = files
        .iter()
        .map(|(scope, path, text)| (place(path).with_scope(*scope), (*text).to_owned()))
        .collect();
    hooks(&appended(together(&crate::CLAUDE, &files)))
}

fn stop(command: &str, switches: &str) -> String {
    format!(
        r#"{{{switches}"hooks":{{"Stop":[{{"hooks":[{{"type":"command","command":"{command}"}}]}}]}}}}"#
    )
}

#[test]
fn the_highest_file_that_sets_disable_all_hooks_decides_and_never_over_a_higher_scope() {
    let managed = (Scope::Managed, "/etc/managed-settings.json", stop("m", ""));
    let off = r#""disableAllHooks":true,"#;
    let on = r#""disableAllHooks":false,"#;
    let run = |project: &str, user: &str| {
        in_scopes(&[
            (managed.0, managed.1, &managed.2),
            (Scope::Project, SETTINGS, &stop("p", project)),
            (Scope::User, "/h/.claude/settings.json", &stop("u", user)),
        ])
    };
    assert_eq!(
        run("", off),
        [
            "Stop[0] sh m",
            "Stop[0] sh p [disabled]",
            "Stop[0] sh u [disabled]"
        ]
    );
    assert_eq!(
        run(on, off),
        ["Stop[0] sh m", "Stop[0] sh p", "Stop[0] sh u"]
    );
    assert_eq!(
        run(off, on),
        ["Stop[0] sh m", "Stop[0] sh p [disabled]", "Stop[0] sh u"]
    );
}

#[test]
fn managed_settings_may_leave_only_managed_hooks() {
    let found = in_scopes(&[
        (
            Scope::Managed,
            "/etc/managed-settings.json",
            &stop("m", r#""allowManagedHooksOnly":true,"#),
        ),
        (Scope::User, "/h/.claude/settings.json", &stop("u", "")),
    ]);
    assert_eq!(found, ["Stop[0] sh m", "Stop[0] sh u [disabled]"]);
}

#[test]
fn one_handler_in_two_settings_files_is_one_and_a_plugin_keeps_its_own() {
    let files = [
        (SETTINGS, stop("x", "")),
        ("/h/.claude/settings.json", stop("x", "")),
        ("/h/.claude/settings.local.json", stop("y", "")),
        ("/plug/hooks/hooks.json", stop("x", "")),
    ];
    let files = files.map(|(path, text)| (place(path), text));
    let identities: Vec<_> = together(&crate::CLAUDE, &files)
        .iter()
        .map(|file| file.hooks_despite_errors()[0].identity.clone())
        .collect();
    assert!(identities[0].is_some());
    assert_eq!(identities[0], identities[1]);
    assert_eq!(identities[2..], [None, None]);
}

#[test]
fn an_untrusted_project_neither_runs_nor_switches_anything_off_nor_hides_a_users_hook() {
    let project = place(SETTINGS)
        .with_scope(Scope::Project)
        .discovered()
        .untrusted();
    let files = [
        (project, stop("x", r#""disableAllHooks":true,"#)),
        (place("/h/.claude/settings.json"), stop("x", "")),
    ];
    let lowered = together(&crate::CLAUDE, &files);
    let [project, user] = lowered.as_slice() else {
        panic!("two files")
    };
    assert_eq!(hooks(project), ["Stop[0] sh x [untrusted]"]);
    assert_eq!(hooks(user), ["Stop[0] sh x"]);
}

#[test]
fn requests_go_only_where_the_settings_allow_with_the_variables_they_allow() {
    let text = r#"{"allowedHttpHookUrls":["https://a.example/*"],"httpHookAllowedEnvVars":["A"],
"hooks":{"Stop":[{"hooks":[
 {"type":"http","url":"https://a.example/h","headers":{"x":"$A $B"},"allowedEnvVars":["A","B"]},
 {"type":"http","url":"https://b.example/h"}]}]}}"#;
    let loaded = settings(text);
    assert_eq!(
        hooks(&loaded),
        [
            "Stop[0] post https://a.example/h",
            "Stop[1] post https://b.example/h [disabled]"
        ]
    );
    let Handler::Http(request) = &loaded.hooks_despite_errors()[0].handler else {
        panic!("a request")
    };
    assert_eq!(request.allowed_env, ["A"]);
    assert_eq!(
        remarks(&loaded),
        [
            "3:2 warning[no_effect] `httpHookAllowedEnvVars` does not allow `B`; it stays empty",
            "4:2 warning[no_effect] `allowedHttpHookUrls` does not allow https://b.example/h; this hook never runs",
        ]
    );
}

#[test]
fn our_own_bridge_is_skipped_where_it_was_discovered_and_runs_where_it_was_named() {
    let text = stop("/opt/hooks bridge --speak claude", "");
    let place = place(SETTINGS);
    let live = |place: &Place| {
        let loaded = parse(&text, crate::CLAUDE, place);
        loaded.hooks_despite_errors()[0].liveness == Liveness::Live
    };
    assert!(live(&place));
    assert!(!live(&place.clone().discovered()));
    assert_eq!(
        hooks(&parse(&text, crate::CLAUDE, &place.discovered())),
        ["Stop[0] sh /opt/hooks bridge --speak claude [own_entry]"]
    );
}
