//! Tests answers in the forms in which hooks write them.

use hooks_types::{HookAnswer, Outcome};
use serde_json::json;

#[test]
fn every_answer_is_written_as_its_snapshot() {
    for (name, answer) in [
        ("proceed", HookAnswer::proceed()),
        (
            "proceed_with_texts",
            HookAnswer::proceed()
                .with_context("the build is red")
                .with_context("since noon")
                .with_notice("looked at the build"),
        ),
        (
            "block",
            HookAnswer::block("not on a Friday").with_context("ask on Monday"),
        ),
        (
            "modify",
            HookAnswer::new(Outcome::modify(json!({ "command": ["ls", "-l"] })))
                .with_reason("long listing"),
        ),
        ("allow", Outcome::allow(None).into()),
        (
            "allow_with_content",
            Outcome::allow(Some(json!("text"))).into(),
        ),
        ("ask", Outcome::ask(Some("really?".to_owned()), None).into()),
        ("stop", HookAnswer::proceed().with_stop("out of budget")),
    ] {
        let spoken = answer.to_native();
        let shown = format!(
            "exit code {}\n{}",
            spoken.exit_code,
            String::from_utf8_lossy(&spoken.stdout)
        );
        insta::with_settings!({
            prepend_module_to_snapshot => false,
            snapshot_path => "snapshots/answer",
            omit_expression => true,
        }, {
            insta::assert_snapshot!(name, shown);
        });
    }
}
