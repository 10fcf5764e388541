//! Tests the promises, one trick after the other.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::entrances::Entrance;
use crate::guards::Guard;
use crate::tricks::{FILES, Trick, untrusted};
use crate::world::{ENV_SECRET, FILE_SECRET, World};

/// Runs `each` for every item on all cores and reports every failure.
fn for_all<T: Sync>(items: &[T], name: impl Fn(&T) -> String + Sync, each: impl Fn(&T) + Sync) {
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if catch_unwind(AssertUnwindSafe(|| each(item))).is_err() {
                        failed.lock().unwrap().push(name(item));
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(
        failed.is_empty(),
        "{} tricks work:\n{}",
        failed.len(),
        failed.join("\n")
    );
}

fn assert_harmless(world: &World, output: &Output, what: &str) {
    let said = [&output.stdout[..], &output.stderr[..]].concat();
    let said = String::from_utf8_lossy(&said);
    for secret in [FILE_SECRET, ENV_SECRET] {
        assert!(!said.contains(secret), "{what} shows a secret: {said}");
    }
    let raw = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
    };
    assert!(
        !said.contains(raw),
        "{what} prints control characters: {said:?}"
    );
    assert_eq!(world.executed(), Vec::<String>::new(), "{what} executed");
}

/// Returns the folders of the repository from which the agent works.
fn folders(world: &World) -> [PathBuf; 2] {
    [world.repo(), world.repo().join("src/deep")]
}

fn assert_guarded(world: &World, entrance: Entrance, folder: &Path, guard: Guard, trusted: bool) {
    let what = format!("{entrance:?} in {}", folder.display());
    let output = entrance.run(world, folder, guard, trusted);
    assert_harmless(world, &output, &what);
    assert!(entrance.guarded(&output), "{what}: {output:?}");
    assert_eq!(
        world.guard_runs(),
        1,
        "{what}: the guard ran once: {output:?}"
    );
}

/// Returns the commands with which a trick is tried against a guard, each with its folder of the repository. Loading is
/// the same in all bridges, so some tricks are tried with only one bridge each, in turn. These are slow tricks and, for
/// guards in other agents' files, tricks that concern neither links nor the guard.
fn ways(world: &World, guard: Guard, number: usize, trick: &Trick) -> Vec<(Entrance, PathBuf)> {
    let aimed = ["links", "folders of agents", "switches", "copies"];
    let aimed = aimed.iter().any(|kind| trick.name.starts_with(kind));
    let every = !trick.heavy && (guard == Guard::Native || aimed);
    let bridge = Entrance::BRIDGES[number % Entrance::BRIDGES.len()];
    let short = [Entrance::Exec, Entrance::Fire, bridge];
    let all = Entrance::all().filter(|way| every || short.contains(way));
    let folders = folders(world).into_iter().cycle().skip(number % 2 + 1);
    all.zip(folders).collect()
}

/// Returns whether an agent reads a planted file. In the pattern `read`, `a/` means any file in the folder `a`, and `*`
/// means any folder.
fn fits(planted: &str, read: &str) -> bool {
    if read.ends_with('/') {
        return planted.starts_with(read);
    }
    let (planted, read) = (planted.split('/'), read.split('/'));
    planted.clone().count() == read.clone().count()
        && planted
            .zip(read)
            .all(|(part, read)| read == "*" || part == read)
}

#[test]
fn every_agent_is_among_the_files_the_guards_and_the_ways_in() {
    let agents = hooks_dialects::agents();
    for agent in agents.iter() {
        let name = agent.dialect.name();
        let bridged = Entrance::BRIDGES
            .iter()
            .any(|way| matches!(way, Entrance::Bridge(agent) if *agent == name));
        assert!(bridged, "no way in through {name}");
        for file in agent.project_files {
            let planted = FILES.iter().any(|planted| fits(planted, file));
            assert!(planted, "{name} reads {file}");
        }
        let guarded = Guard::ALL
            .iter()
            .any(|guard| format!("{guard:?}").eq_ignore_ascii_case(name));
        assert!(guarded, "no guard in a file of {name}");
    }
}

#[test]
fn no_repository_gets_past_the_users_guard_or_runs_anything() {
    let tricks: Vec<(usize, Trick)> = untrusted().into_iter().enumerate().collect();
    for_all(
        &tricks,
        |(_, trick)| trick.name.clone(),
        |(number, trick)| {
            let world = World::new();
            Guard::Native.install(&world);
            (trick.plant)(&world);
            let before = world.digest();
            for (entrance, folder) in ways(&world, Guard::Native, *number, trick) {
                assert_guarded(&world, entrance, &folder, Guard::Native, false);
            }
            assert_eq!(world.digest(), before);
        },
    );
}

