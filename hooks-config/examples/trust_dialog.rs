//! An agent's own trust dialog: show what a project's hooks are, keep the answers, load again.
//!
//! `cargo run -p hooks-config --example trust_dialog -- PROJECT STATE_FOLDER`

use std::error::Error;
use std::io::{Write, stdin, stdout};
use std::path::PathBuf;

use hooks_config::{
    Agents, Decision, FileTrust, FoundHook, HookFile, Loaded, Places, StorePlace, TrustEntry,
    TrustState, TrustStore, load_with, native_candidates,
};

fn load(project: &PathBuf, trust: &mut dyn FileTrust) -> Loaded {
    let places = Places::new().with_project(project);
    load_with(&native_candidates(&places), &Agents::default(), trust)
}

fn asks(file: &HookFile, hook: &FoundHook<'_>, state: TrustState) -> std::io::Result<bool> {
    let mut to = stdout();
    writeln!(to, "{} of {} is {state}:", hook.spec.id, file.name)?;
    for fact in hook.facts() {
        writeln!(to, "  {fact}")?;
    }
    writeln!(
        to,
        "  runs {:?}; not seen: {:?}",
        hook.identity().files,
        hook.identity().unseen
    )?;
    write!(to, "trust it? [y/N] ")?;
    to.flush()?;
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    Ok(answer.trim() == "y")
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1).map(PathBuf::from);
    let (project, state) = words
        .next()
        .zip(words.next())
        .ok_or("PROJECT STATE_FOLDER")?;
    let project = project.canonicalize()?;
    let place = StorePlace::new(state);
    let known: TrustStore = place.read()?;
    let mut agreed = Vec::new();
    let mut dialog = |file: &HookFile, hooks: &[FoundHook<'_>]| -> Vec<Decision> {
        let decisions = known.deciding().decide(file, hooks);
        for (hook, decision) in hooks.iter().zip(&decisions) {
            let open = decision.state != TrustState::Trusted && hook.identity().problem.is_none();
            if open && asks(file, hook, decision.state).unwrap_or(false) {
                let identity = hook.identity();
                let (files, shown) = (identity.files.clone(), hook.shown(&[]));
                agreed.push(TrustEntry::new(identity.fingerprint(), files, shown));
            }
        }
        decisions
    };
    let _ = load(&project, &mut dialog);
    place.change(|store| agreed.into_iter().all(|entry| store.trust(&project, entry)))?;
    let loaded = load(&project, &mut place.read()?.deciding());
    for status in &loaded.trust {
        writeln!(
            stdout(),
            "{} {}: live {}",
            status.id,
            status.state,
            status.live
        )?;
    }
    Ok(())
}
