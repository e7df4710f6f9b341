//! All referrals that are shown, each as new as it is known.

use super::{Closed, LifecycleStatus, ReferralView, ReferralViews, ViewedFeedback};

/// The referrals that are shown, the newest first.
#[derive(Clone, Debug, Default)]
pub struct Board {
    views: Vec<ReferralView>,
    feedback: Vec<ViewedFeedback>,
    closed: Vec<Closed>,
}

/// A change of a referral that was shown before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The referral's id.
    pub referral: String,
    /// The status now.
    pub status: Option<LifecycleStatus>,
    /// The id of the stage now.
    pub stage: Option<String>,
}

impl Board {
    /// The referrals, the newest first.
    #[must_use]
    pub fn views(&self) -> &[ReferralView] {
        &self.views
    }

    /// What was said of programs, the newest first.
    #[must_use]
    pub fn feedback(&self) -> &[ViewedFeedback] {
        &self.feedback
    }

    /// What was asked for and is not shown.
    #[must_use]
    pub fn closed(&self) -> &[Closed] {
        &self.closed
    }

    /// True if there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.views.is_empty() && self.feedback.is_empty() && self.closed.is_empty()
    }

    /// The referral with that id.
    #[must_use]
    pub fn view(&self, referral: &str) -> Option<&ReferralView> {
        self.views.iter().find(|view| view.referral == referral)
    }

    /// Takes all that the endpoint shows, and returns what has changed. A referral that is shown already stays, also if
    /// the endpoint does not show it any more: the partner may be writing in it.
    pub fn take_all(&mut self, answer: ReferralViews) -> Vec<Change> {
        self.closed = answer.closed;
        self.feedback = answer.feedback;
        answer.referrals.into_iter().filter_map(|view| self.take(view)).collect()
    }

    /// Takes a referral unless a newer version of it is shown, and returns what has changed.
    pub fn take(&mut self, view: ReferralView) -> Option<Change> {
        let Some(shown) = self.views.iter_mut().find(|shown| shown.referral == view.referral) else {
            let older = |shown: &ReferralView| {
                (&shown.received_at, &shown.referral) > (&view.received_at, &view.referral)
            };
            let place = self.views.partition_point(older);
            self.views.insert(place, view);
            return None;
        };
        if view.changes() < shown.changes() {
            return None;
        }
        let stage = |view: &ReferralView| view.stage.as_ref().map(|stage| stage.id.clone());
        let is_same = shown.status_said == view.status_said && stage(shown) == stage(&view);
        let change = Change { referral: view.referral.clone(), status: view.status, stage: stage(&view) };
        *shown = view;
        (!is_same).then_some(change)
    }

    /// Keeps only the referrals that `is_kept` names.
    pub fn retain(&mut self, is_kept: impl Fn(&str) -> bool) {
        self.views.retain(|view| is_kept(&view.referral));
        self.closed.retain(|closed| closed.referral.as_deref().is_none_or(&is_kept));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Labelled, Named};
    use super::*;

    fn view(referral: &str, revision: u32, status: LifecycleStatus) -> ReferralView {
        ReferralView {
            referral: referral.into(),
            revision,
            program: Named { id: "p".into(), name: "P".into() },
            vendor: "V".into(),
            company: None,
            status: Some(status),
            status_said: status.as_str().into(),
            stage: None,
            received_at: format!("2026-11-0{}T10:00:00Z", referral.len()),
            protected_until: None,
            due: Vec::new(),
            reasons: Vec::new(),
            fee: None,
            events: Vec::new(),
            feedback: Vec::new(),
            may: Vec::new(),
        }
    }

    fn all(referrals: Vec<ReferralView>) -> ReferralViews {
        ReferralViews { referrals, feedback: Vec::new(), closed: Vec::new() }
    }

    use LifecycleStatus::{Accepted, InReview, Won};

    #[test]
    fn a_newer_version_takes_the_place_of_an_older_one_whichever_comes_first() {
        let mut board = Board::default();
        assert_eq!(board.take(view("a", 2, Accepted)), None);
        assert_eq!(board.take(view("a", 1, InReview)), None);
        assert_eq!(board.views()[0].status, Some(Accepted));
        // The same revision may have other words: a time zone, a language.
        assert_eq!(board.take(view("a", 2, Accepted)), None);
        let change = Change { referral: "a".into(), status: Some(Won), stage: None };
        assert_eq!(board.take(view("a", 3, Won)), Some(change));
        let meeting = Labelled { id: "meeting".into(), said: "Meeting".into() };
        let change = board.take(ReferralView { stage: Some(meeting), ..view("a", 4, Won) });
        assert_eq!(change.and_then(|change| change.stage), Some("meeting".into()));
    }

    #[test]
    fn an_answer_to_what_was_said_is_newer_than_what_was_said() {
        let said = |answers| ViewedFeedback {
            key: "k".into(),
            program: Named { id: "p".into(), name: "P".into() },
            text: "Nobody has called.".into(),
            received_at: "2026-11-30T10:00:00Z".into(),
            answer: None,
            answers,
        };
        let with = |feedback| ReferralView { feedback, ..view("a", 2, Accepted) };
        let mut board = Board::default();
        for (feedback, shown) in
            [(vec![said(0)], 3), (vec![said(1)], 4), (vec![said(0)], 4), (Vec::new(), 4), (vec![said(2)], 5)]
        {
            assert_eq!(board.take(with(feedback)), None);
            assert_eq!(board.views()[0].changes(), shown);
        }
    }

    #[test]
    fn the_newest_referral_comes_first_and_stays_in_its_place() {
        let mut board = Board::default();
        for referral in ["aa", "aaaa", "a", "aaa"] {
            board.take(view(referral, 1, InReview));
        }
        board.take(view("a", 2, Won));
        let order: Vec<_> = board.views().iter().map(|view| view.referral.as_str()).collect();
        assert_eq!(order, ["aaaa", "aaa", "aa", "a"]);
    }

    #[test]
    fn what_the_endpoint_does_not_show_any_more_stays_until_it_is_forgotten() {
        let mut board = Board::default();
        board.take_all(all(vec![view("a", 1, InReview), view("aa", 1, InReview)]));
        let why = "unknown".into();
        let closed = Closed { referral: Some("a".into()), why, said: "There is no such referral.".into() };
        board.take_all(ReferralViews { closed: vec![closed], ..all(vec![view("aa", 1, InReview)]) });
        assert_eq!((board.views().len(), board.closed().len()), (2, 1));
        board.retain(|referral| referral == "aa");
        assert_eq!((board.views().len(), board.closed().len()), (1, 0));
    }
}