#[test]
fn no_repository_gets_past_a_guard_in_another_agents_file() {
    let tricks: Vec<(usize, Trick)> = untrusted().into_iter().enumerate().collect();
    let cases: Vec<(Guard, &(usize, Trick))> = tricks
        .iter()
        .flat_map(|trick| Guard::ALL[1..].iter().map(move |guard| (*guard, trick)))
        .collect();
    for_all(
        &cases,
        |(guard, (_, trick))| format!("{guard:?}: {}", trick.name),
        |(guard, (number, trick))| {
            let world = World::new();
            guard.install(&world);
            (trick.plant)(&world);
            for (entrance, folder) in ways(&world, *guard, *number, trick) {
                assert_guarded(&world, entrance, &folder, *guard, false);
            }
        },
    );
}

#[test]
fn a_trusted_project_neither_silences_nor_weakens_the_users_guard() {
    let tricks: Vec<Trick> = untrusted()
        .into_iter()
        .filter(|trick| trick.name == "switches" || trick.name.starts_with("copies"))
        .collect();
    assert_eq!(tricks.len(), 3);
    let cases: Vec<(Guard, &Trick)> = tricks
        .iter()
        .flat_map(|trick| Guard::ALL.iter().map(move |guard| (*guard, trick)))
        .collect();
    for_all(
        &cases,
        |(guard, trick)| format!("{guard:?}: {}", trick.name),
        |(guard, trick)| {
            let world = World::new();
            guard.install(&world);
            (trick.plant)(&world);
            for (entrance, folder) in Entrance::all().zip(folders(&world).iter().cycle()) {
                let output = entrance.run(&world, folder, *guard, true);
                let what = format!("{entrance:?}: {output:?}");
                assert_harmless(&world, &output, &what);
                assert!(entrance.guarded(&output), "{what}");
                assert!(world.guard_runs() >= 1, "{what}");
            }
        },
    );
}

#[test]
fn a_nested_folder_is_not_trusted_with_its_project() {
    for_all(
        &Entrance::all().collect::<Vec<_>>(),
        |entrance| format!("{entrance:?}"),
        |entrance| {
            let world = World::new();
            Guard::Native.install(&world);
            world.plant(
                ".agent-hooks/hooks.toml",
                "[[hooks.post_tool_use]]\ncommand = \"true\"\n",
            );
            let evil = untrusted()
                .into_iter()
                .find(|trick| trick.name == "hooks below")
                .unwrap();
            (evil.plant)(&world);
            assert_guarded(
                &world,
                *entrance,
                &world.repo().join("src"),
                Guard::Native,
                true,
            );
        },
    );
}

#[test]
fn a_relative_program_of_the_user_runs_nothing_of_the_repository() {
    let commands = [
        r#"["./guard.sh"]"#,
        r#"["guard.sh"]"#,
        r#"["bash", "guard.sh"]"#,
        r#"["env", "A=b", "./guard.sh"]"#,
        r#""./guard.sh""#,
        r#""bash ./guard.sh --strict""#,
        r#""cd . && sh guard.sh""#,
        r#""exec \"$PWD/guard.sh\"""#,
    ];
    for_all(
        &commands,
        |command| (*command).to_owned(),
        |command| {
            let world = World::new();
            world.write_home(
                ".config/agent-hooks/hooks.toml",
                &format!("[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = {command}\n"),
            );
            // With hook files the folder is a root; without hook files it is only a repository.
            for root in [".git/HEAD", ".claude/settings.json"] {
                world.plant(root, "{}");
                world.plant_program("guard.sh");
                for entrance in Entrance::all() {
                    let what = format!("{entrance:?}, {root}");
                    let output = entrance.run(&world, &world.repo(), Guard::Native, false);
                    assert_harmless(&world, &output, &what);
                    assert!(entrance.blocked(&output, "guard"), "{what}: {output:?}");
                }
            }
        },
    );
}

#[test]
fn check_survives_every_repository_and_shows_nothing_that_lies_outside_of_it() {
    let tricks = untrusted();
    for_all(
        &tricks,
        |trick| trick.name.clone(),
        |trick: &Trick| {
            let world = World::new();
            (trick.plant)(&world);
            for format in ["--format=text", "--format=json"] {
                let mut arguments = vec!["check", format];
                arguments.extend(FILES.iter().filter(|file| world.repo().join(file).exists()));
                let output = world.hooks(&world.repo(), &arguments, "");
                let code = output.status.code();
                assert!(matches!(code, Some(0..=2)), "{format}: {code:?} {output:?}");
                assert_harmless(&world, &output, format);
            }
        },
    );
}
