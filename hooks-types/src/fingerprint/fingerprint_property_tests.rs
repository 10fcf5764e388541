//! Generates hooks and changes each of their fields.

use super::*;

fn text() -> BoxedStrategy<String> {
    prop_oneof![
        Just(String::new()),
        Just("null".to_owned()),
        Just("PreToolUse[0]".to_owned()),
        Just("a\0b\u{1b}\"\\".to_owned()),
        "[ab]{1,2}",
        any::<String>(),
    ]
    .boxed()
}

fn texts() -> BoxedStrategy<Vec<String>> {
    proptest::collection::vec(text(), 0..3).boxed()
}

fn map() -> BoxedStrategy<BTreeMap<String, String>> {
    proptest::collection::btree_map(text(), text(), 0..3).boxed()
}

fn path() -> BoxedStrategy<PathBuf> {
    prop_oneof![Just("/p/x".to_owned()), Just("x".to_owned()), text()]
        .prop_map(PathBuf::from)
        .boxed()
}

fn command() -> BoxedStrategy<Handler> {
    let program = prop_oneof![
        texts().prop_map(Program::Argv),
        text().prop_map(Program::Shell),
    ];
    let folder = prop_oneof![Just(WorkDir::Session), path().prop_map(WorkDir::Fixed)];
    let inherit = prop_oneof![Just(InheritEnv::All), texts().prop_map(InheritEnv::Only)];
    let fallbacks = proptest::collection::vec(path(), 0..2);
    let flags = any::<(bool, bool, bool)>();
    (program, folder, fallbacks, map(), inherit, flags)
        .prop_map(
            |(program, folder, fallbacks, env, inherit, (last, leave, worker))| {
                let mut command = Command::new(program);
                command.work_dir = folder;
                command.work_dir_fallbacks = fallbacks;
                command.env = env;
                command.inherit_env = inherit;
                if last {
                    command.payload = PayloadChannel::LastArgument;
                }
                if leave {
                    command.leftovers = Leftovers::Leave;
                }
                if worker {
                    command.launch = Launch::Worker;
                }
                Handler::Command(command)
            },
        )
        .boxed()
}

fn handler() -> BoxedStrategy<Handler> {
    let http = (text(), map(), texts(), any::<bool>()).prop_map(|(url, headers, env, https)| {
        let mut request = HttpRequest::new(url);
        request.headers = headers;
        request.allowed_env = env;
        request.https_only = https;
        Handler::Http(request)
    });
    let other = (text(), text()).prop_map(|(kind, value)| {
        let config = serde_json::json!({ "prompt": value });
        Handler::Other(OtherHandler::new(
            kind,
            config.as_object().cloned().unwrap(),
        ))
    });
    prop_oneof![
        command(),
        http,
        other,
        text().prop_map(|key| Handler::InProcess { key }),
        text().prop_map(|why| Handler::Unusable(Failure::new(Cause::NotUsable, why))),
    ]
    .boxed()
}

fn matcher() -> BoxedStrategy<Matcher> {
    let leaf = prop_oneof![
        Just(Matcher::Any),
        Just(Matcher::Never),
        texts().prop_map(Matcher::Names),
        text().prop_map(Matcher::Prefix),
        (text(), any::<(bool, bool, bool)>()).prop_map(|(text, (whole, over, bad))| {
            let mut pattern = Pattern::new(text, PatternSyntax::EcmaScript);
            if whole {
                pattern = pattern.with_anchor(crate::spec::Anchor::Whole);
            }
            if over {
                pattern = pattern.with_subject(Subject::CommandText);
            }
            if bad {
                pattern = pattern.with_on_bad(OnBadPattern::NeverRuns);
            }
            Matcher::Pattern(pattern)
        }),
    ];
    leaf.prop_recursive(2, 4, 2, |inner| {
        proptest::collection::vec(inner, 0..2).prop_map(Matcher::AnyOf)
    })
    .boxed()
}

