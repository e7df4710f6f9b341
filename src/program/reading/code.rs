//! The kinds of mistakes, by words that stay.

use serde::{Serialize, Serializer};

macro_rules! codes {
    ($(#[doc = $says:literal] $name:ident = $word:literal,)*) => {
        /// What kind of mistake a problem is: one for each kind, not one for each sentence. `rules/CODES.md` has them all.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $says] $name,)*
        }

        impl Code {
            /// All of them.
            pub const ALL: &[Code] = &[$(Code::$name),*];

            /// Its word.
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
    /// A key, an answer's options or the like must be there, and are not.
    Missing = "missing",
    /// A text has nothing in it.
    Empty = "empty",
    /// A value is of another type than its key takes.
    WrongType = "wrong-type",
    /// A value is none of the words that its key takes.
    UnknownWord = "unknown-word",
    /// A key says nothing there: it belongs to other types of questions, or to another choice.
    KeyOutOfPlace = "key-out-of-place",
    /// Of two keys that belong together only one is there.
    IncompletePair = "incomplete-pair",
    /// Two of a list have one name, or go to one place.
    Duplicate = "duplicate",
    /// A text or a file is longer than its limit.
    TooLong = "too-long",
    /// A list has more than its limit.
    TooMany = "too-many",
    /// A number is none that can be there.
    OutOfRange = "out-of-range",
    /// No answer lies between two limits.
    EmptyRange = "empty-range",
    /// A name, an id or a rule's code has letters or a length that it must not have.
    NotAName = "not-a-name",
    /// A text is not an address of the web.
    NotAnAddress = "not-an-address",
    /// A text is not a day that exists.
    NotADate = "not-a-date",
    /// A text is not the code of a country (ISO 3166-1).
    NotACountry = "not-a-country",
    /// A text is not a currency (ISO 4217).
    NotACurrency = "not-a-currency",
    /// A text is not a time zone (IANA).
    NotATimeZone = "not-a-time-zone",
    /// A text names no variable that may hold a secret.
    NotASecret = "not-a-secret",
    /// A text has a character in it that nobody sees.
    InvisibleCharacter = "invisible-character",
    /// A pattern cannot be used for all of browsers and endpoints.
    BadPattern = "bad-pattern",
    /// Two options cannot be told apart.
    AmbiguousOption = "ambiguous-option",
    /// A field is named that the program does not have.
    UnknownField = "unknown-field",
    /// A field is named that cannot serve there.
    WrongField = "wrong-field",
    /// A plan is named that the program does not have.
    UnknownPlan = "unknown-plan",
    /// A rule is named that the script does not declare.
    UnknownRule = "unknown-rule",
    /// Steps do not have all fields, each once, in their order.
    StepOrder = "step-order",
    /// A tier does not begin where the one before it ends.
    TierOrder = "tier-order",
    /// A plan pays in another currency than the answer that it takes a share of.
    MixedCurrencies = "mixed-currencies",
    /// A plan, or a part of it, pays nothing.
    PaysNothing = "pays-nothing",
    /// A larger deal pays less.
    PaysLess = "pays-less",
    /// A cap cuts every fee.
    PointlessCap = "pointless-cap",
    /// No deal falls into a tier, or its end ends nothing.
    IdleTier = "idle-tier",
    /// A time of no days cannot be meant.
    ZeroDays = "zero-days",
    /// A day has not been yet.
    FutureDate = "future-date",
    /// A number is finer than what it is compared with or paid in.
    TooFine = "too-fine",
    /// Browsers do not know the name by which an answer is to be filled in.
    UnknownAutofill = "unknown-autofill",
    /// A text is in a language that no form is shown in.
    UnknownLanguage = "unknown-language",
    /// A text is not in all languages of the program.
    Untranslated = "untranslated",
    /// A secret, or an answer that is sensitive, would be public.
    Exposed = "exposed",
    /// A header cannot be sent.
    BadHeader = "bad-header",
    /// A submission has nothing of that name.
    UnknownSource = "unknown-source",
    /// A page cannot send that to such a system.
    PageCannotSend = "page-cannot-send",
    /// The script cannot be read.
    ScriptSyntax = "script-syntax",
    /// A variable is not known where it stands.
    UndefinedVariable = "undefined-variable",
    /// The script fails while it declares its rules.
    ScriptFailed = "script-failed",
    /// A declaration is not called as it must be.
    WrongCall = "wrong-call",
    /// A function of the script has a name that is taken.
    TakenName = "taken-name",
    /// `today` stands where it is not known, or is given a value.
    MisusedToday = "misused-today",
    /// The script declares no rules.
    NoRules = "no-rules",
    /// `visible_when` or `valid_when` is no expression over the fields before it.
    BadCondition = "bad-condition",
    /// A function or property is called that does not exist.
    UnknownFunction = "unknown-function",
    /// A question is compared with an option that it does not have.
    UnknownOption = "unknown-option",
    /// The program has no rate for a currency.
    UnknownRate = "unknown-rate",
    /// There is no such group of countries.
    UnknownGroup = "unknown-group",
    /// A value is of another kind than must stand there: the rule fails.
    WrongKind = "wrong-kind",
    /// Two values are compared that are never equal.
    NeverEqual = "never-equal",
    /// A rule or condition is met by no lead.
    NeverMet = "never-met",
    /// A rule or condition is met by every lead.
    AlwaysMet = "always-met",
    /// An answer is compared with the empty text, which no answer is.
    EmptyText = "empty-text",
    /// A number is joined to a date.
    DateArithmetic = "date-arithmetic",
    /// A quotient of whole numbers loses its fraction.
    LostFraction = "lost-fraction",
    /// `=` stands where `==` is meant.
    Assignment = "assignment",
    /// A check ends without a value for some leads.
    Gap = "gap",
    /// No lead gets a plan.
    UnusedPlan = "unused-plan",
    /// No rule reads a field.
    UnusedField = "unused-field",
    /// An answer of a case does not fit its field.
    WrongAnswer = "wrong-answer",
    /// There are no cases.
    Untried = "untried",
    /// A file is missing, or cannot be read.
    UnreadableFile = "unreadable-file",
    /// `rules` names no file beside `program.json`.
    ScriptElsewhere = "script-elsewhere",
    /// The program's id is not the name of its folder.
    WrongFolder = "wrong-folder",
    /// `partners.json` cannot be used.
    WrongPartners = "wrong-partners",
    /// The signature is missing, or is not of these files.
    Unproven = "unproven",
    /// The rules engine failed.
    EngineFailed = "engine-failed",
    /// There is no column of that name.
    UnknownColumn = "unknown-column",
    /// It is doubtful which column answers which question.
    AmbiguousColumn = "ambiguous-column",
    /// A question has no column, or no column fits a question.
    NoColumn = "no-column",
    /// A column fits no question, and is left out.
    LeftOut = "left-out",
    /// A column has another unit than the question.
    WrongUnit = "wrong-unit",
    /// It is doubtful whether day or month comes first.
    UndecidedDates = "undecided-dates",
    /// A line of the list cannot be read.
    UnreadableRow = "unreadable-row",
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
