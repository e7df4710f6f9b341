//! What is one of a few words in `program.json`.

/// An enum, and the word that each of its values has in JSON.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$of_value:meta])* $value:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$of_value])* $value,)+
        }

        impl $name {
            /// All of them, with their words in JSON.
            pub const WORDS: [(&'static str, $name); [$($word),+].len()] = [$(($word, $name::$value)),+];

            /// The word in JSON.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $($name::$value => $word,)+
                }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What a resource is.
    #[derive(Default)]
    ResourceKind {
        /// Anything.
        #[default]
        Page = "page",
        /// What a product does, in short.
        ProductSheet = "product-sheet",
        /// How a customer uses it.
        SuccessStory = "success-story",
    }
}

words! {
    /// What kind of answer a field takes.
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
        /// A share of a hundred.
        Percent = "percent",
        /// An amount in a currency.
        Money = "money",
        /// One of several options, in a list.
        Select = "select",
        /// A country (ISO 3166-1 alpha-2): of the options, else of the program's territory, else of all.
        Country = "country",
        /// One of several options, side by side.
        Radio = "radio",
        /// Any number of several options.
        Multiselect = "multiselect",
        /// Yes or no.
        Checkbox = "checkbox",
        /// A calendar date.
        Date = "date",
        /// Rows in which the same is asked, such as several contacts.
        Group = "group",
    }
}

words! {
    /// How the form shows its steps.
    #[derive(Default)]
    Layout {
        /// All of them on one page.
        #[default]
        Page = "page",
        /// One at a time.
        Steps = "steps",
    }
}

words! {
    /// How much of the verdict the form shows before the lead is sent.
    #[derive(Default)]
    Detail {
        /// All of it.
        #[default]
        Full = "full",
        /// What it is, what would turn it and the fee; no criteria and no score.
        Summary = "summary",
        /// Nothing. The receipt says it.
        AfterSubmit = "after-submit",
    }
}

words! {
    /// Where the page keeps what is typed, so that a reload does not lose it.
    #[derive(Default)]
    Drafts {
        /// In the tab, and with it they go.
        #[default]
        Tab = "tab",
        /// On the device, for a number of days.
        Device = "device",
        /// Nowhere.
        Off = "off",
    }
}

words! {
    /// Where the page keeps a submission until it has arrived.
    #[derive(Default)]
    Outbox {
        /// On the device, encrypted.
        #[default]
        Device = "device",
        /// In the page, and with it they go.
        Off = "off",
    }
}

words! {
    /// How tiers apply.
    #[derive(Default)]
    Tiering {
        /// The tier that the basis falls into holds for all of it.
        #[default]
        Whole = "whole",
        /// Each tier's percentage holds for the slice of the basis within it, as in income tax.
        Slices = "slices",
    }
}