fn spec() -> BoxedStrategy<HookSpec> {
    let event = prop_oneof![
        Just(EventName::PreToolUse),
        Just(EventName::Stop),
        text().prop_map(|name| EventName::named(&name)),
    ];
    let form = (text(), text(), any::<bool>()).prop_map(|(dialect, event, camel)| {
        let form = WireForm::new(DialectRef::named(&dialect), event);
        match camel {
            true => form.with_spelling(Spelling::CamelCase),
            false => form,
        }
    });
    let scope = proptest::sample::select(Scope::ALL);
    let strategy = proptest::sample::select(vec![
        HookStrategy::Sequential,
        HookStrategy::Parallel,
        HookStrategy::Chain,
        HookStrategy::All,
    ]);
    let policy =
        proptest::sample::select(vec![OnFailure::Proceed, OnFailure::Ask, OnFailure::Block]);
    let flags = any::<(bool, bool, bool, bool, bool)>().boxed();
    let what = (text(), event, form, handler(), path());
    let when = (
        proptest::collection::vec(matcher(), 0..3),
        proptest::option::of(text()),
        (0_u64..3, 0_u32..2),
        proptest::option::of(text()),
    );
    (what, when, scope, strategy, policy, flags)
        .prop_map(
            |(
                (id, event, form, handler, file),
                (matchers, identity, time, option),
                scope,
                strategy,
                policy,
                flags,
            )| {
                let (once, background, grants, validates, harmless) = flags;
                let mut spec = HookSpec::new(id, event, handler)
                    .with_form(form)
                    .with_scope(scope)
                    .with_source(Source::line_of(Arc::new(file), 0))
                    .with_strategy(strategy)
                    .with_on_failure(policy)
                    .with_timeout(Duration::new(time.0, time.1));
                spec.matchers = matchers;
                spec.identity = identity;
                spec.once = once;
                spec.background = background;
                spec.may_grant = grants;
                if validates {
                    spec.role = Role::Validate;
                }
                if harmless {
                    spec.side_effects = SideEffects::None;
                }
                if let Some(value) = option {
                    spec.options.set("if", value);
                }
                spec
            },
        )
        .boxed()
}

/// Returns the hook without the fields that the fingerprint omits. `/p` is the root.
fn counted(mut spec: HookSpec) -> HookSpec {
    let place = format!("{}[", spec.event);
    let digits = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    let is_place = spec
        .id
        .strip_prefix(&place)
        .and_then(|rest| rest.strip_suffix(']'));
    if is_place.is_some_and(digits) {
        spec.id = "\u{0}a place".to_owned();
    }
    spec.liveness = Liveness::Live;
    spec.status_message = None;
    spec.source.line = 0;
    spec.source.file = spec.source.file.map(|file| {
        let below = file.strip_prefix("/p").unwrap_or(&file);
        Arc::new(below.to_path_buf())
    });
    spec
}

proptest! {
    #[test]
    fn two_hooks_have_one_fingerprint_only_if_they_are_one(a in spec(), b in spec()) {
        let root = Path::new("/p");
        let same = counted(a.clone()) == counted(b.clone());
        prop_assert_eq!(a.canonical(root) == b.canonical(root), same);
    }

    #[test]
    fn any_change_of_one_field_changes_the_fingerprint(a in spec(), b in spec(), field in 0..19_usize) {
        let root = Path::new("/p");
        let mut changed = a.clone();
        match field {
            0 => changed.id = b.id,
            1 => changed.event = b.event,
            2 => changed.form.dialect = b.form.dialect,
            3 => changed.form.event = b.form.event,
            4 => changed.form.spelling = b.form.spelling,
            5 => changed.scope = b.scope,
            6 => changed.may_grant = b.may_grant,
            7 => changed.source = b.source,
            8 => changed.handler = b.handler,
            9 => changed.matchers = b.matchers,
            10 => changed.role = b.role,
            11 => changed.on_failure = b.on_failure,
            12 => changed.strategy = b.strategy,
            13 => changed.timeout = b.timeout,
            14 => changed.options = b.options,
            15 => changed.once = b.once,
            16 => changed.background = b.background,
            17 => changed.identity = b.identity,
            _ => changed.side_effects = b.side_effects,
        }
        let same = counted(a.clone()) == counted(changed.clone());
        prop_assert_eq!(a.fingerprint(root) == changed.fingerprint(root), same);
    }
}
