//! Conditions: the small language in which rules and venues say when they apply.

use minijinja::{Environment, UndefinedBehavior};

/// Steps that a condition or a message may take: enough for any honest rule, and an end for others.
pub(crate) const FUEL: u64 = 50_000;

/// The environment that conditions and messages are evaluated in: nothing is undefined, nothing is unbounded.
pub fn environment<'a>() -> Environment<'a> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment
}
