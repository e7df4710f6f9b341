//! Records literals while a script is parsed, and limits the number of names. Rhai's parser compares each new variable
//! and parameter with all others, so a few hundred kilobytes of them would take it half a minute.

use super::formula::Literals;
use rhai::{Engine, EvalAltResult, LexError, ParseErrorType, Token};
use std::cell::Cell;

/// The largest number of variables in scope.
pub const MAX_VARIABLES: usize = 500;
/// The largest number of names in one list of parameters, arguments or items.
const MAX_NAMES: u32 = 200;

/// Records the literals in a script, and stops its parsing at the first variable or parameter beyond a limit.
pub fn watch(engine: &mut Engine) -> Literals {
    let literals = Literals::default();
    let seen = literals.clone();
    let names = Cell::new(0);
    #[allow(deprecated, reason = "Rhai marks what may change in its next versions so")]
    engine
        .on_parse_token(move |token, _, _| {
            seen.see(&token);
            match token {
                Token::Comma => {}
                Token::Identifier(_) => names.set(names.get() + 1),
                _ => names.set(0),
            }
            if names.get() <= MAX_NAMES {
                return token;
            }
            names.set(0);
            Token::LexError(too_many("names in one list", MAX_NAMES).into())
        })
        .on_def_var(|running, _, context| {
            if running || context.scope().len() < MAX_VARIABLES {
                return Ok(true);
            }
            let error = too_many("variables", MAX_VARIABLES);
            let error = ParseErrorType::BadInput(error);
            Err(EvalAltResult::ErrorParsing(error, rhai::Position::NONE).into())
        });
    literals
}

/// The literals in a script that was parsed before.
pub fn literals(script: &str) -> Literals {
    let mut engine = Engine::new_raw();
    engine.set_max_expr_depths(64, 32);
    let literals = watch(&mut engine);
    let _ = engine.compile(script);
    literals
}

fn too_many(what: &str, limit: impl std::fmt::Display) -> LexError {
    LexError::ImproperSymbol(String::new(), format!("too many {what}; the limit is {limit}"))
}
