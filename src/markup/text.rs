//! What buttons say.

use maud::html;

/// A text in English, after its key in `loader/texts/`.
pub type Text = (&'static str, &'static str);

/// What the button says.
pub const SEND: Text = ("send", "Send referral");
/// The same while the check is on its way.
pub const CHECKING: Text = ("checking", "Checking…");
/// The same while the lead is on its way.
pub const SENDING: Text = ("sending", "Sending…");
/// The same once the lead did not arrive.
pub const TRY_AGAIN: Text = ("try-again", "Try again");

/// A text as HTML.
#[must_use]
pub fn text((key, english): Text) -> String {
    html! { span data-text=(key) { (english) } }.into_string()
}
