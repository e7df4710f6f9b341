//! Today's date in the vendor's time zone. In a browser, `Intl` computes it (`loader/today.js`): time zone data would
//! be larger than the rules.

use super::Program;
use super::{Code, Problem};

/// The longest name that is read, in bytes.
const LONGEST: usize = 64;

/// Reports a name that is not a time zone. Only the native build knows which zones exist; in a browser any well-formed
/// name passes.
pub fn check_time_zone(problems: &mut Vec<Problem>, program: &Program) {
    let name = &program.time_zone;
    let is_name = (1..=LONGEST).contains(&name.len())
        && name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+-/".contains(&byte));
    if !is_name || !is_known(name) {
        problems.push(
            Problem::new(Code::NotATimeZone, "time_zone", format!("`{}` is not a time zone", name.escape_debug()))
                .help("use a name of the IANA's list, such as \"Europe/Berlin\" or \"America/New_York\", or leave it out: it is UTC"),
        );
    }
}

#[cfg(target_arch = "wasm32")]
fn is_known(_: &str) -> bool {
    true
}

#[cfg(not(target_arch = "wasm32"))]
fn is_known(name: &str) -> bool {
    jiff::tz::TimeZone::get(name).is_ok()
}

#[cfg(not(target_arch = "wasm32"))]
impl Program {
    /// The date of a moment in the program's time zone.
    #[must_use]
    pub fn today(&self, now: jiff::Timestamp) -> jiff::civil::Date {
        self.zoned(now).date()
    }

    /// A moment in the program's time zone.
    #[must_use]
    pub fn zoned(&self, at: jiff::Timestamp) -> jiff::Zoned {
        at.to_zoned(jiff::tz::TimeZone::get(&self.time_zone).unwrap_or(jiff::tz::TimeZone::UTC))
    }
}
