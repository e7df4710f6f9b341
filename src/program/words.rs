//! What is one of a few words in `program.json`.

/// What a resource is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResourceKind {
    /// Anything.
    #[default]
    Page,
    /// What a product does, in short.
    ProductSheet,
    /// How a customer uses it.
    SuccessStory,
}

impl ResourceKind {
    /// Their words in JSON.
    pub const WORDS: [(&str, ResourceKind); 3] = [
        ("page", ResourceKind::Page),
        ("product-sheet", ResourceKind::ProductSheet),
        ("success-story", ResourceKind::SuccessStory),
    ];
}

/// What kind of answer a field takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldType {
    /// One line of text.
    #[default]
    Text,
    /// Several lines of text.
    Textarea,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A web address.
    Url,
    /// A number.
    Number,
    /// A share of a hundred.
    Percent,
    /// An amount in a currency.
    Money,
    /// One of several options, in a list.
    Select,
    /// A country (ISO 3166-1 alpha-2): of the options, else of the program's territory, else of all.
    Country,
    /// One of several options, side by side.
    Radio,
    /// Any number of several options.
    Multiselect,
    /// Yes or no.
    Checkbox,
    /// A calendar date.
    Date,
    /// Rows in which the same is asked, such as several contacts.
    Group,
}

impl FieldType {
    /// Their words in JSON.
    pub const WORDS: [(&str, FieldType); 15] = [
        ("text", FieldType::Text),
        ("textarea", FieldType::Textarea),
        ("email", FieldType::Email),
        ("phone", FieldType::Phone),
        ("url", FieldType::Url),
        ("number", FieldType::Number),
        ("percent", FieldType::Percent),
        ("money", FieldType::Money),
        ("select", FieldType::Select),
        ("country", FieldType::Country),
        ("radio", FieldType::Radio),
        ("multiselect", FieldType::Multiselect),
        ("checkbox", FieldType::Checkbox),
        ("date", FieldType::Date),
        ("group", FieldType::Group),
    ];
}

/// How the form shows its steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// All of them on one page.
    #[default]
    Page,
    /// One at a time.
    Steps,
}

impl Layout {
    /// Their words in JSON.
    pub const WORDS: [(&str, Layout); 2] = [("page", Layout::Page), ("steps", Layout::Steps)];
}

/// How much of the verdict the form shows before the lead is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// All of it.
    #[default]
    Full,
    /// What it is, what would turn it and the fee; no criteria and no score.
    Summary,
    /// Nothing. The receipt says it.
    AfterSubmit,
}

impl Detail {
    /// Their words in JSON.
    pub const WORDS: [(&str, Detail); 3] =
        [("full", Detail::Full), ("summary", Detail::Summary), ("after-submit", Detail::AfterSubmit)];
}

/// Where the page keeps what is typed, so that a reload does not lose it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drafts {
    /// In the tab, and with it they go.
    #[default]
    Tab,
    /// On the device, for a number of days.
    Device,
    /// Nowhere.
    Off,
}

impl Drafts {
    /// Their words in JSON.
    pub const WORDS: [(&str, Drafts); 3] =
        [("tab", Drafts::Tab), ("device", Drafts::Device), ("off", Drafts::Off)];
}

/// Where the page keeps a submission until it has arrived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outbox {
    /// On the device, encrypted.
    #[default]
    Device,
    /// In the page, and with it they go.
    Off,
}

impl Outbox {
    /// Their words in JSON.
    pub const WORDS: [(&str, Outbox); 2] = [("device", Outbox::Device), ("off", Outbox::Off)];
}

/// How tiers apply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tiering {
    /// The tier that the basis falls into holds for all of it.
    #[default]
    Whole,
    /// Each tier's percentage holds for the slice of the basis within it, as in income tax.
    Slices,
}

impl Tiering {
    /// Their words in JSON.
    pub const WORDS: [(&str, Tiering); 2] = [("whole", Tiering::Whole), ("slices", Tiering::Slices)];
}
