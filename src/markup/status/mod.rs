//! The referrals of a partner: where each stands, what happened, and what the partner can do.
//!
//! A page without script may use the parts, too. Ids are unique within one element: `r-REFERRAL` is a referral,
//! `COMMAND-REFERRAL` the part in which a command is given, and `t-COMMAND-REFERRAL` its text.

mod commands;
mod list;
mod referral;
mod said;

pub use commands::{Forms, Refusal};
pub use list::{Link, StatusPage, status_page};
pub use referral::referral_card;

/// Says a text of the page's language: its key, and the values of its placeholders.
pub type Say<'a> = &'a dyn Fn(&str, &[(&str, &str)]) -> String;

/// How a page writes what depends on its language and its clock.
pub struct Words<'a> {
    /// Says a text.
    pub say: Say<'a>,
    /// Writes a point in time (RFC 3339).
    pub time: &'a dyn Fn(&str) -> String,
    /// Writes a day (RFC 3339 full-date).
    pub day: &'a dyn Fn(&str) -> String,
    /// Writes how long it is until a point in time (RFC 3339), or since then.
    pub left: &'a dyn Fn(&str) -> Left,
}

/// How long it is until a point in time.
pub struct Left {
    /// In words, such as “in 5 hours” or “2 days ago”.
    pub said: String,
    /// True if the point in time is over.
    pub is_over: bool,
}

impl Words<'_> {
    fn say(&self, key: &str) -> String {
        (self.say)(key, &[])
    }

    fn with(&self, key: &str, name: &str, value: &str) -> String {
        (self.say)(key, &[(name, value)])
    }

    fn time(&self, at: &str) -> String {
        (self.time)(at)
    }

    fn day(&self, day: &str) -> String {
        (self.day)(day)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Piece, pieces};
    use super::*;
    use crate::status::{
        Closed, Named, PartnerCommand, ReferralView, ViewedAnswer, ViewedEvent, ViewedFeedback,
    };

    const HOSTILE: &str = "</li><script>alert(1)</script>\" onclick=\"x &amp;";

    fn view() -> ReferralView {
        ReferralView {
            referral: "r-1".into(),
            revision: 1,
            program: Named { id: "p".into(), name: HOSTILE.into() },
            vendor: HOSTILE.into(),
            company: Some(HOSTILE.into()),
            status: None,
            status_said: HOSTILE.into(),
            stage: None,
            received_at: HOSTILE.into(),
            protected_until: None,
            due: Vec::new(),
            reasons: Vec::new(),
            fee: Some(HOSTILE.into()),
            events: vec![ViewedEvent {
                name: "desk-asked".into(),
                at: HOSTILE.into(),
                said: HOSTILE.into(),
                message: Some(HOSTILE.into()),
            }],
            feedback: vec![said("k-1", None)],
            may: vec![PartnerCommand::Answer, PartnerCommand::Withdraw],
        }
    }

    fn said(key: &str, answer: Option<&str>) -> ViewedFeedback {
        let answer = answer.map(|text| ViewedAnswer { text: text.into(), at: HOSTILE.into() });
        let program = Named { id: "p".into(), name: HOSTILE.into() };
        let (text, received_at) = (HOSTILE.into(), HOSTILE.into());
        ViewedFeedback { key: key.into(), program, text, received_at, answer, answers: 1 }
    }

    fn forms() -> Forms {
        Forms {
            is_alone: true,
            can_be_forgotten: true,
            closed: None,
            on_its_way: Vec::new(),
            to_confirm: Vec::new(),
            refused: None,
            typed: Vec::new(),
        }
    }

    /// The page with one referral. A text is its key.
    fn page(view: ReferralView, forms: &dyn Fn() -> Forms, link: &Link, closed: &[Closed]) -> String {
        let left = |_: &str| Left { said: "in 5 hours".into(), is_over: false };
        let same = |text: &str| text.to_string();
        let words = Words { say: &|key, _| key.into(), time: &same, day: &same, left: &left };
        let views = [view];
        let feedback = [said("k-2", Some(HOSTILE))];
        let page = StatusPage {
            link,
            views: &views,
            feedback: &feedback,
            forms: &|_| forms(),
            closed,
            sent: Some(1),
            news: HOSTILE,
        };
        status_page(&page, &words)
    }

    fn ids(markup: &str) -> Vec<String> {
        let id = |piece| match piece {
            Piece::Open { attributes, .. } => {
                attributes.into_iter().find(|(name, _)| *name == "id").map(|(_, id)| id.into_owned())
            }
            Piece::Close | Piece::Text(_) => None,
        };
        pieces(markup).filter_map(id).collect()
    }

    #[test]
    fn texts_of_others_stay_texts_and_elements_are_closed() {
        let markup = page(view(), &forms, &Link::Refused(HOSTILE.into()), &[]);
        let (mut depth, mut texts) = (0, 0);
        for piece in pieces(&markup) {
            match piece {
                Piece::Open { name, attributes, is_void } => {
                    depth += i32::from(!is_void);
                    assert!(name != "script" && attributes.iter().all(|(name, _)| !name.starts_with("on")));
                }
                Piece::Close => depth -= 1,
                Piece::Text(text) => texts += i32::from(text.contains(HOSTILE)),
            }
        }
        assert_eq!((depth, texts), (0, 18));
    }

    #[test]
    fn no_two_elements_have_the_same_id() {
        let mut ids = ids(&page(view(), &forms, &Link::Up, &[]));
        ids.sort();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }

    #[test]
    fn a_form_is_there_for_what_is_possible_and_for_what_is_written() {
        let has = |markup: &str| {
            let ids = ids(markup);
            ["t-answer-r-1", "t-ask-r-1", "t-withdraw-r-1"].map(|id| ids.iter().any(|other| other == id))
        };
        assert_eq!(has(&page(view(), &forms, &Link::Up, &[])), [true, false, true]);
        let typed = || Forms { typed: vec![PartnerCommand::Ask], ..forms() };
        let markup = page(view(), &typed, &Link::Up, &[]);
        assert_eq!(has(&markup), [true, true, true]);
        assert_eq!(markup.matches("text-still-here").count(), 1);
        let closed = || Forms { closed: Some("Gone.".into()), ..forms() };
        assert_eq!(has(&page(view(), &closed, &Link::Up, &[])), [false, false, false]);
    }

    #[test]
    fn what_is_closed_is_said_once() {
        let closed = |referral: &str| Closed {
            referral: Some(referral.into()),
            why: "revoked".into(),
            said: "The key was revoked.".into(),
        };
        let of_card = || Forms { closed: Some("The key was revoked.".into()), ..forms() };
        let markup = page(view(), &of_card, &Link::Up, &[closed("r-1"), closed("r-2")]);
        assert_eq!(markup.matches("The key was revoked.").count(), 2);
        assert!(ids(&markup).contains(&"r-r-2".to_string()));
    }

    #[test]
    fn a_withdrawal_is_confirmed_first() {
        let asked = || Forms { to_confirm: vec![PartnerCommand::Withdraw], ..forms() };
        let markup = page(view(), &asked, &Link::Up, &[]);
        let ids = ids(&markup);
        assert!(ids.contains(&"yes-withdraw-r-1".into()) && ids.contains(&"no-withdraw-r-1".into()));
        assert!(!ids.contains(&"do-withdraw-r-1".into()) && ids.contains(&"do-answer-r-1".into()));
    }
}
