//! An agent's own trust dialog: shows a project's hooks, stores the user's answers and loads again.
//!
//! `cargo run -p hooks-config --example trust_dialog -- PROJECT STATE_FOLDER`

use std::error::Error;
use std::io::{Write, stdin, stdout};
use std::path::PathBuf;

use hooks_config::{
    Agents, FileTrust, FoundHook, HookFile, Places, StorePlace, TrustState, load_with,
    native_candidates,
};

/// Shows a hook and asks the user about it. Anything but `y` is a no.
fn ask(file: &HookFile, hook: &FoundHook<'_>, state: TrustState) -> std::io::Result<bool> {
    let (id, facts, identity) = (&hook.spec.id, hook.facts(), hook.identity());
    let (files, unseen) = (&identity.files, &identity.unseen);
    let mut to = stdout();
    writeln!(to, "{id} of {} is {state}\n{}", file.name, facts.join("\n"))?;
    write!(to, "files: {files:?}\nnot seen: {unseen:?}\ntrust it? ")?;
    to.flush()?;
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    Ok(answer.trim() == "y")
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args_os().skip(1).map(PathBuf::from);
    let words = words.next().zip(words.next());
    let (project, state) = words.ok_or("name the project and a state folder")?;
    let project = project.canonicalize()?;
    let candidates = native_candidates(&Places::new().with_project(&project));
    let agents = Agents::default();
    let place = StorePlace::new(state);
    let known = place.read()?;
    let mut agreed = Vec::new();
    let mut dialog = |file: &HookFile, hooks: &[FoundHook<'_>]| {
        let decisions = known.deciding().decide(file, hooks);
        for (hook, decision) in hooks.iter().zip(&decisions) {
            // A hook that matches the store exactly needs no question.
            let open = decision.state != TrustState::Trusted;
            if open && ask(file, hook, decision.state).unwrap_or(false) {
                agreed.extend(hook.entry(&[]).map(|entry| (file.place.clone(), entry)));
            }
        }
        decisions
    };
    // This load only asks; the load below uses the stored answers.
    let _ = load_with(&candidates, &agents, &mut dialog);
    place.change(|store| {
        let mut agreed = agreed.into_iter();
        agreed.all(|(place, entry)| store.trust(&place, entry))
    })?;
    let store = place.read()?;
    for status in load_with(&candidates, &agents, &mut store.deciding()).trust {
        writeln!(stdout(), "{}: {}", status.id, status.state)?;
    }
    Ok(())
}
