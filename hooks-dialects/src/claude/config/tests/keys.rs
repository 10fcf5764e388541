//! The keys of a handler: time limit, failure policy, background and type.

use super::*;

#[test]
fn time_limits_are_seconds_with_defaults_per_event_and_type() {
    let command = r#""type":"command","command":"x""#;
    let prompt = r#""type":"prompt","prompt":"x""#;
    let cases = [
        ("PreToolUse", command.to_owned(), 600.0),
        ("UserPromptSubmit", command.to_owned(), 30.0),
        ("PreModelSwitch", command.to_owned(), 30.0),
        ("MessageDisplay", command.to_owned(), 10.0),
        ("Stop", prompt.to_owned(), 30.0),
        ("Stop", r#""type":"agent","prompt":"x""#.to_owned(), 60.0),
        (
            "UserPromptSubmit",
            r#""type":"agent","prompt":"x""#.to_owned(),
            60.0,
        ),
        ("SessionEnd", command.to_owned(), 1.5),
        ("SessionEnd", format!(r#"{command},"timeout":20"#), 20.0),
        ("SessionEnd", format!(r#"{command},"timeout":90"#), 60.0),
        ("PreToolUse", format!(r#"{command},"timeout":0.5"#), 0.5),
    ];
    for (event, fields, seconds) in cases {
        let loaded = handler(event, &fields);
        let limits: Vec<_> = loaded
            .hooks_despite_errors()
            .iter()
            .map(|spec| spec.timeout)
            .collect();
        assert_eq!(
            limits,
            [Duration::from_secs_f64(seconds)],
            "{event} {fields}"
        );
    }
}

#[test]
fn a_limit_that_smells_of_milliseconds_is_named_with_both_readings_and_kept() {
    let loaded = handler(
        "PreToolUse",
        r#""type":"command","command":"x","timeout":5000"#,
    );
    assert_eq!(
        remarks(&loaded),
        [
            "1:77 warning[suspicious_unit] Claude Code reads `timeout` in seconds: 5000 is 83.3 min; in milliseconds it would be 5 s"
        ]
    );
    assert_eq!(
        loaded.hooks_despite_errors()[0].timeout,
        Duration::from_secs(5000)
    );
}

#[test]
fn failure_policy_is_honoured_where_claude_code_honours_it() {
    let block = r#""type":"command","command":"x","onFailure":"block""#;
    let cases = [
        ("PreToolUse", block.to_owned(), OnFailure::Block, false),
        ("Stop", block.to_owned(), OnFailure::Proceed, true),
        // `onFailure: "block"` turns a failure into exit code 2. On this event that code does not block: Claude Code
        // asks the user.
        (
            "PermissionRequest",
            block.to_owned(),
            OnFailure::Proceed,
            true,
        ),
        ("ConfigChange", block.to_owned(), OnFailure::Block, false),
        ("FileChanged", block.to_owned(), OnFailure::Proceed, true),
        (
            "PreToolUse",
            format!(r#"{block},"async":true"#),
            OnFailure::Proceed,
            true,
        ),
        (
            "PreToolUse",
            block.replace("block", "continue"),
            OnFailure::Proceed,
            false,
        ),
    ];
    for (event, fields, policy, named) in cases {
        let loaded = handler(event, &fields);
        let spec = &loaded.hooks_despite_errors()[0];
        assert_eq!(
            (spec.on_failure, !loaded.diagnostics.is_empty()),
            (policy, named),
            "{event} {fields}"
        );
    }
}

#[test]
fn async_hooks_run_in_the_background() {
    let loaded = handler(
        "PostToolUse",
        r#""type":"command","command":"x","async":true"#,
    );
    assert!(loaded.hooks_despite_errors()[0].background);
    assert_eq!(remarks(&loaded), [""; 0]);
    let rewake = handler(
        "PostToolUse",
        r#""type":"command","command":"x","asyncRewake":true"#,
    );
    assert!(rewake.hooks_despite_errors()[0].background);
    assert_eq!(rewake.diagnostics.len(), 1);
}

#[test]
fn other_handler_types_are_kept_for_the_embedder_and_never_run_where_their_event_takes_none() {
    let prompt = r#""type":"prompt","prompt":"ok?""#;
    assert_eq!(hooks(&handler("Stop", prompt)), ["Stop[0] prompt"]);
    assert_eq!(
        hooks(&handler("SessionStart", prompt)),
        ["SessionStart[0] prompt [never_runs]"]
    );
    let http = r#""type":"http","url":"https://a.example/h""#;
    assert_eq!(
        hooks(&handler("Stop", http)),
        ["Stop[0] post https://a.example/h"]
    );
    assert_eq!(
        hooks(&handler("SessionStart", http)),
        ["SessionStart[0] post https://a.example/h [never_runs]"]
    );
}
