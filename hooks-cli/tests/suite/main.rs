//! Tests the program from outside: real processes, real files, exact output and exit codes.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what the tests are built on has no other way to fail one"
)]

mod support;

#[cfg(unix)]
mod answers_misread;
#[cfg(unix)]
mod at_a_glance;
#[cfg(unix)]
mod author;
mod bad_input;
mod before_trust;
#[cfg(unix)]
mod bombs;
mod bridge;
mod bridge_agents;
mod bridge_install;
#[cfg(unix)]
mod bridge_twice;
#[cfg(target_os = "linux")]
mod causes;
mod check;
#[cfg(unix)]
mod codes;
mod copied_hooks;
#[cfg(unix)]
mod elsewhere;
mod entry_forms;
#[cfg(unix)]
mod example_guards;
mod exec;
mod explain;
#[cfg(unix)]
mod findings;
mod fire;
#[cfg(unix)]
mod first_hooks;
mod foreseen_answers;
#[cfg(unix)]
mod fourth_reader;
#[cfg(unix)]
mod fresh_reader;
mod help;
#[cfg(unix)]
mod hidden_faults;
mod hostile_files;
mod judged;
#[cfg(unix)]
mod known_after_trust;
#[cfg(unix)]
mod led_astray;
mod list;
mod lost_on_the_way;
#[cfg(target_os = "linux")]
mod managed;
#[cfg(unix)]
mod mistyped_keys;
mod newcomer;
#[cfg(unix)]
mod one_command;
#[cfg(unix)]
mod own_words;
mod picture;
#[cfg(unix)]
mod plain_causes;
#[cfg(unix)]
mod planted;
mod plugins;
mod printed;
#[cfg(unix)]
mod replies;
#[cfg(target_os = "linux")]
mod right_cures;
mod roots;
mod sample;
#[cfg(unix)]
mod scaffold;
mod scopes;
#[cfg(unix)]
mod second_reader;
mod shell_matchers;
mod shown_text;
#[cfg(unix)]
mod signals;
#[cfg(unix)]
mod single_faults;
#[cfg(unix)]
mod ten_faults;
#[cfg(target_os = "linux")]
mod terminal;
#[cfg(unix)]
mod test_cases;
#[cfg(unix)]
mod tests_without_run;
mod third_reader;
#[cfg(unix)]
mod trust;
#[cfg(unix)]
mod trust_bad_input;
#[cfg(unix)]
mod trust_changes;
#[cfg(target_os = "linux")]
mod trust_question;
#[cfg(unix)]
mod unread_fields;
#[cfg(unix)]
mod unseen_input;
#[cfg(unix)]
mod untrusted_program;
#[cfg(unix)]
mod widths;
#[cfg(unix)]
mod without_effect;
#[cfg(unix)]
mod workers;
