//! The kinds of mistakes. Their words do not change.

use serde::{Serialize, Serializer};

macro_rules! codes {
    ($(#[doc = $says:literal] $name:ident = $word:literal,)*) => {
        /// The kind of mistake that a problem is. Several messages can share one. `rules/CODES.md` explains them all.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $says] $name,)*
        }

        impl Code {
            /// All codes.
            pub const ALL: &[Code] = &[$(Code::$name),*];

            /// The word that output uses.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Code::$name => $word,)*
                }
            }
        }
    };
}

codes! {
    /// A file is not JSON, or has a name twice.
    NotJson = "not-json",
    /// A key is not known at its place.
    UnknownKey = "unknown-key",
    /// A required key, the options of a question or the like is missing.
    Missing = "missing",
    /// A text is empty.
    Empty = "empty",
    /// A value has another type than its key takes.
    WrongType = "wrong-type",
    /// A value is not one of the words that its key takes.
    UnknownWord = "unknown-word",
    /// A key has no effect there: it belongs to other types of questions, or to another choice.
    KeyOutOfPlace = "key-out-of-place",
    /// Only one of two keys that belong together is present.
    IncompletePair = "incomplete-pair",
    /// Two entries of a list have the same name, or go to the same place.
    Duplicate = "duplicate",
    /// A text or a file is longer than its limit.
    TooLong = "too-long",
    /// A list has more entries than its limit.
    TooMany = "too-many",
    /// A number is not allowed there.
    OutOfRange = "out-of-range",
    /// No answer lies between two limits.
    EmptyRange = "empty-range",
    /// A name, an id or a rule's code has forbidden characters or a wrong length.
    NotAName = "not-a-name",
    /// A text is not a web address.
    NotAnAddress = "not-an-address",
    /// A text is not a day that exists.
    NotADate = "not-a-date",
    /// A text is not the code of a country (ISO 3166-1).
    NotACountry = "not-a-country",
    /// A text is not a currency (ISO 4217).
    NotACurrency = "not-a-currency",
    /// A text is not a time zone (IANA).
    NotATimeZone = "not-a-time-zone",
    /// A text does not name a variable that may hold a secret.
    NotASecret = "not-a-secret",
    /// A text contains an invisible character.
    InvisibleCharacter = "invisible-character",
    /// A pattern does not work the same in all browsers and endpoints.
    BadPattern = "bad-pattern",
    /// Two options cannot be told apart.
    AmbiguousOption = "ambiguous-option",
    /// The program has no field of that name, or does not list that fact of the partner.
    UnknownField = "unknown-field",
    /// A field of that type cannot be used there.
    WrongField = "wrong-field",
    /// The program has no plan of that name.
    UnknownPlan = "unknown-plan",
    /// The script declares no rule of that name.
    UnknownRule = "unknown-rule",
    /// The steps do not contain each field once, in the order of the fields.
    StepOrder = "step-order",
    /// A tier does not begin where the one before it ends.
    TierOrder = "tier-order",
    /// A plan pays in another currency than that of the answer it takes a percentage of.
    MixedCurrencies = "mixed-currencies",
    /// A plan, or a part of it, pays nothing.
    PaysNothing = "pays-nothing",
    /// A larger deal pays less.
    PaysLess = "pays-less",
    /// A cap cuts every fee.
    PointlessCap = "pointless-cap",
    /// No deal falls into a tier, or the tier's end changes nothing.
    IdleTier = "idle-tier",
    /// A period of zero days is probably a mistake.
    ZeroDays = "zero-days",
    /// A day is in the future.
    FutureDate = "future-date",
    /// A number has more decimals than the value it is compared with or paid in.
    TooFine = "too-fine",
    /// Browsers do not know that autofill name.
    UnknownAutofill = "unknown-autofill",
    /// A text is in a language in which no form is shown.
    UnknownLanguage = "unknown-language",
    /// A text is missing in one of the program's languages.
    Untranslated = "untranslated",
    /// A secret or a sensitive answer would be public.
    Exposed = "exposed",
    /// A header cannot be sent.
    BadHeader = "bad-header",
    /// A submission has no value of that name.
    UnknownSource = "unknown-source",
    /// A page cannot send such a request.
    PageCannotSend = "page-cannot-send",
    /// The script cannot be read.
    ScriptSyntax = "script-syntax",
    /// A variable is not defined where it is used.
    UndefinedVariable = "undefined-variable",
    /// The script fails while it declares its rules.
    ScriptFailed = "script-failed",
    /// A declaration is called in a wrong way.
    WrongCall = "wrong-call",
    /// A function of the script has a name that is taken.
    TakenName = "taken-name",
    /// `today` is used where it is not known, or is assigned to.
    MisusedToday = "misused-today",
    /// The script declares no rules.
    NoRules = "no-rules",
    /// `visible_when` or `valid_when` is not an expression over the fields that it may read.
    BadCondition = "bad-condition",
    /// A function or property is called that does not exist.
    UnknownFunction = "unknown-function",
    /// A question is compared with an option that it does not have.
    UnknownOption = "unknown-option",
    /// The program has no rate for a currency.
    UnknownRate = "unknown-rate",
    /// No group of countries has that name.
    UnknownGroup = "unknown-group",
    /// A value has another kind than is needed there, so the rule fails.
    WrongKind = "wrong-kind",
    /// Two values are compared that are never equal.
    NeverEqual = "never-equal",
    /// A rule or condition is met by no lead.
    NeverMet = "never-met",
    /// A rule or condition is met by every lead.
    AlwaysMet = "always-met",
    /// An answer is compared with the empty text, but no answer is empty.
    EmptyText = "empty-text",
    /// A number is added to a date.
    DateArithmetic = "date-arithmetic",
    /// A quotient of whole numbers loses its fraction.
    LostFraction = "lost-fraction",
    /// `=` is used where `==` is meant.
    Assignment = "assignment",
    /// A check ends without a value for some leads.
    Gap = "gap",
    /// No lead gets a plan.
    UnusedPlan = "unused-plan",
    /// No rule reads a field.
    UnusedField = "unused-field",
    /// An answer in a case does not fit its field.
    WrongAnswer = "wrong-answer",
    /// There are no cases.
    Untried = "untried",
    /// A file is missing, or cannot be read.
    UnreadableFile = "unreadable-file",
    /// `rules` does not name a file beside `program.json`.
    ScriptElsewhere = "script-elsewhere",
    /// The program's id is not the name of its folder.
    WrongFolder = "wrong-folder",
    /// `partners.json` cannot be used.
    WrongPartners = "wrong-partners",
    /// The signature is missing, or does not match these files.
    Unproven = "unproven",
    /// The rules engine failed.
    EngineFailed = "engine-failed",
    /// No column has that name.
    UnknownColumn = "unknown-column",
    /// It is unclear which column answers which question.
    AmbiguousColumn = "ambiguous-column",
    /// A question has no column, or no column fits a question.
    NoColumn = "no-column",
    /// A column fits no question, and is left out.
    LeftOut = "left-out",
    /// A column has another unit than the question.
    WrongUnit = "wrong-unit",
    /// It is unclear whether day or month comes first.
    UndecidedDates = "undecided-dates",
    /// A line of the list cannot be read.
    UnreadableRow = "unreadable-row",
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
