//! Replaces English texts by those of another language. It does what `loader/language.js` does in a browser, with the
//! same catalogs.

use super::{Language, format};
use dom_query::{Document, NodeRef};
use icu_locale_core::Locale;
use referral_widget::json::parse;
use referral_widget::markup::money;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One message, or one message for each plural category of a number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Message {
    One(String),
    Each(BTreeMap<String, String>),
}

type Catalog = BTreeMap<String, Message>;

/// The two catalogs of each language: the form's, and that of these pages.
type Catalogs = BTreeMap<&'static str, [Catalog; 2]>;

macro_rules! catalogs {
    ($($code:literal),*) => {
        [$((
            $code,
            include_str!(concat!("../../src/browser/loader/texts/", $code, ".json")),
            include_str!(concat!("texts/", $code, ".json")),
        )),*]
    };
}

static CATALOGS: LazyLock<Catalogs> = LazyLock::new(|| {
    let read = |json| parse(json).unwrap_or_default();
    let all = catalogs!("en", "de", "fr", "es", "pt", "it", "nl", "ja", "ar");
    all.into_iter().map(|(code, form, own)| (code, [read(form), read(own)])).collect()
});

/// The texts of a language.
pub struct Texts {
    catalogs: &'static [Catalog],
    locale: Locale,
    is_english: bool,
    direction: &'static str,
}

/// The inputs that are written from left to right in every language: addresses and numbers.
const LEFT_TO_RIGHT: &str = ".field-url input, .field-number input, .field-money input, .field-percent input, \
    input[type=email], input[type=tel]";

impl Texts {
    /// Returns the texts of that language.
    pub fn in_language(language: &Language) -> Self {
        let catalogs = CATALOGS.get(language.code()).map_or(&[][..], |catalogs| catalogs);
        Texts {
            catalogs,
            locale: language.locale(),
            is_english: language.code() == "en",
            direction: language.direction(),
        }
    }

