//! Roots that a user or an agent names.

use super::*;

#[test]
fn a_root_that_is_named_is_loaded_alone() {
    let paper = Paper::with(&[GUARD, EVIL]);
    let evil = "/p/node_modules/evil";
    let named = search(evil).with_roots_of_agent(["/p".into()]);
    assert_eq!(found(&named, &paper), ["/p+"]);
    assert_eq!(
        found(&named.with_project(evil), &paper),
        [format!("{evil}+")]
    );
}

#[test]
fn a_named_root_without_hooks_does_not_hide_the_one_around_it() {
    let evil = "/p/node_modules/evil";
    for (held, stands_alone) in [
        (Held::Nothing, [false, false]),
        (Held::Unusable, [false, true]),
        (Held::Hooks, [true, true]),
    ] {
        let mut paper = Paper::with(&[GUARD, EVIL]);
        paper.held.insert(evil.into(), held);
        let trusts = [ProjectTrust::Untrusted, ProjectTrust::Trusted];
        for (trust, alone) in trusts.into_iter().zip(stands_alone) {
            let search = search("/").with_trust(trust);
            let by_user = search.clone().with_project(evil).roots_in(&paper);
            assert_eq!(by_user.is_ok(), alone, "{held:?} {trust:?}");
            let by_agent = search.with_roots_of_agent([evil.into()]).roots_in(&paper);
            let by_agent = by_agent.expect("an agent's name is no error");
            let outer = by_agent[0].path == Path::new("/p");
            assert_eq!(outer, !alone, "{held:?} {trust:?}");
            assert_eq!(by_agent[0].trust, trust);
            assert!(by_agent[1..].iter().all(|root| !root.is_trusted()));
        }
        // It is not an error if the outer root has no hooks either.
        paper.held.insert("/p".into(), Held::Nothing);
        assert_eq!(
            found(&search("/").with_project(evil), &paper),
            [format!("{evil}+")]
        );
    }
}

#[test]
fn an_agent_started_below_the_root_gets_its_guards() {
    let mut paper = Paper::with(&[GUARD, EVIL]);
    paper.make("/p/src");
    let named = search("/p/node_modules/evil").with_roots_of_agent(["/p/src".into()]);
    assert_eq!(found(&named, &paper), ["/p+"]);
}

#[test]
fn each_root_of_a_workspace_is_loaded_and_the_first_alone_gets_permission() {
    let paper = Paper::with(&[GUARD, "/q/.agent-hooks/hooks.toml"]);
    let named = |roots: &[&str]| search("/").with_roots_of_agent(roots.iter().map(PathBuf::from));
    assert_eq!(found(&named(&["/p", "/q", "/p"]), &paper), ["/p+", "/q"]);
    let mut paper = paper;
    paper.make("/docs");
    assert_eq!(found(&named(&["/docs", "/q"]), &paper), ["/q"]);
    // If the first name is unusable, its permission does not pass to the next name.
    for first in ["/gone", ".", GUARD] {
        assert_eq!(found(&named(&[first, "/q"]), &paper), ["/q"], "{first}");
    }
}

#[test]
fn an_agents_name_that_is_not_a_folder_names_nothing() {
    let mut paper = Paper::with(&[GUARD]);
    paper.make("/p/src");
    for name in ["", "src", "/gone", GUARD] {
        let named = search("/p/src").with_roots_of_agent([name.into()]);
        assert_eq!(found(&named, &paper), ["/p+"], "{name}");
    }
}

#[test]
fn a_folder_that_the_user_names_wrongly_or_below_the_root_is_an_error() {
    let mut paper = Paper::with(&[GUARD]);
    paper.make("/p/src");
    paper.make("/empty");
    let error = |project: &str| search("/p").with_project(project).roots_in(&paper);
    for project in ["/gone", GUARD] {
        let path = project.into();
        assert_eq!(error(project), Err(RootError::NoFolder { path }));
    }
    let below = error("/p/src").expect_err("below a root").to_string();
    assert!(
        below.contains("/p/src") && below.ends_with("name /p"),
        "{below}"
    );
    assert_eq!(
        found(&search("/p").with_project("/empty"), &paper),
        ["/empty+"]
    );
}
