//! JSON Schemas of what crosses the wire, for `cargo xtask schema`.
