//! Enums for the fixed words in `program.json`.

/// Defines an enum, and the JSON word for each value.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$of_value:meta])* $value:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$of_value])* $value,)+
        }

        impl $name {
            /// All values, each with its JSON word.
            pub const WORDS: [(&'static str, $name); [$($word),+].len()] = [$(($word, $name::$value)),+];

            /// The value with that JSON word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::WORDS.into_iter().find(|(known, _)| *known == word).map(|(_, value)| value)
            }

            /// The JSON word.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $($name::$value => $word,)+
                }
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "enum": [$($word),+] })
            }
        }
    };
}
pub(crate) use words;

words! {
    /// The type of a resource.
    #[derive(Default)]
    ResourceKind {
        /// Any other page.
        #[default]
        Page = "page",
        /// A short description of a product.
        ProductSheet = "product-sheet",
        /// A customer's use of a product.
        SuccessStory = "success-story",
    }
}

words! {
    /// The type of a question.
    #[derive(Default)]
    FieldType {
        /// One line of text.
        #[default]
        Text = "text",
        /// Several lines of text.
        Textarea = "textarea",
        /// An e-mail address.
        Email = "email",
        /// A telephone number.
        Phone = "phone",
        /// A web address.
        Url = "url",
        /// A number.
        Number = "number",
        /// A percentage.
        Percent = "percent",
        /// An amount in a currency.
        Money = "money",
        /// One of several options, in a drop-down list.
        Select = "select",
        /// A country (ISO 3166-1 alpha-2). The choices are the field's options, or else the program's territory, or
        /// else all countries.
        Country = "country",
        /// One of several options, all visible.
        Radio = "radio",
        /// Any number of several options.
        Multiselect = "multiselect",
        /// Yes or no.
        Checkbox = "checkbox",
        /// A calendar date.
        Date = "date",
        /// Rows of the same questions, such as several contacts.
        Group = "group",
    }
}

words! {
    /// How the form shows its steps.
    #[derive(Default)]
    Layout {
        /// All steps on one page.
        #[default]
        Page = "page",
        /// One step at a time.
        Steps = "steps",
    }
}

words! {
    /// How much of the verdict the form shows before the lead is sent.
    #[derive(Default)]
    Detail {
        /// The whole verdict.
        #[default]
        Full = "full",
        /// The status, what would change it, and the fee. No criteria and no score.
        Summary = "summary",
        /// Nothing. The receipt shows the verdict.
        AfterSubmit = "after-submit",
    }
}

words! {
    /// Where the page keeps typed answers, so that a reload does not lose them.
    #[derive(Default)]
    Drafts {
        /// In the tab. They are gone when the tab is closed.
        #[default]
        Tab = "tab",
        /// On the device, for some days.
        Device = "device",
        /// Nowhere.
        Off = "off",
    }
}

words! {
    /// Where the page keeps a submission until it is delivered.
    #[derive(Default)]
    Outbox {
        /// On the device, encrypted.
        #[default]
        Device = "device",
        /// In the page's memory. It is lost when the page is closed.
        Off = "off",
    }
}

words! {
    /// How tiers apply.
    #[derive(Default)]
    Tiering {
        /// The percentage of the tier that the basis falls into applies to the whole basis.
        #[default]
        Whole = "whole",
        /// Each tier's percentage applies to the slice of the basis within it, as in income tax.
        Slices = "slices",
    }
}
