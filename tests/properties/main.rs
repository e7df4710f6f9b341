//! Properties of any program, script and lead, tried on generated ones.
//!
//! The number of cases is limited for CI: less than a minute of processor time in a debug build. `PROPERTY_FACTOR=20
//! cargo test --test properties` tries twenty times as many. The cases differ from run to run. A failing case is
//! simplified and printed, with script and lead.
//!
//! | module | about what |
//! |---|---|
//! | `program` | reading `program.json` |
//! | `script` | compiling a script |
//! | `lead` | reading answers |
//! | `evaluation` | a verdict |
//! | `leads` | leads judged directly, and lists of them |
//! | `session` | the engine's side of a form, over a whole conversation |

#[path = "../generate/mod.rs"]
mod generate;

mod evaluation;
mod lead;
mod leads;
mod program;
mod script;
mod session;

use generate::{Case, Choices};
use proptest::collection::vec;
use proptest::prelude::*;
use std::fs;
use std::path::Path;

/// Tries this number of cases, multiplied by `PROPERTY_FACTOR`.
pub fn config(cases: u32) -> ProptestConfig {
    let factor = std::env::var("PROPERTY_FACTOR").ok().and_then(|factor| factor.parse().ok()).unwrap_or(1);
    // A case that failed once belongs in a test of its own, and not in a file of seeds.
    ProptestConfig { cases: cases * factor, failure_persistence: None, ..ProptestConfig::default() }
}

/// A program, a script and two leads.
pub fn case() -> impl Strategy<Value = Case> {
    vec(any::<u32>(), 0..600).prop_map(|numbers| Case::new(&mut Choices::new(numbers)))
}

/// Returns a sample program's file.
pub fn sample(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Changes to a text: at a place between 0 and 1, that number of letters is replaced by a piece.
pub type Edits = Vec<(f64, usize, String)>;

/// Makes a few changes, with pieces of that kind.
pub fn edits(piece: impl Strategy<Value = String>) -> impl Strategy<Value = Edits> {
    vec((0.0..1.0_f64, 0..40_usize, piece), 1..5)
}

/// Returns the text after the changes.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
pub fn edited(text: &str, edits: &Edits) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for (place, count, piece) in edits {
        let start = (letters.len() as f64 * place) as usize;
        let end = (start + count).min(letters.len());
        letters.splice(start..end, piece.chars());
    }
    letters.into_iter().collect()
}
