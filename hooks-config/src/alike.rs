//! Recognizes hooks that run the same program in the same way.

use std::time::Duration;

use hooks_types::HookSpec;

/// Returns a text by which two hooks of one file can be compared. The texts are equal if the hooks differ at most in
/// name, line, matcher, time limit and message. Such hooks run the same program, and their answers are read in the same
/// way.
#[must_use]
pub fn alike(hook: &HookSpec) -> String {
    let mut hook = hook.clone();
    hook.id.clear();
    hook.source.line = 0;
    hook.matchers.clear();
    hook.timeout = Duration::ZERO;
    hook.status_message = None;
    hook.identity = None;
    format!("{hook:?}")
}

#[cfg(test)]
mod tests {
    use hooks_types::EventName;
    use hooks_types::spec::{Command, Matcher};

    use super::*;

    #[test]
    fn hooks_are_alike_if_they_run_the_same_at_the_same_event() {
        let hook = |id: &str, event, argv: &[&str]| {
            HookSpec::command(id, event, Command::argv(argv.iter().copied()))
        };
        let one = hook("a", EventName::PreToolUse, &["/g.sh"]);
        let mut other = hook("b", EventName::PreToolUse, &["/g.sh"]);
        other.matchers = vec![Matcher::Names(vec!["shell".to_owned()])];
        assert_eq!(alike(&one), alike(&other));
        other.background = true;
        assert_ne!(alike(&one), alike(&other));
        assert_ne!(alike(&one), alike(&hook("a", EventName::Stop, &["/g.sh"])));
        let with = hook("a", EventName::PreToolUse, &["/g.sh", "--strict"]);
        assert_ne!(alike(&one), alike(&with));
    }
}
