//! Tests which requests share a worker.

use std::path::PathBuf;

use hooks_types::event::Stop;
use hooks_types::spec::{Command, Confinement, ProjectRoot, Scope, Source, StartCheck, StartGuard};
use hooks_types::{EventName, Failure, Payload, SessionMeta};

use super::*;
use crate::wire_forms::SharedPayload;

fn spec(command: Command, line: u32) -> Arc<HookSpec> {
    let source = Source::line_of(Arc::new(PathBuf::from("/p/hooks.toml")), line);
    let spec = HookSpec::command(
        "h",
        EventName::Stop,
        command.with_launch(hooks_types::spec::Launch::Worker),
    );
    Arc::new(spec.with_scope(Scope::User).with_source(source))
}

fn request(spec: &Arc<HookSpec>, cwd: &str, root: Option<&str>) -> HookRequest {
    let mut meta = SessionMeta::new("s", cwd);
    meta.project_dir = root.map(str::to_owned);
    let payload = Payload::new(Arc::new(meta), Stop::new());
    HookRequest::new(Arc::clone(spec), SharedPayload::new(payload))
}

fn share(one: &HookRequest, other: &HookRequest) -> bool {
    let pool = Pool::default();
    let slots = [one, other].map(|request| pool.slot(request, 9).unwrap());
    Arc::ptr_eq(&slots[0], &slots[1])
}

#[test]
fn events_of_one_project_share_a_worker_wherever_they_happen() {
    let hook = spec(Command::argv(["/bin/guard"]), 1);
    let root = Some("/p");
    assert!(share(
        &request(&hook, "/p", root),
        &request(&hook, "/p/src", root)
    ));
    assert!(!share(
        &request(&hook, "/p", root),
        &request(&hook, "/p", Some("/q"))
    ));
}

#[test]
fn a_relative_program_is_another_in_another_folder() {
    let hook = spec(Command::argv(["./guard"]), 1);
    let root = Some("/p");
    assert!(!share(
        &request(&hook, "/p", root),
        &request(&hook, "/p/src", root)
    ));
    assert!(share(
        &request(&hook, "/p", root),
        &request(&hook, "/p", root)
    ));
}

#[test]
fn a_hook_that_only_moved_within_its_file_keeps_its_worker() {
    let command = Command::argv(["/bin/guard"]);
    let (hook, moved) = (spec(command.clone(), 1), spec(command.clone(), 7));
    assert!(share(
        &request(&hook, "/p", None),
        &request(&moved, "/p", None)
    ));
    let other = spec(command.with_env("A", "b"), 1);
    assert!(!share(
        &request(&hook, "/p", None),
        &request(&other, "/p", None)
    ));
}

/// A start check that lets every command start.
#[derive(Debug)]
struct Any;

impl StartCheck for Any {
    fn check(&self, _: &Command, _: &Path, _: &Path) -> Result<(), Failure> {
        Ok(())
    }
}

/// Returns a trusted hook of a project as one load of the configuration makes it.
fn loaded(id: &str, argument: &str) -> Arc<HookSpec> {
    let mut command = Command::argv(["/bin/guard", argument]);
    command.start_check = Some(StartGuard::new(Any));
    let mut spec = (*spec(command, 1)).clone();
    id.clone_into(&mut spec.id);
    Arc::new(spec)
}

#[test]
fn a_reload_keeps_the_worker_of_a_trusted_hook_and_a_changed_entry_does_not() {
    let of = |id: &str, argument: &str| request(&loaded(id, argument), "/p", None);
    assert!(share(&of("h", "a"), &of("h", "a")));
    assert!(!share(&of("h", "a"), &of("h", "b")));
    assert!(!share(&of("h", "a"), &of("i", "a")));
}

#[test]
fn an_unnamed_hook_keeps_its_worker_when_its_position_changes() {
    let of = |id: &str| request(&loaded(id, "a"), "/p", None);
    let event = EventName::Stop;
    let (first, second) = (format!("{event}[0]"), format!("{event}[1]"));
    assert!(share(&of(&first), &of(&second)));
    for other in ["h", "[1]", &format!("{event}[x]"), &format!("{event}[1")] {
        assert!(!share(&of(&first), &of(other)), "{other}");
    }
}

#[test]
fn after_a_reload_the_slot_is_found_by_the_address_of_the_new_hook() {
    let pool = Pool::default();
    let reloaded = loaded("h", "a");
    for hook in [&loaded("h", "a"), &reloaded] {
        assert!(pool.slot(&request(hook, "/p", None), 9).is_some());
    }
    let slots = pool.slots();
    assert_eq!(slots.all.len(), 1);
    assert!(Arc::ptr_eq(&slots.all[0].spec, &reloaded));
}

#[test]
fn hooks_of_two_scopes_or_files_never_share_a_worker() {
    let command = Command::argv(["/bin/guard"]).with_launch(hooks_types::spec::Launch::Worker);
    let of = |scope, file: &str| {
        let source = Source::line_of(Arc::new(PathBuf::from(file)), 1);
        let spec = HookSpec::command("h", EventName::Stop, command.clone());
        let spec = Arc::new(spec.with_scope(scope).with_source(source));
        request(&spec, "/p", None)
    };
    let user = of(Scope::User, "/home/hooks.toml");
    assert!(share(&user, &of(Scope::User, "/home/hooks.toml")));
    assert!(!share(&user, &of(Scope::Project, "/home/hooks.toml")));
    assert!(!share(&user, &of(Scope::User, "/p/hooks.toml")));
}

#[test]
fn a_hook_that_is_confined_otherwise_has_another_worker() {
    let confined = |trusted| {
        let mut command = Command::argv(["/bin/guard"]);
        command.confinement = Some(Confinement::new([ProjectRoot::new("/p", trusted)]));
        request(&spec(command, 1), "/p", None)
    };
    assert!(!share(&confined(false), &confined(true)));
}

#[test]
fn slots_that_nobody_uses_make_room_and_those_in_use_do_not() {
    let pool = Pool::default();
    let requests: Vec<_> = (0..3)
        .map(|number| {
            let hook = spec(Command::argv([format!("/bin/guard{number}")]), 1);
            request(&hook, "/p", None)
        })
        .collect();
    let in_use = pool.slot(&requests[0], 2).unwrap();
    drop(pool.slot(&requests[1], 2).unwrap());
    let third = pool.slot(&requests[2], 2).unwrap();
    assert!(pool.slot(&requests[1], 2).is_none());
    assert!(Arc::ptr_eq(&in_use, &pool.slot(&requests[0], 2).unwrap()));
    drop(third);
    assert!(pool.slot(&requests[1], 2).is_some());
}
