//! Properties of generated files in several scopes.

use super::*;

/// Generates one file per scope, with arbitrary switches, lists, names, repeated hooks and time limits.
fn any_files(dialect: DialectRef) -> impl Strategy<Value = Vec<File>> {
    let scopes = [
        Scope::Managed,
        Scope::Session,
        Scope::User,
        Scope::Project,
        Scope::Plugin,
    ];
    let switch = prop_oneof![Just(""), Just("true"), Just("false")];
    let listed = proptest::collection::vec("[ab]", 0..3);
    let hook = ("[ab]", "[ab]", 1u32..9000);
    let one = (switch, listed, hook, any::<bool>());
    let each = proptest::collection::vec(proptest::option::of(one), scopes.len());
    each.prop_map(move |each| {
        each.into_iter()
            .zip(scopes)
            .filter_map(|(file, scope)| {
                let (switch, listed, (name, command, timeout), settings) = file?;
                let folder = match scope {
                    Scope::Managed => "/etc/x",
                    Scope::Session => "/run/x",
                    Scope::User => "/h/x",
                    Scope::Project => "/p/x",
                    _ => "/plugin/x",
                };
                let file = match dialect.name() {
                    "codex" => "config.toml",
                    "copilot" if !settings => "hook.json",
                    _ => "settings.json",
                };
                let path: &'static str = Box::leak(format!("{folder}/{file}").into_boxed_str());
                let text = any_text(&dialect, switch, &listed, &name, &command, timeout);
                Some((scope, path, text))
            })
            .collect()
    })
}

fn any_text(
    dialect: &DialectRef,
    switch: &str,
    listed: &[String],
    name: &str,
    command: &str,
    timeout: u32,
) -> String {
    let list = serde_json::to_string(listed).unwrap();
    match dialect.name() {
        "gemini" => {
            let enabled = match switch {
                "" => String::new(),
                off => format!(r#""enabled":{},"#, off != "true"),
            };
            gemini(
                &format!(r#"{enabled}"disabled":{list}"#),
                &format!(r#""name":"{name}","command":"{command}","timeout":{timeout}"#),
            )
        }
        "codex" => {
            let off = if switch == "true" {
                "features.hooks = false\n"
            } else {
                ""
            };
            let states: String = ["/etc/x", "/run/x", "/h/x", "/p/x"]
                .iter()
                .map(|folder| {
                    format!(
                        "[hooks.state.\"{folder}/config.toml:stop:0:0\"]\nenabled = {}\n",
                        listed.is_empty()
                    )
                })
                .collect();
            format!(
                "{off}[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = \"command\"\ncommand = \"{command}\"\n{states}"
            )
        }
        "copilot" => {
            let off = format!(r#""disableAllHooks":{},"#, switch == "true");
            copilot(&off, command)
        }
        _ => {
            let off = match switch {
                "" => String::new(),
                off => format!(r#""disableAllHooks":{off},"#),
            };
            let urls: Vec<String> = listed
                .iter()
                .map(|host| format!("https://{host}.example/*"))
                .collect();
            let lists = match urls.as_slice() {
                [] => String::new(),
                urls => format!(
                    r#""allowedHttpHookUrls":{},"httpHookAllowedEnvVars":{list},"#,
                    serde_json::to_string(urls).unwrap()
                ),
            };
            match timeout % 2 {
                0 => http(&format!("{off}{lists}"), name),
                _ => claude(&format!("{off}{lists}"), command),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn what_lower_scopes_say_takes_no_hook_from_a_higher_one_nor_its_time(
        (dialect, files) in prop_oneof![
            Just(crate::CLAUDE), Just(crate::GEMINI), Just(crate::COPILOT), Just(crate::CODEX),
        ].prop_flat_map(|dialect| (Just(dialect.clone()), any_files(dialect))),
    ) {
        let with_all: BTreeMap<_, _> = running(&load(&dialect.clone(), &files)).into_iter().collect();
        for least in Scope::ALL {
            let higher: Vec<File> =
                files.iter().filter(|(scope, ..)| scope <= least).cloned().collect();
            for (hook, timeout) in running(&load(&dialect.clone(), &higher)) {
                prop_assert_eq!(with_all.get(&hook), Some(&timeout), "{} by {:?}", hook, least);
            }
        }
    }
}
