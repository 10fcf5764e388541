//! Faults of hook files, scripts and answers: one command names the cause and the cure of each.

mod answers {
    mod foreseen;
    mod json;
    mod keys;
    mod of_agents;
    mod output;
    mod rewrites;
}
mod entries {
    mod forms;
    mod hooks_toml;
    mod keys;
    mod levels;
    mod mistyped;
    mod unusable;
}
mod events {
    mod names;
    mod without_a_block;
}
mod exit_codes {
    mod lost;
    mod meaning;
    mod replaced;
}
mod files {
    mod syntax;
    mod unreadable;
}
mod matchers {
    mod before_trust;
    mod forms;
    mod never;
    mod shells;
    mod tools;
}
mod payload {
    mod fields;
    mod paths;
    mod stdin;
    mod words;
}
mod places {
    mod anywhere;
    mod contents;
    mod other_names;
    mod searched;
}
mod programs {
    mod first_line;
    mod missing;
    mod paths;
    mod words;
}
mod scripts {
    mod crashes;
    mod silent;
    mod slips;
    mod tests_at_the_end;
}
mod switches;
mod time_limits;
mod variables {
    mod misspelt;
    mod read;
    mod set;
}
mod workers;
