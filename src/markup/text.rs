//! The labels of buttons.

use maud::html;

/// The key of a text in `loader/texts/`, and the text in English.
pub type Text = (&'static str, &'static str);

/// The label of the button.
pub const SEND: Text = ("send", "Send referral");
/// The label while the check is running.
pub const CHECKING: Text = ("checking", "Checking…");
/// The label while the lead is being sent.
pub const SENDING: Text = ("sending", "Sending…");
/// The label after the lead did not arrive.
pub const TRY_AGAIN: Text = ("try-again", "Try again");

/// A text as HTML.
#[must_use]
pub fn text((key, english): Text) -> String {
    html! { span data-text=(key) { (english) } }.into_string()
}
