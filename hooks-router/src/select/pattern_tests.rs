use std::sync::Arc;

use hooks_types::spec::{Command, Matcher, OnBadPattern, Pattern, PatternSyntax, Subject};
use hooks_types::tool::ToolInput;
use hooks_types::wire::{EventRef, Subjects};
use hooks_types::{EventName, HookSpec, ToolCall};

use super::engines::{LINEAR_SUBJECT_LIMIT, SUBJECT_LIMIT};
use super::{Refusal, Room, Verdict, compile};
use crate::select::condition::{Condition, Fit, Seen};

fn judge(pattern: &str, subject: &str) -> Verdict {
    compile(
        &Pattern::new(pattern, PatternSyntax::EcmaScript),
        &mut Room::default(),
    )
    .expect("a sound pattern")
    .judge(subject)
}

#[test]
fn a_subject_too_long_for_a_backtracking_pattern_is_not_tried_on_it() {
    let pattern = "(?=.*--force)git push";
    assert_eq!(judge(pattern, &"a".repeat(SUBJECT_LIMIT)), Verdict::Misses);
    let untold = Verdict::Untold(
        "a text of 200000 bytes is too long for its pattern; the limit is 8192".to_owned(),
    );
    assert_eq!(judge(pattern, &"a".repeat(200_000)), untold);
}

#[test]
fn a_pattern_that_is_read_once_is_tried_on_long_subjects_too() {
    let mut subject = "a".repeat(LINEAR_SUBJECT_LIMIT - 1);
    assert_eq!(judge("^git", &subject), Verdict::Misses);
    subject.push('b');
    assert_eq!(judge("b$", &subject), Verdict::Fits);
    subject.push('b');
    assert!(matches!(judge("^git", &subject), Verdict::Untold(_)));
}

#[test]
fn what_takes_too_many_steps_is_untold() {
    let untold = Verdict::Untold("its pattern takes too many steps".to_owned());
    assert_eq!(judge(r"^(?:(a|a)(?!b))*\1c$", &"a".repeat(200)), untold);
}

#[test]
fn a_hook_whose_pattern_cannot_tell_runs_and_says_so() {
    let pattern = Pattern::new("(?=x)git", PatternSyntax::EcmaScript);
    let condition = Condition::compile(
        &hooks_types::spec::Matcher::Pattern(pattern),
        &mut Room::default(),
    );
    let mut subjects = Subjects::default();
    subjects.names = vec!["a".repeat(SUBJECT_LIMIT + 1)];
    let Fit::Fits(Some(note)) = condition.test(Seen::Subjects(&subjects)) else {
        panic!("the hook must run, with a note");
    };
    assert_eq!(
        note.message,
        "a text of 8193 bytes is too long for its pattern; the limit is 8192; the hook runs"
    );
    // The engine can decide about every name now (the long one is cut), and none matches.
    subjects.names.push("git".to_owned());
    subjects.names[0].truncate(1);
    assert_eq!(condition.test(Seen::Subjects(&subjects)), Fit::Misses);
}

#[test]
fn what_needs_more_than_the_target_and_does_not_get_it_runs() {
    let event = EventName::PreToolUse;
    let call = ToolCall::new("1", "run", ToolInput::Custom("git push".to_owned()));
    let seen = Seen::Target(EventRef::call_at(&event, &call));
    let pattern = Pattern::new("^git", PatternSyntax::Rust).with_subject(Subject::CommandText);
    let of_command = Condition::compile(&Matcher::Pattern(pattern), &mut Room::default());
    assert_eq!(of_command.test(seen), Fit::Fits(None));
    let mut hook = HookSpec::command("h", event.clone(), Command::argv(["h"]));
    hook.options.set("if", "Bash(git *)");
    let of_options = Condition::of_options(&Arc::new(hook)).unwrap();
    assert_eq!(of_options.test(seen), Fit::Fits(None));
}

#[test]
fn patterns_take_no_more_room_together_than_there_is() {
    let large = Pattern::new(r"\w{10}", PatternSyntax::Rust);
    let mut room = Room::default();
    let compiled = (0..10_000).take_while(|_| compile(&large, &mut room).is_ok());
    let compiled = compiled.count();
    assert_eq!(compiled, 64);
    assert_eq!(
        compile(&large, &mut room).unwrap_err(),
        Refusal::TooLarge("it is larger than the limit for all patterns together".to_owned())
    );
}

#[test]
fn a_pattern_too_large_here_keeps_its_hook_running_whatever_its_agent_does_to_bad_ones() {
    for pattern in [r"(?:\w{100}){1000}".to_owned(), "a".repeat(100_000)] {
        for alphabet in [PatternSyntax::Rust, PatternSyntax::EcmaScript] {
            let pattern = Pattern::new(pattern.clone(), alphabet);
            let pattern = pattern.with_on_bad(OnBadPattern::NeverRuns);
            let matcher = hooks_types::spec::Matcher::Pattern(pattern);
            let condition = Condition::compile(&matcher, &mut Room::default());
            let fit = condition.test(Seen::Subjects(&Subjects::default()));
            assert!(matches!(fit, Fit::Fits(Some(_))), "{fit:?}");
        }
    }
}

#[test]
fn a_backtracking_pattern_too_large_here_keeps_its_hook_running() {
    let pattern = Pattern::new(r"(?=x)(?:\w{100}){1000}", PatternSyntax::EcmaScript);
    let pattern = pattern.with_on_bad(OnBadPattern::NeverRuns);
    let matcher = hooks_types::spec::Matcher::Pattern(pattern);
    let condition = Condition::compile(&matcher, &mut Room::default());
    let fit = condition.test(Seen::Subjects(&Subjects::default()));
    assert!(matches!(fit, Fit::Fits(Some(_))), "{fit:?}");
}
