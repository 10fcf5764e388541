use super::*;

fn settings(host: &[(&str, &str)]) -> Settings {
    let host = host
        .iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    Settings {
        host_env: Some(host),
        ..Settings::default()
    }
}

fn strings(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn expected(pairs: &[(&str, &str)], path: Option<&str>) -> Variables {
    Variables {
        clear: true,
        set: pairs
            .iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect(),
        path: path.map(OsString::from),
    }
}

#[test]
fn the_hooks_own_variables_win_over_its_dialects_and_those_over_inherited_ones() {
    let found = variables(
        &settings(&[("A", "host"), ("B", "host"), ("C", "host"), ("PATH", "/h")]),
        &InheritEnv::All,
        strings(&[("B", "dialect"), ("C", "dialect")]),
        &strings(&[("C", "own")]),
    );
    let all = [
        ("A", "host"),
        ("AGENT_HOOKS_DEPTH", "1"),
        ("B", "dialect"),
        ("C", "own"),
        ("PATH", "/h"),
    ];
    assert_eq!(found, Ok(expected(&all, Some("/h"))));
}

#[test]
fn an_allow_list_passes_the_set_variables_that_it_names() {
    let found = variables(
        &settings(&[("HOME", "/me"), ("TOKEN", "secret"), ("PATH", "/h")]),
        &InheritEnv::Only(vec!["HOME".into(), "LANG".into()]),
        strings(&[]),
        &strings(&[]),
    );
    let all = [("AGENT_HOOKS_DEPTH", "1"), ("HOME", "/me")];
    assert_eq!(found, Ok(expected(&all, None)));
}

#[test]
fn the_path_that_counts_is_the_one_the_hook_will_see() {
    let found = variables(
        &settings(&[("PATH", "/h")]),
        &InheritEnv::All,
        strings(&[]),
        &strings(&[("PATH", "/own")]),
    );
    assert_eq!(found.unwrap().path, Some("/own".into()));
}

#[test]
fn without_given_variables_the_processes_own_are_inherited() {
    let found = variables(
        &Settings::default(),
        &InheritEnv::All,
        strings(&[]),
        &strings(&[("A", "1")]),
    )
    .unwrap();
    assert!(!found.clear);
    assert_eq!(found.path, std::env::var_os("PATH"));
    assert_eq!(found.set.get(OsStr::new("A")), Some(&"1".into()));
}

#[test]
fn each_level_counts_and_the_limit_is_a_failure() {
    let at = |marker: &str| {
        let settings = settings(&[(DEPTH_VARIABLE, marker)]);
        variables(&settings, &InheritEnv::All, strings(&[]), &strings(&[]))
            .map(|found| found.set[OsStr::new(DEPTH_VARIABLE)].clone())
            .map_err(|failure| (failure.cause, failure.message))
    };
    assert_eq!(at(""), Ok("1".into()));
    assert_eq!(at("3"), Ok("4".into()));
    let message = |marker| {
        format!(
            "hooks start agents that fire hooks, more than 4 deep (AGENT_HOOKS_DEPTH is `{marker}`)"
        )
    };
    assert_eq!(at("4"), Err((Cause::Recursion, message("4"))));
    assert_eq!(at("x\n"), Err((Cause::Recursion, message("x\\n"))));
}

#[test]
fn the_deepest_marker_counts() {
    let at = |markers: &[Option<&str>]| {
        let markers: Vec<_> = markers
            .iter()
            .map(|marker| marker.map(OsString::from))
            .collect();
        depth(&markers, 4).map_err(|failure| failure.cause)
    };
    assert_eq!(at(&[None, None]), Ok(1));
    assert_eq!(at(&[None, Some("3")]), Ok(4));
    assert_eq!(at(&[Some("2"), Some("1")]), Ok(3));
    assert_eq!(at(&[Some("1"), Some("4")]), Err(Cause::Recursion));
    assert_eq!(at(&[Some("1"), Some("x")]), Err(Cause::Recursion));
}

#[cfg(unix)]
#[test]
fn no_program_is_taken_from_the_folder_the_hook_runs_in() {
    for (path, left) in [
        ("/a:/b", "/a:/b"),
        (".:/a:bin:../x:/b", "/a:/b"),
        ("/a::/b:", "/a:/b"),
        ("~/bin:/a", "/a"),
        ("", DEFAULT_PATH),
        (".", DEFAULT_PATH),
    ] {
        for (host, own) in [(path, None), ("/h", Some(path))] {
            let own: Vec<_> = own.into_iter().map(|own| ("PATH", own)).collect();
            let found = variables(
                &settings(&[("PATH", host)]),
                &InheritEnv::All,
                strings(&[]),
                &strings(&own),
            );
            let all = [("AGENT_HOOKS_DEPTH", "1"), ("PATH", left)];
            assert_eq!(found, Ok(expected(&all, Some(left))), "{path}");
        }
    }
}

#[test]
fn a_hook_cannot_hide_how_deep_it_runs() {
    let own = strings(&[(DEPTH_VARIABLE, "0")]);
    let found = variables(
        &settings(&[(DEPTH_VARIABLE, "2")]),
        &InheritEnv::Only(Vec::new()),
        strings(&[]),
        &own,
    );
    assert_eq!(found, Ok(expected(&[(DEPTH_VARIABLE, "3")], None)));
}

#[test]
fn a_variable_no_environment_can_hold_is_named() {
    let failure = |name: &str, value: &str| {
        let own = strings(&[(name, value)]);
        variables(&settings(&[]), &InheritEnv::All, strings(&[]), &own)
            .unwrap_err()
            .message
    };
    assert_eq!(failure("A", "x\0y"), "the variable `A` contains a NUL byte");
    assert_eq!(
        failure("A=B", ""),
        "the variable `A=B` has a name that is not valid in an environment"
    );
}

#[test]
fn being_a_worker_is_not_inherited() {
    let own = strings(&[]);
    let settings = settings(&[(worker::VARIABLE, "1"), ("A", "a")]);
    for inherit in [
        InheritEnv::All,
        InheritEnv::Only(vec![worker::VARIABLE.to_owned(), "A".to_owned()]),
    ] {
        let found = variables(&settings, &inherit, strings(&[]), &own).unwrap();
        let names: Vec<_> = found.set.keys().collect();
        assert_eq!(names, ["A", DEPTH_VARIABLE]);
    }
}
