//! The macro for setters: `with_x` takes a value, sets the field `x` and returns `self`.

/// Declares setters inside an `impl`. Each declaration names the field and gives an expression for
/// the new value, in which the argument has the field's name.
macro_rules! setters {
    ($($(#[$meta:meta])* fn $setter:ident($field:ident: $type:ty) = $value:expr;)+) => {$(
        $(#[$meta])*
        #[must_use = "the value with the field set is returned"]
        pub fn $setter(mut self, $field: $type) -> Self {
            self.$field = $value;
            self
        }
    )+};
}
