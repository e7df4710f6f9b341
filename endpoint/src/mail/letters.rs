//! The letters: which event is told by which, and their texts in all languages.

use super::template::Template;
use referral_language::LANGUAGES;
use referral_widget::json::parse;
use referral_widget::office::{Event, LifecycleStatus};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The largest file of a letter, in bytes.
const MAX_BYTES: u64 = 64 * 1024;

macro_rules! letters {
    ($($(#[$of:meta])* $name:ident = $word:literal),* $(,)?) => {
        /// A letter.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Letter { $($(#[$of])* $name),* }

        impl Letter {
            /// All letters.
            pub const ALL: &'static [Letter] = &[$(Letter::$name),*];

            /// Its name, as in the names of files.
            pub fn name(self) -> &'static str {
                match self { $(Letter::$name => $word),* }
            }
        }
    };
}

letters! {
    /// To the partner: the referral has arrived.
    Received = "received",
    /// To the partner: the vendor works on it.
    Accepted = "accepted",
    /// To the partner: it is declined.
    Declined = "declined",
    /// To the partner: it has reached a stage.
    Advanced = "advanced",
    /// To the partner: the customer has bought.
    Won = "won",
    /// To the partner: the deal was corrected.
    Corrected = "corrected",
    /// To the partner: a step that it was told of was taken back.
    Undone = "undone",
    /// To the partner: the customer has not bought.
    Lost = "lost",
    /// To the partner: the vendor asks something.
    Question = "question",
    /// To the partner: the vendor has answered.
    Answer = "answer",
    /// To the vendor's people: a lead waits for a decision.
    Review = "review",
    /// To the vendor's people: the partner asks something.
    PartnerQuestion = "partner-question",
    /// To those whom the business hours name: a part of the time for something is over.
    Reminder = "reminder",
    /// To a partner: an invitation to the vendor's program.
    Invitation = "invitation",
    /// To an address of record: a link to all its referrals.
    Entry = "entry",
    /// To the old address of record of a partner: there is another.
    AddressChanged = "address-changed",
    /// To a partner's address of record: the answer to its feedback.
    FeedbackAnswer = "feedback-answer",
    /// To the vendor's people: what is to do today.
    Digest = "digest",
}

/// The placeholders of a letter on a referral.
pub const PLACEHOLDERS: [&str; 17] = [
    "company",
    "program",
    "vendor",
    "partner",
    "reference",
    "link",
    "decision_due",
    "contact_due",
    "answer_due",
    "until",
    "reason",
    "stage",
    "status",
    "amount",
    "on",
    "message",
    "share",
];
/// The placeholders of letters that let a partner in.
pub const ENTRY_PLACEHOLDERS: [&str; 4] = ["vendor", "partner", "until", "link"];
/// The placeholders of the letter on a changed address.
pub const ADDRESS_PLACEHOLDERS: [&str; 5] = ["vendor", "partner", "at", "new_address", "contact"];
/// The placeholders of the letter with an answer to feedback.
pub const FEEDBACK_PLACEHOLDERS: [&str; 5] = ["vendor", "program", "said", "message", "link"];
/// The placeholders of the digest.
pub const DIGEST_PLACEHOLDERS: [&str; 5] = ["day", "to_decide", "overdue", "list", "link"];

/// The letter that tells a partner of an event.
pub fn to_partner(event: &Event) -> Option<Letter> {
    match event {
        Event::Received { status: LifecycleStatus::Declined, .. } | Event::Declined { .. } => {
            Some(Letter::Declined)
        }
        Event::Received { .. } => Some(Letter::Received),
        Event::Accepted | Event::Reopened => Some(Letter::Accepted),
        Event::Advanced { .. } => Some(Letter::Advanced),
        Event::Won(_) => Some(Letter::Won),
        Event::Corrected(_) => Some(Letter::Corrected),
        Event::Undone(undone) => undone.step.is_told().then_some(Letter::Undone),
        Event::Lost { .. } => Some(Letter::Lost),
        Event::DeskAsked => Some(Letter::Question),
        Event::DeskAnswered => Some(Letter::Answer),
        Event::Cleared
        | Event::Reminded { .. }
        | Event::Withdrawn
        | Event::Expired
        | Event::PartnerAsked
        | Event::PartnerAnswered
        | Event::Noted
        | Event::Assigned { .. }
        | Event::Protected { .. }
        | Event::Released => None,
    }
}

/// The letter that tells the vendor's people of an event.
pub fn to_desk(event: &Event) -> Option<Letter> {
    match event {
        Event::Received { status: LifecycleStatus::InReview, .. } => Some(Letter::Review),
        Event::PartnerAsked => Some(Letter::PartnerQuestion),
        Event::Reminded { .. } => Some(Letter::Reminder),
        _ => None,
    }
}

/// A letter's text, read and checked.
#[derive(Debug)]
pub struct Text {
    pub subject: Template,
    /// One template for each paragraph.
    pub paragraphs: Vec<Template>,
}

/// A letter as the catalogs have it.
#[derive(Deserialize)]
struct Written {
    subject: String,
    text: String,
}

macro_rules! catalogs {
    ($($code:literal),*) => {
        [$(($code, include_str!(concat!("letters/", $code, ".json")))),*]
    };
}

/// The built-in letters of each language.
const CATALOGS: [(&str, &str); 9] = catalogs!("en", "de", "fr", "es", "pt", "it", "nl", "ja", "ar");

/// The letters in all languages.
pub struct Letters(BTreeMap<(Letter, &'static str), Text>);

impl Letters {
    /// Reads the built-in letters, and those of a folder in their place. Its files are called `declined.de.txt`: a letter and a
    /// language. The first line is the subject; after an empty line comes the text.
    ///
    /// # Errors
    ///
    /// The first file that cannot be used, and why.
    pub fn read(folder: Option<&Path>) -> Result<Self, String> {
        let mut letters = BTreeMap::new();
        for (code, catalog) in CATALOGS {
            let mut catalog: BTreeMap<String, Written> =
                parse(catalog).map_err(|error| format!("letters/{code}.json: {error}"))?;
            for letter in Letter::ALL {
                let name = letter.name();
                let written =
                    catalog.remove(name).ok_or_else(|| format!("letters/{code}.json has no `{name}`"))?;
                let text = Text::read(*letter, &written.subject, &written.text);
                letters.insert(
                    (*letter, code),
                    text.map_err(|why| format!("letters/{code}.json, {name}: {why}"))?,
                );
            }
        }
        let Some(folder) = folder else { return Ok(Letters(letters)) };
        let shown = folder.display();
        let cannot_read = |error: std::io::Error| {
            format!(
                "The folder of letters `{shown}` cannot be read ({error}). Name another with --mail-templates."
            )
        };
        for entry in std::fs::read_dir(folder).map_err(cannot_read)? {
            let entry = entry.map_err(cannot_read)?;
            let file = entry.file_name().to_string_lossy().into_owned();
            // Editors keep files of their own beside those that they edit.
            if file.starts_with('.') || file.ends_with('~') {
                continue;
            }
            let wrong = |why: String| format!("The letter `{}` cannot be used: {why}.", file.escape_debug());
            let (letter, code) = named(&file).map_err(wrong)?;
            let text = contents(&entry.path()).map_err(wrong)?;
            let (subject, text) = text.split_once('\n').unwrap_or((&text, ""));
            let text = Text::read(letter, subject, &format!("\n{text}")).map_err(wrong)?;
            letters.insert((letter, code), text);
        }
        Ok(Letters(letters))
    }

    /// A letter in a language, by its code. Every language has every letter.
    pub fn text(&self, letter: Letter, code: &str) -> Option<&Text> {
        let (code, _) = LANGUAGES.into_iter().find(|(known, _)| *known == code)?;
        self.0.get(&(letter, code))
    }
}

/// The letter and the language that a file's name says.
fn named(file: &str) -> Result<(Letter, &'static str), String> {
    let codes = || LANGUAGES.map(|(code, _)| code).join(", ");
    let parts = file.strip_suffix(".txt").and_then(|name| name.split_once('.'));
    let (letter, code) = parts.ok_or("its name must be a letter and a language, such as declined.de.txt")?;
    let letter = Letter::ALL.iter().find(|known| known.name() == letter).ok_or_else(|| {
        let names: Vec<&str> = Letter::ALL.iter().map(|letter| letter.name()).collect();
        format!("there is no letter of that name; there are {}", names.join(", "))
    })?;
    let code = LANGUAGES.into_iter().find(|(known, _)| *known == code);
    let (code, _) = code.ok_or_else(|| format!("there is no such language; there are {}", codes()))?;
    Ok((*letter, code))
}

fn contents(path: &Path) -> Result<String, String> {
    let cannot_read = |error: std::io::Error| format!("it cannot be read ({error})");
    let found = std::fs::metadata(path).map_err(cannot_read)?;
    if !found.is_file() {
        return Err("it is not a file".into());
    }
    if found.len() > MAX_BYTES {
        return Err(format!("it is longer than {MAX_BYTES} bytes"));
    }
    let bytes = std::fs::read(path).map_err(cannot_read)?;
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text")?;
    Ok(text.trim_start_matches('\u{feff}').replace("\r\n", "\n"))
}

impl Text {
    fn read(letter: Letter, subject: &str, text: &str) -> Result<Self, String> {
        let known: &[&str] = match letter {
            Letter::Digest => &DIGEST_PLACEHOLDERS,
            Letter::Invitation | Letter::Entry => &ENTRY_PLACEHOLDERS,
            Letter::AddressChanged => &ADDRESS_PLACEHOLDERS,
            Letter::FeedbackAnswer => &FEEDBACK_PLACEHOLDERS,
            _ => &PLACEHOLDERS,
        };
        if subject.trim().is_empty() {
            return Err("it has no subject in its first line".into());
        }
        if text.trim().is_empty() {
            return Err("it has no text after its subject".into());
        }
        let subject = Template::read(subject.trim(), known)?;
        // Read as a whole first, so that a mistake is told with its line in the file.
        Template::read(text, known)?;
        let paragraphs = text.trim().split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
        let paragraphs = paragraphs.map(|paragraph| Template::read(paragraph.trim(), known));
        Ok(Text { subject, paragraphs: paragraphs.collect::<Result<_, _>>()? })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn placeholders(text: &Text) -> BTreeSet<&str> {
        let all = text.paragraphs.iter().chain([&text.subject]);
        all.flat_map(Template::placeholders).collect()
    }

    #[test]
    fn every_language_has_every_letter_with_the_same_placeholders() {
        let letters = Letters::read(None).unwrap();
        for letter in Letter::ALL {
            let english = letters.text(*letter, "en").unwrap();
            // The old address of a partner opens nothing any more.
            let needed = if *letter == Letter::AddressChanged { "contact" } else { "link" };
            assert!(placeholders(english).contains(needed), "{letter:?}");
            for (code, _) in LANGUAGES {
                let text = letters.text(*letter, code).unwrap();
                assert_eq!(placeholders(text), placeholders(english), "{letter:?} {code}");
                assert_eq!(text.paragraphs.len(), english.paragraphs.len(), "{letter:?} {code}");
            }
        }
        for (code, catalog) in CATALOGS {
            let catalog: BTreeMap<String, Written> = parse(catalog).unwrap();
            assert_eq!(catalog.len(), Letter::ALL.len(), "{code}");
        }
    }

    #[test]
    fn a_folder_replaces_letters_and_a_mistake_in_it_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("declined.de.txt", "Leider nein: {company}\r\n\r\n{reason}\r\n\r\n{link}\r\n");
        let letters = Letters::read(Some(folder.path())).unwrap();
        assert_eq!(letters.text(Letter::Declined, "de").unwrap().paragraphs.len(), 2);
        for (name, text, says) in [
            ("won.en.txt", "Won\n\n{link}\n{ammount}\n", "`won.en.txt` cannot be used: line 4: `{ammount}`"),
            ("won.en.txt", "{company\n\n{link}", "line 1: a `{` is not closed"),
            ("won.en.txt", "\n\n{link}", "no subject"),
            ("won.en.txt", "Won\n \n", "no text"),
            ("won.tlh.txt", "Won\n\n{link}", "there is no such language; there are en, de,"),
            ("wonn.en.txt", "Won\n\n{link}", "there is no letter of that name; there are received,"),
            ("README.md", "x", "such as declined.de.txt"),
            ("digest.en.txt", "Today\n\n{company}", "`{company}` is not a placeholder; there are {day},"),
        ] {
            write(name, text);
            let said = Letters::read(Some(folder.path())).err().unwrap_or_default();
            assert!(said.contains(says), "{name}: {said}");
            std::fs::remove_file(folder.path().join(name)).unwrap();
        }
        let missing = Letters::read(Some(&folder.path().join("nowhere"))).err().unwrap();
        assert!(missing.contains("--mail-templates"), "{missing}");
    }
}
