//! The form's markup, filled in as the loader does it in a browser with scripts.

use super::given::{ACTION, Given, KEY, OPENED, SEND, VERSION, WORDS};
use crate::programs::Release;
use crate::signing::Saved;
use lol_html::errors::RewritingError;
use lol_html::html_content::{ContentType, Element};
use lol_html::{ElementContentHandlers, HandlerResult, RewriteStrSettings, Selector, element, rewrite_str};
use maud::html;
use referral_widget::lead::FieldError;
use referral_widget::markup::{self, AGREEMENT, CONSENT, TRAP};
use referral_widget::program::{Detail, FieldType, MAX_ROWS, Program};
use referral_widget::rules::{Status, Verdict};
use referral_widget::submission::{Receipt, Said};
use serde_json::Value;
use std::borrow::Cow;
use std::cell::RefCell;

/// What the button says that judges the answers.
const CHECK: &str = "Check without sending";

/// A form with what was given.
pub struct Filled<'a> {
    pub release: &'a Release,
    pub given: &'a Given,
    pub verdict: &'a Verdict,
    /// The fields that are not asked.
    pub hidden: &'a [String],
    pub errors: &'a [FieldError],
    pub notice: Option<&'a str>,
    /// Why the page cannot send, if so.
    pub cannot_send: Option<&'a str>,
}

impl Filled<'_> {
    pub fn html(&self) -> Result<String, RewritingError> {
        let program = &self.release.program;
        let accepted = self.given.accepts(&program.agreement);
        let consented = self.given.consents(program.consent.as_ref());
        let form = markup::form(&self.with_rows(), accepted, consented, None);
        let panel = markup::panel(program, self.verdict);
        let select = RefCell::new(String::new());
        let step = RefCell::new(program.steps.iter());
        let handlers = vec![
            element!("form.questions", |form| {
                form.set_attribute("method", "post")?;
                form.set_attribute("action", &escaped(&self.given.address(program)))?;
                form.prepend(&self.unseen(), ContentType::Html);
                Ok(())
            }),
            element!("#summary", |summary| {
                if !self.errors.is_empty() {
                    summary.set_attribute("autofocus", "")?;
                    summary.set_inner_content(&markup::summary(self.errors), ContentType::Html);
                }
                Ok(())
            }),
            element!(".field[data-field]", |field| {
                let name = attribute(field, "data-field");
                hide(field, self.hidden.contains(&name))
            }),
            element!("section.feedback", |section| {
                section.remove(); // it needs a script
                Ok(())
            }),
            element!(".step", |section| {
                let fields = step.borrow_mut().next().map(|step| step.fields.as_slice()).unwrap_or_default();
                hide(section, fields.iter().all(|name| self.hidden.contains(name)))
            }),
            element!("input[name], textarea[name], select[name]", |control| {
                let name = attribute(control, "name");
                select.replace(name.clone());
                if ![AGREEMENT, CONSENT, TRAP].contains(&name.as_str()) {
                    self.fill(control, &name)?;
                }
                if self.error(&name).is_some() {
                    control.set_attribute("aria-invalid", "true")?;
                }
                Ok(())
            }),
            element!("select option", |option| {
                if self.is_given(&select.borrow(), &attribute(option, "value")) {
                    option.set_attribute("selected", "")?;
                }
                Ok(())
            }),
            element!("p.error[id]", |error| {
                let id = attribute(error, "id");
                if let Some(message) = id.strip_prefix("e-").and_then(|name| self.error(name)) {
                    error.set_inner_content(message, ContentType::Text);
                }
                Ok(())
            }),
            element!("#status", |it| put(it, &self.status(panel.status.clone()))),
            element!("#criteria", |it| put(it, &panel.criteria.concat())),
            element!("#score", |it| put(it, &panel.score)),
            element!("#fee", |it| put(it, &panel.fee)),
            element!("#bar", |bar| { put(bar, &markup::headline(self.verdict).0) }),
            element!("#sending", |sending| {
                if let Some(notice) = self.notice {
                    put(sending, &markup::sending_failed(&Said { key: "", text: notice.to_string() }, true))?;
                }
                Ok(())
            }),
            element!("#submit", |button| {
                button.set_attribute("name", ACTION)?;
                button.set_attribute("value", SEND)?;
                // It would have nothing to show.
                if program.verdict != Detail::AfterSubmit {
                    let check =
                        html! { button class="submit secondary" name=(ACTION) value="check" { (CHECK) } };
                    button.after(&check.into_string(), ContentType::Html);
                }
                if let Some(why) = self.cannot_send {
                    button.replace(&html! { p class="note" { (why) } }.into_string(), ContentType::Html);
                }
                Ok(())
            }),
        ];
        rewrite(&form, handlers)
    }

    /// The program with as many rows in each group as are given, and an empty one, if it takes more: nobody can add any.
    fn with_rows(&self) -> Program {
        let mut program = self.release.program.clone();
        for group in program.fields.iter_mut().filter(|field| field.kind == FieldType::Group) {
            let given = self.given.answers.get(&group.name).and_then(Value::as_array).map_or(0, Vec::len);
            let wanted = u32::try_from(given).unwrap_or(MAX_ROWS) + 1;
            group.min_items = Some(wanted.clamp(group.least_rows(), group.most_rows()));
        }
        program
    }

    /// The verdict in words, which does not follow each answer here.
    fn status(&self, followed: String) -> String {
        if self.verdict.status != Status::Incomplete {
            return followed;
        }
        html! {
            div class="card status-incomplete" part="status" {
                p class="headline" { (markup::headline(self.verdict)) }
                p { "“" (CHECK) "” shows what the answers come to." }
            }
        }
        .into_string()
    }

    /// What the page sends along.
    fn unseen(&self) -> String {
        html! {
            input type="hidden" name=(KEY) value=(self.given.key);
            @if let Some(opened) = self.given.opened { input type="hidden" name=(OPENED) value=(opened); }
            input type="hidden" name=(VERSION) value=(self.release.program.agreement.version);
            @if let Some(consent) = &self.release.program.consent {
                input type="hidden" name=(WORDS) value=(consent.text);
            }
        }
        .into_string()
    }

    fn fill(&self, control: &mut Element, name: &str) -> HandlerResult {
        match (control.tag_name().as_str(), attribute(control, "type").as_str()) {
            ("input", "radio" | "checkbox") if self.is_given(name, &attribute(control, "value")) => {
                control.set_attribute("checked", "")?;
            }
            ("input", "radio" | "checkbox") => {}
            ("input", _) => control.set_attribute("value", &escaped(self.text(name)))?,
            ("textarea", _) => control.set_inner_content(self.text(name), ContentType::Text),
            _ => {}
        }
        Ok(())
    }

    /// The answer of a control; one in a row is called `contacts.0.email`.
    fn answer(&self, name: &str) -> Option<&Value> {
        let mut steps = name.split('.');
        let answer = self.given.answers.get(steps.next()?);
        steps.fold(answer, |answer, step| match answer? {
            Value::Array(rows) => rows.get(step.parse::<usize>().ok()?),
            Value::Object(row) => row.get(step),
            _ => None,
        })
    }

    fn text(&self, name: &str) -> &str {
        self.answer(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether an option was chosen, or a box ticked. `value` is the attribute as it is written.
    fn is_given(&self, name: &str, value: &str) -> bool {
        let is = |answer: &Value| answer.as_str().is_some_and(|answer| escaped(answer) == value);
        match self.answer(name) {
            Some(Value::Bool(ticked)) => *ticked,
            Some(Value::Array(all)) => all.iter().any(is),
            Some(answer) => is(answer),
            None => false,
        }
    }

    fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == name).map(|error| error.message.as_str())
    }
}

