//! Keeps hooks from running files of untrusted projects.

use std::path::Path;

use hooks_types::HookSpec;
use hooks_types::spec::{Confinement, Handler, ProjectRoot};

use crate::format::Agents;
use crate::paths::Paths;
use crate::roots::Root;

/// Confines hooks: no word of their command may lead to a file of an untrusted root (such as a cloned project). If the
/// working folder lies outside all roots, no word may lead to a file of the repository around that folder. Hooks of a
/// trusted project may run files of the repository around their project, but not files of another repository to which
/// the session has moved. A hook with its own trust may run files of its own root.
///
/// Use this for hooks of discovered files. For a file that the user named, relative programs are the user's choice. A
/// root that holds the user's home folder is ignored, because the user's own programs are below it too.
///
/// `agents` are the agents whose [`home_variable`](crate::AgentFiles::home_variable) leads to the user's own folder. The
/// variable of an agent that is not listed is treated like any other variable, which is stricter.
pub fn confine<'h>(
    hooks: impl IntoIterator<Item = &'h mut HookSpec>,
    roots: &[ProjectRoot],
    home: Option<&Path>,
    agents: &Agents,
) {
    confine_in(&Paths::default(), hooks, roots, home, agents);
}

/// Like [`confine`], with a cache of paths.
pub(crate) fn confine_in<'h>(
    paths: &Paths,
    hooks: impl IntoIterator<Item = &'h mut HookSpec>,
    roots: &[ProjectRoot],
    home: Option<&Path>,
    agents: &Agents,
) {
    let home = home.and_then(|home| paths.canonical(home));
    // Compare canonical paths on both sides: `HOME` can be a link.
    let holds_home = |root: &&ProjectRoot| {
        let home = home.as_ref();
        home.is_some_and(|home| home.starts_with(&root.path))
    };
    let roots = || roots.iter().filter(|root| !holds_home(root)).cloned();
    let variables = || agents.iter().filter_map(|agent| agent.home_variable);
    let others = Confinement::new(roots()).with_home_variables(variables());
    let of_project = Confinement::of_project(roots()).with_home_variables(variables());
    // The confinement `others` is for hooks of the user, the administrator and the session: their relative programs
    // must not resolve into any untrusted place. The confinement `of_project`, for hooks of projects, also allows files
    // of the repository around the project.
    for hook in hooks {
        let source = hook.source.file.as_deref().map(AsRef::<Path>::as_ref);
        let own_root = |root: &ProjectRoot| {
            let file = source.and_then(|file| paths.canonical(file));
            file.is_some_and(|file| file.starts_with(&root.path))
        };
        if let Handler::Command(command) = &mut hook.handler {
            command.confinement = Some(match hook.scope.needs_trust() {
                // The user agreed to this hook and to the content of the files that it names. So the hook may run files
                // of its own root.
                true if command.start_check.is_some() => {
                    let roots = roots().map(|root| match own_root(&root) {
                        true => ProjectRoot::new(root.path, true),
                        false => root,
                    });
                    Confinement::of_project(roots).with_home_variables(variables())
                }
                // After a `cd` into an untrusted nested project, a relative program of a trusted project's hook would
                // be the nested project's file. So confine such a hook too.
                true => of_project.clone(),
                false => others.clone(),
            });
        }
    }
}

/// Returns the roots that were searched, each once.
pub(crate) fn roots_of(paths: &Paths, found: impl Iterator<Item = Root>) -> Vec<ProjectRoot> {
    let mut roots: Vec<ProjectRoot> = Vec::new();
    for root in found {
        // Skip a root that does not exist: it has no files.
        let Some(path) = paths.canonical(&root.path) else {
            continue;
        };
        if roots.iter().all(|known| known.path != path) {
            roots.push(ProjectRoot::new(path, root.is_trusted()));
        }
    }
    roots
}

#[cfg(test)]
mod tests {
    use hooks_types::EventName;
    use hooks_types::spec::{Command, Scope, Source};

    use super::*;
    use crate::format::AgentFiles;

    fn hook(scope: Scope) -> HookSpec {
        HookSpec::command("h", EventName::PreToolUse, Command::argv(["./guard.sh"]))
            .with_scope(scope)
            .with_source(Source::default())
    }

    fn confined(scope: Scope, roots: &[ProjectRoot], home: Option<&Path>) -> Option<Confinement> {
        let mut hooks = [hook(scope)];
        confine(&mut hooks, roots, home, &Agents::default());
        match &hooks[0].handler {
            Handler::Command(command) => command.confinement.clone(),
            _ => None,
        }
    }

    #[test]
    fn hooks_of_every_scope_are_confined() {
        let roots = [ProjectRoot::new("/p", false)];
        let expected = Some(Confinement::of_project(roots.clone()));
        assert_eq!(confined(Scope::Project, &roots, None), expected);
        assert_eq!(confined(Scope::Plugin, &roots, None), expected);
        for scope in [Scope::User, Scope::Managed, Scope::Session] {
            let expected = Some(Confinement::new(roots.clone()));
            assert_eq!(confined(scope, &roots, None), expected);
        }
        let none = Some(Confinement::default());
        assert_eq!(confined(Scope::User, &[], None), none);
    }

    #[test]
    fn the_variables_of_the_agents_lead_to_the_user_s_folders() {
        static PAPER: AgentFiles = AgentFiles {
            home_variable: Some("PAPER_HOME"),
            ..AgentFiles::NONE
        };
        let listed = |scope: Scope, agents: &Agents| {
            let mut hooks = [hook(scope)];
            confine(&mut hooks, &[], None, agents);
            match &hooks[0].handler {
                Handler::Command(command) => command.confinement.clone(),
                _ => None,
            }
        };
        for (scope, confinement) in [
            (Scope::User, Confinement::default()),
            (Scope::Project, Confinement::of_project([])),
        ] {
            let expected = confinement.clone().with_home_variables(["PAPER_HOME"]);
            assert_eq!(listed(scope, &Agents::only(&PAPER)), Some(expected));
            assert_eq!(listed(scope, &Agents::default()), Some(confinement));
        }
    }

    #[test]
    fn a_root_above_the_user_s_home_confines_nobody() {
        let home = tempfile::tempdir().unwrap();
        let canonical = home.path().canonicalize().unwrap();
        let roots = ["/".into(), canonical].map(|path| ProjectRoot::new(path, false));
        let found = confined(Scope::User, &roots, Some(home.path()));
        assert_eq!(found, Some(Confinement::default()));
    }
}
