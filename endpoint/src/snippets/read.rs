//! Finds the elements of a page that matter for its form. The tokens of the HTML are enough for that. A tree of a hostile page
//! could take far more memory than its text.

use html5ever::Attribute;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;

/// What a page has.
#[derive(Debug, Default)]
pub struct Page {
    /// The address that relative ones are resolved against, if the page names one.
    pub base: Option<String>,
    /// The scripts with an address.
    pub scripts: Vec<Script>,
    /// The forms.
    pub forms: Vec<Form>,
    /// The policies of `meta` elements.
    pub policies: Vec<String>,
}

/// A script with an address.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// Its address, as it is written.
    pub src: String,
    /// Its type.
    pub kind: String,
    /// Its hashes.
    pub integrity: String,
    /// The nonce that a policy may ask for.
    pub nonce: String,
}

/// A `<referral-form>`.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// The address of its program.
    pub program: Option<String>,
    /// The partner's id.
    pub partner: Option<String>,
    /// The origins for which the program may choose method and headers.
    pub delivery_origins: String,
    /// The addresses of the links inside.
    pub links: Vec<String>,
    /// True if the form is in the HTML.
    pub is_in_html: bool,
}

impl Page {
    /// Reads the HTML of a page.
    pub fn read(html: &str) -> Self {
        let tokenizer = Tokenizer::new(Reader::default(), TokenizerOpts::default());
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(html));
        let _ = tokenizer.feed(&input);
        tokenizer.end();
        tokenizer.sink.0.into_inner().page
    }
}

/// Collects the page from its tokens.
#[derive(Default)]
struct Reader(RefCell<State>);

#[derive(Default)]
struct State {
    page: Page,
    is_in_form: bool,
    /// How many templates are open. Their contents are not part of the page.
    templates: usize,
    /// How many elements with XML inside are open. There, `<style/>` has no contents.
    foreign: usize,
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else { return TokenSinkResult::Continue };
        let mut state = self.0.borrow_mut();
        match tag.kind {
            TagKind::StartTag => state.open(&tag),
            TagKind::EndTag => state.close(&tag.name),
        }
        let has_contents = !(tag.self_closing && state.foreign > 0);
        if tag.kind == TagKind::StartTag && has_contents {
            text_of(&tag.name)
        } else {
            TokenSinkResult::Continue
        }
    }
}

/// How the contents of an element are read where scripts run.
fn text_of(name: &str) -> TokenSinkResult<()> {
    match name {
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" | "noscript" => {
            TokenSinkResult::RawData(RawKind::Rawtext)
        }
        "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
        "plaintext" => TokenSinkResult::Plaintext,
        _ => TokenSinkResult::Continue,
    }
}

impl State {
    fn open(&mut self, tag: &Tag) {
        let attribute = |name: &str| value(&tag.attrs, name);
        let text = |name: &str| attribute(name).unwrap_or_default();
        match &*tag.name {
            "template" => {
                if let Some(form) = self.page.forms.last_mut().filter(|_| self.is_in_form) {
                    form.is_in_html |= attribute("shadowrootmode").is_some();
                }
                self.templates += 1;
            }
            "svg" | "math" if !tag.self_closing => self.foreign += 1,
            _ if self.templates > 0 => {}
            "base" => self.page.base = self.page.base.take().or(attribute("href")),
            "script" if attribute("src").is_some() => self.page.scripts.push(Script {
                src: text("src"),
                kind: text("type"),
                integrity: text("integrity"),
                nonce: text("nonce"),
            }),
            "meta" if text("http-equiv").eq_ignore_ascii_case("content-security-policy") => {
                self.page.policies.push(text("content"));
            }
            "referral-form" => {
                let either = |name: &str| attribute(name).or_else(|| attribute(&format!("data-{name}")));
                self.page.forms.push(Form {
                    program: either("program"),
                    partner: either("partner"),
                    delivery_origins: either("delivery-origins").unwrap_or_default(),
                    ..Form::default()
                });
                self.is_in_form = true;
            }
            "a" => {
                if let Some(form) = self.page.forms.last_mut().filter(|_| self.is_in_form) {
                    form.links.extend(attribute("href"));
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "template" => self.templates = self.templates.saturating_sub(1),
            "svg" | "math" => self.foreign = self.foreign.saturating_sub(1),
            "referral-form" if self.templates == 0 => self.is_in_form = false,
            _ => {}
        }
    }
}

fn value(attributes: &[Attribute], name: &str) -> Option<String> {
    let found = attributes.iter().find(|attribute| &*attribute.name.local == name)?;
    Some(found.value.trim().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_browser_would_see_counts() {
        let page = Page::read(
            "<!-- <referral-form program=a></referral-form> --><title><referral-form></title>\
             <script>'<referral-form>'</script><noscript><referral-form></noscript>\
             <template><referral-form program=b></referral-form></template>\
             <svg><style/><title/></svg><REFERRAL-FORM data-program='c&amp;d' partner=p>\
             <template shadowrootmode=open><a href=/terms></a></template><a href=/refer>x</a></referral-form><a href=/other>",
        );
        let [form] = page.forms.as_slice() else { panic!("{page:?}") };
        assert_eq!((form.program.as_deref(), form.partner.as_deref()), (Some("c&d"), Some("p")));
        assert_eq!(form.links, ["/refer"]);
        assert!(form.is_in_html);
    }

    #[test]
    fn hostile_html_is_read_in_its_length() {
        let many = "<b a=1><p><template><svg><referral-form><a href=x>".repeat(40_000);
        assert!(Page::read(&many).forms.len() <= 1);
        assert!(Page::read("<script src=a").scripts.is_empty());
        assert_eq!(Page::read(&"<script src=a></script>".repeat(9)).scripts.len(), 9);
    }
}