    /// Returns the text of a key, with values filled in. If the catalogs lack the key, the key itself is returned.
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        let value =
            |name: &str| values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
        let Some(message) = self.message(key, value("count")) else { return key.into() };
        let pieces = message.split(['{', '}']).enumerate();
        pieces.map(|(i, piece)| if i % 2 == 0 { piece.into() } else { self.number(value(piece)) }).collect()
    }

    /// Writes an amount as the language does, such as `12.500,50 €` in German.
    pub fn money(&self, amount: &str, currency: &str) -> String {
        self.number(&money(amount, currency))
    }

    /// Replaces the texts of a page by their translations, and writes its lists, numbers and dates as the language
    /// does. Text from a catalog is never read as HTML.
    pub fn translate(&self, page: &Document) {
        for element in page.select("[data-text]").nodes() {
            // In English the form's own words stay.
            if !self.is_english || element.immediate_text().trim().is_empty() {
                self.fill(page, element);
            }
        }
        for select in page.select("select[data-choices=country]").nodes() {
            self.name_countries(select);
        }
        // In English the markup already has lists, numbers and dates as they are read.
        if self.is_english {
            return;
        }
        for element in page.select("[data-list]").nodes() {
            self.join(page, element);
        }
        for element in page.select("[data-number]").nodes() {
            element.set_text(self.number(&element.text()));
        }
        for element in page.select("time[datetime]").nodes() {
            if let Some(date) = format::date(&self.locale, &element.attr_or("datetime", "")) {
                element.set_text(date);
            }
        }
        if self.direction == "rtl" {
            for input in page.select(LEFT_TO_RIGHT).nodes() {
                input.set_attr("dir", "ltr");
            }
        }
    }

    /// Returns a message, with the names of its values in braces.
    fn message(&self, key: &str, count: &str) -> Option<&'static str> {
        match self.catalogs.iter().find_map(|catalog| catalog.get(key))? {
            Message::One(text) => Some(text),
            Message::Each(texts) => {
                let category = count
                    .replace(',', "")
                    .parse()
                    .map_or("other", |count| format::plural(&self.locale, count));
                texts.get(category).or_else(|| texts.get("other")).map(String::as_str)
            }
        }
    }

    fn fill(&self, page: &Document, element: &NodeRef) {
        let slots: BTreeMap<String, NodeRef> = element
            .element_children()
            .into_iter()
            .filter_map(|child| Some((child.attr("data-slot")?.to_string(), child)))
            .collect();
        let given: Map<String, Value> =
            element.attr("data-values").and_then(|values| parse(&values).ok()).unwrap_or_default();
        let given = |name: &str| match given.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => String::new(),
            Some(other) => other.to_string(),
        };
        let count = slots.get("count").map_or_else(|| given("count"), |slot| slot.text().to_string());
        let Some(message) = self.message(&element.attr_or("data-text", ""), &count) else { return };
        element.remove_children();
        for (i, piece) in message.split(['{', '}']).enumerate() {
            if i % 2 == 0 {
                element.append_child(&page.tree.new_text(piece));
            } else if let Some(slot) = slots.get(piece) {
                element.append_child(slot);
            } else if piece == "label" {
                // A name stays as it is, and keeps its own writing direction.
                let name = page.tree.new_element("bdi");
                name.set_text(given(piece));
                element.append_child(&name);
            } else {
                element.append_child(&page.tree.new_text(self.number(&given(piece))));
            }
        }
    }

    /// Joins the items of a list with the separators of the language.
    fn join(&self, page: &Document, element: &NodeRef) {
        let items = element.element_children();
        let marks: Vec<String> = (0..items.len()).map(|i| format!("{{{i}}}")).collect();
        let joined = format::list(&self.locale, &marks.iter().map(String::as_str).collect::<Vec<_>>());
        element.remove_children();
        for (i, piece) in joined.split(['{', '}']).enumerate() {
            match piece.parse::<usize>().ok().and_then(|item| items.get(item)) {
                Some(item) if i % 2 == 1 => element.append_child(item),
                _ => element.append_child(&page.tree.new_text(piece)),
            }
        }
    }

    /// Writes a number with a point, such as `12500.50`, as the language does.
    pub fn number(&self, text: &str) -> String {
        let number = if self.is_english { None } else { format::number(&self.locale, text) };
        number.unwrap_or_else(|| text.into())
    }

    /// Names the countries among a select's options. An option without a name shows its code as its text.
    fn name_countries(&self, select: &NodeRef) {
        let bare = select.element_children().into_iter().filter(|option| {
            let code = option.attr_or("value", "");
            code.len() == 2 && option.text() == code
        });
        let bare: BTreeMap<String, NodeRef> =
            bare.map(|option| (option.text().to_string(), option)).collect();
        let names = format::countries(&self.locale, bare.keys().map(String::as_str));
        for (option, name) in names.into_iter().filter_map(|(code, name)| Some((bare.get(code)?, name))) {
            option.set_text(name);
            select.append_child(option);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]
mod tests {
    use super::super::LANGUAGES;
    use super::*;
    use std::collections::BTreeSet;

    fn texts(tag: &str) -> Texts {
        Texts::in_language(&Language::named(tag).unwrap())
    }

    fn translated(tag: &str, html: &str) -> String {
        let page = Document::fragment(html);
        texts(tag).translate(&page);
        page.html_root().inner_html().to_string()
    }

    #[test]
    fn amounts_are_written_as_the_language_does() {
        for (tag, amount, written) in [
            ("en", "45000.50", "EUR\u{a0}45,000.50"),
            ("en", "12000.00", "EUR\u{a0}12,000"),
            ("de", "45000.50", "45.000,50\u{a0}€"),
            ("de", "12000.00", "12.000\u{a0}€"),
            ("fr", "45000.50", "45\u{202f}000,50\u{a0}€"),
            ("ja", "12000.00", "€12,000"),
        ] {
            assert_eq!(texts(tag).money(amount, "EUR"), written, "{tag}");
        }
    }

    #[test]
    fn parts_keep_their_place_in_a_translation() {
        let html = r#"<p data-text="answers-to-go"><bdi data-slot="count" data-number>1,200</bdi> answers to go</p>"#;
        assert!(
            translated("de", html).contains(r#"data-number="">1.200</bdi>"#),
            "{}",
            translated("de", html)
        );
        let html = r#"<p data-text="ask">Questions: <bdi data-slot="contact">{email}</bdi>, <a data-slot="email" href="mailto:a@b.example">a@b.example</a></p>"#;
        let expected = r#"<p data-text="ask">お問い合わせ：<bdi data-slot="contact">{email}</bdi>、<a data-slot="email" href="mailto:a@b.example">a@b.example</a></p>"#;
        assert_eq!(translated("ja", html), expected);
    }

    #[test]
    fn values_are_never_html_and_a_name_is_no_number() {
        let html =
            r#"<span data-text="too-small" data-values='{"label":"1,000 <b>","least":"1,500.5"}'>x</span>"#;
        assert_eq!(
            translated("ja", html),
            r#"<span data-text="too-small" data-values="{&quot;label&quot;:&quot;1,000 &lt;b&gt;&quot;,&quot;least&quot;:&quot;1,500.5&quot;}"><bdi>1,000 &lt;b&gt;</bdi>：1,500.5 以上の値を入力してください</span>"#
        );
    }

    #[test]
    fn lists_are_joined_as_the_language_does() {
        let html = r"<span data-list><b>x</b>, <b>y</b></span>";
        assert_eq!(translated("de", html), r#"<span data-list=""><b>x</b> und <b>y</b></span>"#);
        assert_eq!(translated("ja", html), r#"<span data-list=""><b>x</b>、<b>y</b></span>"#);
    }

    #[test]
    fn every_language_has_every_text_of_these_pages_with_every_value_and_plural() {
        let places = |text: &str| {
            text.split(['{', '}']).skip(1).step_by(2).map(ToString::to_string).collect::<BTreeSet<_>>()
        };
        let english = &CATALOGS["en"][1];
        assert!(english.len() > 10);
        for (code, _) in LANGUAGES {
            let [form, own] = &CATALOGS[code];
            assert!(form.len() > 150, "{code}");
            assert!(own.keys().eq(english.keys()), "{code}");
            assert!(own.keys().all(|key| !form.contains_key(key)), "{code}");
            for (key, message) in own {
                match (message, &english[key]) {
                    (Message::One(text), Message::One(wanted)) => {
                        assert_eq!(places(text), places(wanted), "{code} {key}")
                    }
                    (Message::Each(texts), Message::Each(_)) => {
                        let locale = Language::named(code).unwrap().locale();
                        let needed: BTreeSet<&str> =
                            (0..200).map(|count| format::plural(&locale, count)).collect();
                        assert!(needed.iter().all(|category| texts.contains_key(*category)), "{code} {key}");
                    }
                    _ => panic!("{code} {key}"),
                }
            }
        }
    }
}
