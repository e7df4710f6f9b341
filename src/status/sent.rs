//! The lists of the referrals and of the feedback that a browser has sent, as the form keeps them for a website.

/// The name of the list in the browser's storage.
pub const SENT_LIST: &str = "referral-sent";

/// The name of the list of feedback in the browser's storage.
pub const FEEDBACK_LIST: &str = "referral-feedback";

/// No request asks for more referrals, or for more feedback.
pub const MAX_ASKED: usize = 100;

/// A referral, or feedback, that this browser has sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentReferral {
    /// The address of the vendor's endpoint.
    pub endpoint: String,
    /// The referral's id, or the feedback's key.
    pub referral: String,
    /// The key that shows its status.
    pub status_key: String,
}

/// Returns the newest entries of a list that were sent to an endpoint, the newest first. Pages may have written
/// anything into the list: what cannot be an entry is left out.
#[must_use]
pub fn sent_to(endpoint: &str, list: Vec<SentReferral>) -> Vec<SentReferral> {
    let mut found: Vec<SentReferral> = Vec::new();
    for sent in list.into_iter().rev() {
        let is_of_endpoint = sent.endpoint.trim_end_matches('/') == endpoint.trim_end_matches('/');
        let is_possible = is_id(&sent.referral) && is_id(&sent.status_key);
        if is_of_endpoint && is_possible && found.iter().all(|other| other.referral != sent.referral) {
            found.push(sent);
        }
        if found.len() == MAX_ASKED {
            break;
        }
    }
    found
}

/// True for what an id or a key looks like: letters, digits and hyphens.
fn is_id(text: &str) -> bool {
    (1..=100).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    const VENDOR: &str = "https://vendor.example";

    fn sent(endpoint: &str, referral: &str, status_key: &str) -> SentReferral {
        SentReferral { endpoint: endpoint.into(), referral: referral.into(), status_key: status_key.into() }
    }

    #[test]
    fn the_newest_referral_of_an_endpoint_comes_first_and_each_comes_once() {
        let list = vec![
            sent(VENDOR, "a", "old"),
            sent("https://vendor.example/", "b", "k"),
            sent("https://other.example", "c", "k"),
            sent(VENDOR, "a", "new"),
        ];
        let found = sent_to("https://vendor.example/", list);
        assert_eq!(found, [sent(VENDOR, "a", "new"), sent("https://vendor.example/", "b", "k")]);
    }

    #[test]
    fn what_cannot_be_an_entry_is_left_out_and_no_more_are_asked_for_than_may_be() {
        let mut list: Vec<_> = (0..200).map(|n| sent(VENDOR, &format!("r-{n}"), "k")).collect();
        list.push(sent(VENDOR, "<script>", "k"));
        list.push(sent(VENDOR, "", "k"));
        list.push(sent(VENDOR, "r", &"k".repeat(101)));
        let found = sent_to(VENDOR, list);
        assert_eq!(found.len(), MAX_ASKED);
        assert_eq!((found[0].referral.as_str(), found[99].referral.as_str()), ("r-199", "r-100"));
    }
}
