//! The reach of a native file's settings: its own scope and lower scopes, never higher scopes.

use std::time::Duration;

use hooks_config::{LoadOptions, Loaded, parse};
use hooks_types::spec::{Handler, Liveness, Scope};
use hooks_types::{EventName, HookSpec};
use proptest::prelude::*;

const OFF: &str = "[hooks]\ndisable_all = true\n";

/// Creates a file with one hook, `name`, below `keys`.
fn file(scope: Scope, path: &str, keys: &str, name: &str) -> Loaded {
    let text = format!("{keys}[[hooks.stop]]\nname = \"{name}\"\ncommand = [\"x\"]\n");
    let loaded = parse(&text, &LoadOptions::new(path).with_scope(scope));
    assert_eq!(loaded.diagnostics, [], "{text}");
    loaded
}

fn together(files: impl IntoIterator<Item = Loaded>) -> Loaded {
    let mut all = Loaded::default();
    files.into_iter().for_each(|file| all.append(file));
    all
}

/// Returns the live hooks, each as `file name`.
fn live(loaded: &Loaded) -> Vec<String> {
    let hooks = loaded.hooks_despite_errors().iter();
    hooks
        .filter(|hook| hook.liveness == Liveness::Live)
        .map(|hook| {
            let file = hook.source.file.as_ref().unwrap();
            format!("{} {}", file.display(), hook.id)
        })
        .collect()
}

const USER: &str = "/h/hooks.toml";
const PROJECT: &str = "/p/.agent-hooks/hooks.toml";

#[test]
fn a_project_s_disable_all_leaves_the_user_s_hooks_on_in_any_order() {
    let user = || file(Scope::User, USER, "", "guard");
    let project = || file(Scope::Project, PROJECT, OFF, "own");
    for loaded in [together([user(), project()]), together([project(), user()])] {
        assert_eq!(live(&loaded), [format!("{USER} guard")]);
    }
}

#[test]
fn disable_all_turns_off_its_own_scope_and_those_below_and_names_its_place() {
    let user = || file(Scope::User, USER, OFF, "off");
    let other = || file(Scope::User, "/h/other.toml", "", "also");
    let project = || file(Scope::Project, PROJECT, "", "below");
    for loaded in [
        together([user(), other(), project()]),
        together([project(), other(), user()]),
    ] {
        assert_eq!(live(&loaded), [""; 0]);
        let below = loaded
            .hooks_despite_errors()
            .iter()
            .find(|hook| hook.id == "below")
            .unwrap();
        let Liveness::NotLive { reason, .. } = &below.liveness else {
            panic!("live");
        };
        assert_eq!(reason, "`disable_all` is set in /h/hooks.toml");
    }
}

#[test]
fn a_nested_project_s_disable_all_leaves_the_outer_one_s_hooks_on() {
    let nested = "/p/vendor/x/.agent-hooks/hooks.toml";
    let run = |outer, inner| {
        live(&together([
            file(Scope::Project, PROJECT, outer, "guard"),
            file(Scope::Project, nested, inner, "nested"),
        ]))
    };
    assert_eq!(run("", OFF), [format!("{PROJECT} guard")]);
    assert_eq!(run(OFF, ""), [""; 0]);
}

#[test]
fn disable_all_of_a_project_that_is_not_trusted_reaches_nothing() {
    let options = LoadOptions::new(PROJECT)
        .with_scope(Scope::Project)
        .untrusted();
    let loaded = together([
        parse(OFF, &options),
        file(Scope::Project, "/p/other.toml", "", "other"),
    ]);
    assert_eq!(live(&loaded), ["/p/other.toml other"]);
}

#[test]
fn a_hook_made_in_code_is_the_embedder_s_and_stays_on() {
    let handler = Handler::InProcess {
        key: "k".to_owned(),
    };
    let mut loaded = Loaded::default();
    loaded.push(HookSpec::new("own", EventName::Stop, handler));
    loaded.append(file(Scope::User, USER, OFF, "off"));
    let hooks = loaded.into_hooks().unwrap();
    assert_eq!(hooks[0].liveness, Liveness::Live);
}

#[test]
fn a_project_s_budget_slots_and_stop_blocks_hold_for_itself_and_plugins_only() {
    let keys = "[hooks]\nbudget = \"10ms\"\nmax_concurrency = 1\nmax_stop_blocks = 0\n";
    let limits = together([
        file(Scope::User, USER, "", "guard"),
        file(Scope::Project, PROJECT, keys, "own"),
    ])
    .limits;
    assert_eq!(limits.of(Scope::User), Default::default());
    for scope in [Scope::Project, Scope::Plugin] {
        let bound = limits.of(scope);
        assert_eq!(bound.budget, Some(Duration::from_millis(10)));
        assert_eq!((bound.max_concurrency, bound.max_stop_blocks), (1, 0));
    }
}

#[test]
fn a_project_that_names_its_hook_like_the_user_s_has_a_hook_of_its_own() {
    let loaded = together([
        file(Scope::User, USER, "", "guard"),
        file(Scope::Project, PROJECT, "", "guard"),
    ]);
    assert_eq!(
        live(&loaded),
        [format!("{USER} guard"), format!("{PROJECT} guard")]
    );
    assert!(!loaded.has_errors());
}

proptest! {
    #[test]
    fn what_lower_scopes_say_changes_nothing_for_a_higher_one(
        files in proptest::collection::vec(
            (0..Scope::ALL.len(), any::<bool>(), proptest::option::of(1u32..9), 0usize..9),
            0..8,
        ),
    ) {
        let load = |least: Scope| {
            let said = files.iter().filter(|(scope, ..)| Scope::ALL[*scope] <= least);
            let mut said: Vec<_> = said.collect();
            said.sort_by_key(|(.., order)| *order);
            together(said.iter().enumerate().map(|(at, (scope, off, most, _))| {
                let mut keys = if *off { OFF.to_owned() } else { "[hooks]\n".to_owned() };
                if let Some(most) = most {
                    keys.push_str(&format!("max_concurrency = {most}\nbudget = {most}\n"));
                }
                let scope = Scope::ALL[*scope];
                let path = format!("/{scope}/{}/hooks.toml", at % 2);
                file(scope, &path, &keys, &format!("h{most:?}{off}"))
            }))
        };
        let all = load(Scope::Plugin);
        for least in Scope::ALL {
            let higher = load(*least);
            let counted = |loaded: &Loaded| {
                let mut live: Vec<(Scope, String)> = loaded
                    .hooks_despite_errors()
                    .iter()
                    .filter(|hook| hook.liveness == Liveness::Live && hook.scope <= *least)
                    .map(|hook| (hook.scope, hook.id.clone()))
                    .collect();
                live.sort();
                live
            };
            prop_assert_eq!(all.limits.of(*least), higher.limits.of(*least));
            if !least.needs_trust() {
                prop_assert_eq!(counted(&all), counted(&higher));
            }
        }
    }
}
