//! The kinds of problems, which clients can tell apart.

/// Defines the kinds, each with its word, its title and its explanation.
macro_rules! kinds {
    ($($kind:ident = $word:literal, $title:literal, $about:literal;)+) => {
        /// The kind of a problem: the member `type` of problem details (RFC 9457).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ProblemKind {
            $($kind,)+
        }

        impl ProblemKind {
            /// All kinds.
            pub const ALL: [ProblemKind; [$($word),+].len()] = [$(ProblemKind::$kind),+];

            /// Returns its word, as the problem's `type`.
            pub fn word(self) -> &'static str {
                match self {
                    $(ProblemKind::$kind => $word,)+
                }
            }

            /// Returns its title.
            pub fn title(self) -> &'static str {
                match self {
                    $(ProblemKind::$kind => $title,)+
                }
            }

            /// Explains it to those who call the API.
            pub fn about(self) -> &'static str {
                match self {
                    $(ProblemKind::$kind => $about,)+
                }
            }
        }
    };
}

kinds! {
    ByStatus = "about:blank", "The status says what kind it is",
        "The HTTP status says what kind of problem it is.";
    ChallengeFailed = "challenge-failed", "Challenge not passed",
        "The token of the challenge is missing or not valid.";
    CommandImpossible = "command-impossible", "Command not possible",
        "The command is not possible where the referral stands now. `detail` says why.";
    CommandIncomplete = "command-incomplete", "Command incomplete",
        "The command cannot be read, lacks something, or has a value that is wrong.";
    CommandNotAllowed = "command-not-allowed", "Command not allowed",
        "Whoever asks may not give this command.";
    CustomerProtected = "customer-protected", "Customer already referred",
        "Another referral protects the customer. `protected_since` and `protected_until` say how long.";
    IdempotencyKeyReused = "idempotency-key-reused", "Idempotency key used for something else",
        "The same key came before with something else. Use a new key.";
    InvalidAnswers = "invalid-answers", "Answers missing or wrong",
        "Answers of the lead are missing or wrong. `errors` names each of them.";
    InvalidSubmission = "invalid-submission", "Not a submission",
        "The body is neither a submission nor feedback. `detail` says why.";
    PartnerOrigin = "partner-origin", "Not taken from this partner",
        "The partner refers from certain websites only, and the request came from none of them.";
    PartnerToken = "partner-token", "Not taken from this partner",
        "The partner’s token is missing, not valid, or another partner’s.";
    ProgramRefused = "program-refused", "Program not in service",
        "The vendor’s files for the program have mistakes, and there is no earlier version in service.";
    ReferralChanged = "referral-changed", "Referral has changed",
        "Something has happened since the state that `If-Match` names. Read the referral again.";
    TooManySubmissions = "too-many-submissions", "Too many submissions",
        "Too many submissions came from this address or for this partner.";
    UnknownPartner = "unknown-partner", "Not taken from this partner",
        "The program takes referrals from partners that the vendor knows, and this is none of them.";
    UnknownProgram = "unknown-program", "Unknown program",
        "There is no program with this id.";
}
