//! How much loading reads from a project, by the kernel's byte counters.

use std::fs;
use std::path::PathBuf;

use hooks_config::{
    Agents, Candidate, FileTrust, FoundHook, HookFile, Loaded, Root, TrustState, TrustStore,
    findings, findings_without_scripts, load_with,
};
use hooks_types::DialectRef;
use hooks_types::spec::Scope;

const HOOKS: usize = 40;

/// Returns the bytes that this thread has read so far, and how many bytes the query itself takes;
/// `None` where the kernel does not count.
fn so_far() -> Option<(usize, usize)> {
    let text = fs::read_to_string("/proc/thread-self/io").ok()?;
    let mut lines = text.lines();
    let read = lines.find_map(|line| line.strip_prefix("rchar: "))?;
    Some((read.parse().ok()?, text.len()))
}

/// Checks how many bytes a closure reads. Checks nothing if the kernel does not count them.
#[track_caller]
fn reads<T>(expected: usize, what: &str, run: impl FnOnce() -> T) -> T {
    let before = so_far();
    let done = run();
    if let Some(((before, asking), (now, _))) = before.zip(so_far()) {
        assert_eq!(now - before - asking, expected, "{what}");
    }
    done
}

/// A project with one hook per script.
struct World {
    _folder: tempfile::TempDir,
    root: PathBuf,
    config: usize,
    scripts: usize,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let (mut config, mut scripts) = (String::new(), 0);
        for number in 0..HOOKS {
            let script = format!("#!/bin/sh\n# {}\n", "x".repeat(number * 50));
            fs::write(root.join(format!("guard-{number}.sh")), &script).unwrap();
            scripts += script.len();
            // Two hooks run one script.
            for event in ["pre_tool_use", "stop"] {
                config += &format!(
                    "[[hooks.{event}]]\nname = \"{event}-{number}\"\ncommand = [\"sh\", \"${{config_dir}}/guard-{number}.sh\", \"--strict\"]\n"
                );
            }
        }
        fs::write(root.join("hooks.toml"), &config).unwrap();
        Self {
            _folder: folder,
            root,
            config: config.len(),
            scripts,
        }
    }

    fn load(&self, scope: Scope, trust: &mut dyn FileTrust) -> Loaded {
        let file = Candidate::new(self.root.join("hooks.toml"), DialectRef::NATIVE, scope);
        let file = match scope {
            Scope::Project => file.with_root(Root::new(&self.root)),
            _ => file,
        };
        load_with(&[file], &Agents::default(), trust)
    }

    fn trusted(&self) -> TrustStore {
        let mut store = TrustStore::new();
        let mut agree = |file: &HookFile, hooks: &[FoundHook<'_>]| {
            for entry in hooks.iter().filter_map(|hook| hook.entry(&[])) {
                assert!(store.trust(&file.place, entry));
            }
            Vec::new()
        };
        let _ = self.load(Scope::Project, &mut agree);
        store
    }
}

#[test]
fn of_a_project_that_nobody_trusts_its_configuration_is_read_once_and_nothing_else() {
    let world = World::new();
    let store = TrustStore::new();
    let loaded = reads(world.config, "loading", || {
        world.load(Scope::Project, &mut store.deciding())
    });
    assert_eq!(loaded.hooks_despite_errors().len(), 2 * HOOKS);
    reads(0, "diagnosing", || {
        findings_without_scripts(&loaded, &Agents::default(), None)
    });
}

#[test]
fn loading_hashing_and_diagnosing_read_each_file_of_a_trusted_project_once() {
    let world = World::new();
    let all = world.config + world.scripts;
    let store = reads(all, "trusting", || world.trusted());
    let loaded = reads(all, "loading", || {
        world.load(Scope::Project, &mut store.deciding())
    });
    let mut states = loaded.trust.iter().map(|status| status.state);
    assert!(states.all(|state| state == TrustState::Trusted));
    reads(0, "diagnosing", || {
        findings(&loaded, &Agents::default(), None)
    });
}

#[test]
fn the_users_own_hooks_cost_no_read_more_for_what_was_trusted() {
    let world = World::new();
    let store = world.trusted();
    for store in [&TrustStore::new(), &store] {
        reads(world.config, "loading", || {
            world.load(Scope::User, &mut store.deciding())
        });
    }
}
