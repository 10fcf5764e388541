use super::*;

fn toml(text: &str) -> String {
    check_toml(text).map_or_else(|beyond| beyond.message, |()| "fits".to_owned())
}

#[test]
fn long_and_deep_keys_are_told_from_long_and_many_values() {
    let long = "k".repeat(LONGEST_KEY + 1);
    for key in [
        format!("{long} = 1"),
        format!("\"{long}\" = 1"),
        format!("a.'{long}' = 1"),
        format!("{long}.a = 1"),
        format!("[{long}]"),
        format!("[[hooks.other.\"{long}\"]]"),
        format!("x = {{ a = 1, {long} = 1 }}"),
    ] {
        assert!(toml(&key).starts_with("the key has "), "{}", toml(&key));
    }
    for value in [
        format!("x = \"{long}\""),
        format!("x = [\"{long}\", '{long}']\n[y]"),
        format!("x = \"\"\"{long}\"\"\"\n# {long}"),
        "x = [\n[1],\n[2],\n]\n".repeat(100),
        "[a.b.c]\nd.e.f = 1.5\n".repeat(100),
    ] {
        assert_eq!(toml(&value), "fits");
    }
    let deep = "values are nested more than 64 deep";
    assert_eq!(toml(&format!("x = {}", "[".repeat(65))), deep);
    assert_eq!(toml(&format!("a{} = 1", ".a".repeat(65))), deep);
    assert_eq!(toml(&format!("[a{}]", ".a".repeat(65))), deep);
    assert_eq!(toml(&format!("x = {}", "{a={b=[".repeat(22))), deep);
    assert_eq!(toml(&format!("x = {}", "[[1],\n".repeat(65))), deep);
}

#[test]
fn json_is_held_to_the_same_bounds() {
    let json =
        |text: &str| check_json(text).map_or_else(|beyond| beyond.message, |()| "fits".into());
    let long = "k".repeat(LONGEST_KEY + 1);
    assert!(json(&format!("{{\"{long}\" /* c */ : 1}}")).starts_with("the key has "));
    assert_eq!(
        json(&format!("[\"{long}\", {{\"a\": \"{long}\"}}]")),
        "fits"
    );
    assert!(json(&"[".repeat(65)).contains("64 deep"));
    assert!(json(&format!("[{}", "{},".repeat(50_000))).contains("more than 100000"));
    assert_eq!(json("not JSON"), "fits");
}
