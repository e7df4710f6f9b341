//! Reads what an endpoint answers. By hand, since code that serde derives for this takes 13 KiB after Brotli.
//!
//! What is missing or has another shape is read as empty, except what a referral cannot be shown without.

use super::values::{get, items, text};
use crate::status::{
    Closed, Due, Labelled, LifecycleStatus, Named, Owed, PartnerCommand, ReferralReason, ReferralView,
    ReferralViews, ViewedAnswer, ViewedEvent, ViewedFeedback,
};
use wasm_bindgen::JsValue;

/// Reads the answer to the question how some referrals stand.
pub fn views(answer: &JsValue) -> ReferralViews {
    let closed = |closed: &JsValue| {
        let (why, said) = (text(closed, "why").unwrap_or_default(), text(closed, "said")?);
        Some(Closed { referral: text(closed, "referral"), why, said })
    };
    ReferralViews {
        referrals: items(answer, "referrals", view),
        feedback: items(answer, "feedback", feedback),
        closed: items(answer, "closed", closed),
    }
}

/// Reads a referral.
pub fn view(view: &JsValue) -> Option<ReferralView> {
    let words = |name| text(view, name).unwrap_or_default();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what is none becomes 0")]
    let revision = get(view, "revision").as_f64()? as u32;
    Some(ReferralView {
        referral: text(view, "referral")?,
        revision,
        program: named(&get(view, "program")),
        vendor: words("vendor"),
        company: text(view, "company"),
        status: LifecycleStatus::from_word(&words("status")),
        status_said: words("status_said"),
        stage: labelled(&get(view, "stage")),
        received_at: words("received_at"),
        protected_until: text(view, "protected_until"),
        due: items(view, "due", due),
        reasons: items(view, "reasons", reason),
        fee: text(view, "fee"),
        events: items(view, "events", event),
        feedback: items(view, "feedback", feedback),
        may: items(view, "may", |word| PartnerCommand::from_word(&word.as_string()?)),
    })
}

fn named(named: &JsValue) -> Named {
    Named { id: text(named, "id").unwrap_or_default(), name: text(named, "name").unwrap_or_default() }
}

fn labelled(labelled: &JsValue) -> Option<Labelled> {
    Some(Labelled { id: text(labelled, "id")?, said: text(labelled, "said")? })
}

fn due(due: &JsValue) -> Option<Due> {
    Some(Due {
        owed: Owed::from_word(&text(due, "owed").unwrap_or_default()),
        at: text(due, "at").unwrap_or_default(),
        time_zone: text(due, "time_zone").unwrap_or_default(),
        said: text(due, "said")?,
    })
}

fn reason(reason: &JsValue) -> Option<ReferralReason> {
    let (code, said) = (text(reason, "code").unwrap_or_default(), text(reason, "said")?);
    Some(ReferralReason { code, said, mend: text(reason, "mend") })
}

fn feedback(said: &JsValue) -> Option<ViewedFeedback> {
    let answer = get(said, "answer");
    let answered = |text: String| ViewedAnswer { text, at: self::text(&answer, "at").unwrap_or_default() };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what is none becomes 0")]
    let answers = get(said, "answers").as_f64().unwrap_or_default() as u32;
    Some(ViewedFeedback {
        key: text(said, "key")?,
        program: named(&get(said, "program")),
        text: text(said, "text")?,
        received_at: text(said, "received_at").unwrap_or_default(),
        answer: text(&answer, "text").map(answered),
        answers,
    })
}

fn event(event: &JsValue) -> Option<ViewedEvent> {
    Some(ViewedEvent {
        name: text(event, "name").unwrap_or_default(),
        at: text(event, "at").unwrap_or_default(),
        said: text(event, "said")?,
        message: text(event, "message"),
    })
}