/// What a partner sees once the referral has arrived, with a link instead of the button that begins another.
pub fn receipt(
    release: &Release,
    given: &Given,
    receipt: &Receipt,
    earlier: bool,
) -> Result<String, RewritingError> {
    let program = &release.program;
    let again = html! { a id="again" class="submit secondary" href=(given.address(program)) { "Refer another customer" } };
    let save = html! {
        @if let Some(signature) = &receipt.signature {
            a class="submit secondary" download={ "receipt-" (receipt.referral) ".jws" }
                href={ "data:application/jose," (as_address(signature, receipt.lead_salt.as_deref())) } { "Save receipt" }
            " "
        }
    };
    let handlers = vec![element!("#again", |button| {
        button.before(&save.0, ContentType::Html);
        button.replace(&again.0, ContentType::Html);
        Ok(())
    })];
    rewrite(&markup::receipt(program, Some(receipt), earlier), handlers)
}

/// The saved receipt as a part of an address.
fn as_address(signature: &str, lead_salt: Option<&str>) -> String {
    Saved { signature, lead_salt }.text().replace('\n', "%0A").replace(' ', "%20")
}

fn rewrite(
    html: &str,
    handlers: Vec<(Cow<'_, Selector>, ElementContentHandlers<'_>)>,
) -> Result<String, RewritingError> {
    let settings = RewriteStrSettings::new();
    let settings =
        handlers.into_iter().fold(settings, |settings, it| settings.append_element_content_handler(it));
    rewrite_str(html, settings)
}

/// A text as an attribute's value: the rewriter takes it as it is written.
fn escaped(text: &str) -> String {
    html! { (text) }.into_string()
}

fn attribute(element: &Element, name: &str) -> String {
    element.get_attribute(name).unwrap_or_default()
}

fn put(element: &mut Element, html: &str) -> HandlerResult {
    element.set_inner_content(html, ContentType::Html);
    Ok(())
}

fn hide(element: &mut Element, is_hidden: bool) -> HandlerResult {
    if is_hidden {
        element.set_attribute("hidden", "")?;
    } else {
        element.remove_attribute("hidden");
    }
    Ok(())
}
