//! Fills in the form's markup, as the loader does in a browser with scripts.

use super::given::{
    ACTION, ADD, CHECK, KEY, LANGUAGE, OPENED, PageForm, REMOVE, SEND, STATUS_KEY, VERSION, WORDS,
};
use crate::catalog::Release;
use dom_query::{Document, NodeRef};
use maud::{Markup, html};
use referral_language::{LANGUAGES, Texts, html_of};
use referral_signing::SavedReceipt;
use referral_widget::lead::FieldError;
use referral_widget::markup::{self, AGREEMENT, CONSENT, TRAP};
use referral_widget::office::DecisionRecord;
use referral_widget::program::{Detail, FieldType, Program};
use referral_widget::rules::{Status, Verdict};
use referral_widget::status::SENT_LIST;
use referral_widget::submission::Receipt;
use serde_json::Value;

/// The id of the form element. Controls outside of the element refer to it.
const FORM: &str = "questions";

/// A form, and what was entered.
pub struct Filled<'a> {
    /// The program in the page's language.
    pub program: &'a Program,
    pub given: &'a PageForm,
    pub verdict: &'a Verdict,
    /// The fields that are not asked.
    pub hidden: &'a [String],
    pub errors: &'a [FieldError],
    /// The message beside the button.
    pub notice: Option<&'a Markup>,
    /// True if another partner's referral protects the customer. Then the page must not promise to accept or protect
    /// it.
    pub is_protected: bool,
    /// True if the page cannot send, because it cannot show the challenge.
    pub cannot_send: bool,
    /// How the program has kept its deadlines.
    pub record: Option<DecisionRecord>,
}

impl Filled<'_> {
    pub fn html(&self, texts: &Texts) -> String {
        let Filled { program, given, .. } = *self;
        let accepted = given.accepts(&program.agreement);
        let consented = given.consents(program.consent.as_ref());
        let page = Document::fragment(markup::form(&self.with_rows(), accepted, consented, None));
        // These parts need a script.
        page.select("template, section.feedback").remove();
        self.frame(&page);
        self.rows(&page);
        self.answers(&page);
        self.mistakes(&page);
        self.judgement(&page);
        self.record(&page, texts);
        self.buttons(&page);
        texts.translate(&page);
        if program.application.is_some() {
            page.select("#submit").set_text(&texts.say("send-application", &[]));
        }
        [self.languages().into_string(), html_of(&page)].concat()
    }

    /// Returns the program with as many rows in each group as were entered.
    fn with_rows(&self) -> Program {
        let mut program = self.program.clone();
        for group in program.fields.iter_mut().filter(|field| field.kind == FieldType::Group) {
            let given = self.given.answers.get(&group.name).and_then(Value::as_array).map_or(0, Vec::len);
            let given = u32::try_from(given).unwrap_or(u32::MAX);
            group.min_items = Some(given.clamp(group.least_rows(), group.most_rows()));
        }
        program
    }

    /// Sets the form's address, and adds its hidden fields.
    fn frame(&self, page: &Document) {
        let Filled { program, given, .. } = *self;
        let unseen = html! {
            input type="hidden" name=(KEY) value=(given.key);
            @if let Some(status_key) = &given.status_key {
                input type="hidden" name=(STATUS_KEY) value=(status_key);
            }
            input type="hidden" name=(LANGUAGE) value=(given.language.tag());
            @if let Some(opened) = given.opened { input type="hidden" name=(OPENED) value=(opened); }
            input type="hidden" name=(VERSION) value=(program.agreement.version);
            @if let Some(consent) = &program.consent { input type="hidden" name=(WORDS) value=(consent.text); }
        };
        for form in page.select("form.questions").nodes() {
            form.set_attr("id", FORM);
            form.set_attr("method", "post");
            form.set_attr("action", &given.address(program));
            form.prepend_html(unseen.0.as_str());
        }
        for section in page.select(".step").nodes().iter().zip(&program.steps) {
            let (section, step) = section;
            hide(section, step.fields.iter().all(|name| self.hidden.contains(name)));
        }
        for field in page.select(".field[data-field]").nodes() {
            hide(field, self.hidden.contains(&attribute(field, "data-field")));
        }
    }

    /// Adds the buttons that add and remove rows, as far as a group may have more or fewer.
    fn rows(&self, page: &Document) {
        for group in self.program.fields.iter().filter(|field| field.kind == FieldType::Group) {
            let id = format!("f-{}", group.name);
            let Some(element) =
                page.select("div.group").nodes().iter().find(|it| attribute(it, "id") == id).copied()
            else {
                continue;
            };
            let rows: Vec<NodeRef> =
                element.element_children().into_iter().filter(|it| it.has_class("row")).collect();
            let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            for (i, row) in rows.iter().enumerate() {
                let value = format!("{REMOVE}{}.{i}", group.name);
                for button in row.element_children().iter().filter(|it| it.has_class("remove")) {
                    submits(button, (count > group.least_rows()).then_some(&value));
                }
            }
            let value = format!("{ADD}{}", group.name);
            for button in element.element_children().iter().filter(|it| it.has_class("add")) {
                submits(button, (count < group.most_rows()).then_some(&value));
            }
        }
        if let Some(changed) = &self.given.changed {
            let with_id = page
                .select("div.group, div.row")
                .nodes()
                .iter()
                .find(|it| attribute(it, "id") == *changed)
                .copied();
            if let Some(element) = with_id {
                element.set_attr("autofocus", "");
            }
        }
    }

    fn answers(&self, page: &Document) {
        for control in page.select("input[name], textarea[name], select[name]").nodes() {
            let name = attribute(control, "name");
            let kind = (control.node_name().unwrap_or_default(), attribute(control, "type"));
            if [AGREEMENT, CONSENT, TRAP].contains(&name.as_str()) || kind.1 == "hidden" {
                continue;
            }
            match (kind.0.as_ref(), kind.1.as_str()) {
                ("input", "radio" | "checkbox") => {
                    if self.is_given(&name, &attribute(control, "value")) {
                        control.set_attr("checked", "");
                    }
                }
                ("input", _) => control.set_attr("value", self.text(&name)),
                ("textarea", _) => control.set_text(self.text(&name)),
                _ => {
                    for option in control.element_children() {
                        if self.is_given(&name, &attribute(&option, "value")) {
                            option.set_attr("selected", "");
                        }
                    }
                }
            }
        }
    }

    fn mistakes(&self, page: &Document) {
        if !self.errors.is_empty() {
            for summary in page.select("#summary").nodes() {
                summary.set_attr("autofocus", "");
                summary.set_html(markup::summary(self.errors));
            }
        }
        for control in page.select("input[name], textarea[name], select[name]").nodes() {
            if self.error(&attribute(control, "name")).is_some() {
                control.set_attr("aria-invalid", "true");
            }
        }
        for place in page.select("p.error[id]").nodes() {
            let id = attribute(place, "id");
            if let Some(error) = id.strip_prefix("e-").and_then(|name| self.error(name)) {
                place.set_html(markup::error(error));
            }
        }
    }

    /// Fills in the verdict, and the message about sending.
    fn judgement(&self, page: &Document) {
        let panel = markup::panel(self.program, self.verdict);
        let parts = [
            ("#status", self.status(panel.status)),
            ("#criteria", panel.criteria.concat()),
            ("#score", panel.score),
            ("#fee", panel.fee),
            ("#bar", markup::headline(self.verdict).0),
        ];
        for (place, html) in parts {
            page.select(place).set_html(html);
        }
        if self.is_protected {
            page.select("#status [data-text=qualifies-why], #status [data-text=protected-for]").remove();
        }
        if let Some(notice) = self.notice {
            for sending in page.select("#sending").nodes() {
                sending.set_html(notice.0.as_str());
                sending.set_attr("autofocus", "");
            }
        }
    }

    /// Says below the verdict how the program has kept its deadlines.
    fn record(&self, page: &Document, texts: &Texts) {
        let Some(DecisionRecord { days, in_time_percent, half_within_hours, .. }) = self.record else {
            return;
        };
        let values = [
            ("percent", &*format!("{in_time_percent}%")),
            ("count", &*half_within_hours.to_string()),
            ("days", &*days.to_string()),
        ];
        page.select("#verdict").append_html(html! { p class="note" { (texts.say("record", &values)) } }.0);
    }

    fn buttons(&self, page: &Document) {
        for button in page.select("#submit").nodes() {
            button.set_attr("name", ACTION);
            button.set_attr("value", SEND);
            // Before the submission there is nothing to show.
            if self.program.verdict != Detail::AfterSubmit {
                let check = html! { button class="submit secondary" name=(ACTION) value=(CHECK) data-text="check-only" {} };
                button.after_html(check.0);
            }
            if self.cannot_send {
                button.replace_with_html(html! { p class="note" data-text="not-here" {} }.0);
            }
        }
    }

    /// Returns the verdict in words. Unlike in a browser with scripts, it does not follow each answer.
    fn status(&self, followed: String) -> String {
        if self.verdict.status != Status::Incomplete {
            return followed;
        }
        html! {
            div class="card status-incomplete" part="status" {
                p class="headline" { (markup::headline(self.verdict)) }
                p data-text="check-shows" { span data-slot="check" { span data-text="check-only" {} } }
            }
        }
        .into_string()
    }

    /// Returns the buttons for other languages. They keep what was typed.
    fn languages(&self) -> Markup {
        let PageForm { language, .. } = self.given;
        let own = LANGUAGES.iter().find(|(code, _)| *code == language.code()).map_or("", |(_, name)| name);
        html! {
            // The Enter key presses the first button, so the hidden one comes first.
            button form=(FORM) class="hidden" name=(ACTION) value=(if self.cannot_send { CHECK } else { SEND }) tabindex="-1"
                aria-hidden="true" {}
            details class="languages" {
                summary { (own) }
                ul {
                    @for (code, name) in LANGUAGES.iter().filter(|(code, _)| *code != language.code()) {
                        li {
                            button form=(FORM) formaction=(self.given.address_in(self.program, code)) lang=(code) { (name) }
                        }
                    }
                }
            }
        }
    }

    /// Returns the answer of a control. In a row, a control has a name such as `contacts.0.email`.
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

    /// True if an option was chosen, or a box ticked.
    fn is_given(&self, name: &str, value: &str) -> bool {
        match self.answer(name) {
            Some(Value::Bool(ticked)) => *ticked,
            Some(Value::Array(all)) => all.iter().any(|answer| answer == value),
            Some(answer) => answer == value,
            None => false,
        }
    }

    fn error(&self, name: &str) -> Option<&FieldError> {
        self.errors.iter().find(|error| error.field == name)
    }
}

/// Returns the page after the referral has arrived. It has a link instead of the button for another referral.
pub fn receipt(
    release: &Release,
    given: &PageForm,
    receipt: &Receipt,
    earlier: bool,
    status_key: Option<&str>,
    texts: &Texts,
) -> String {
    let program = release.program_in(Some(given.language.tag()));
    let page = Document::fragment(markup::receipt(program, Some(receipt), earlier));
    let links = html! {
        @if let Some(signature) = &receipt.signature {
            a class="submit secondary" download={ "receipt-" (receipt.referral) ".jws" } data-text="save-receipt"
                href={ "data:application/jose," (as_address(signature, receipt.lead_salt.as_deref())) } {}
            " "
        }
        @if let Some(key) = status_key {
            a id="follow" class="submit secondary" href={ "/partner/" (receipt.referral) "~" (key) }
                data-list=(SENT_LIST) data-referral=(receipt.referral) data-status-key=(key) {
                (texts.say("follow-referral", &[]))
            }
            " "
            script type="module" src="/refer/remember.js" {}
        }
        a id="again" class="submit secondary" href=(given.address(program)) data-text="again" {}
    };
    for button in page.select("#again").nodes() {
        button.replace_with_html(links.0.as_str());
    }
    if let (Some(at), Some(zone)) =
        (receipt.decision_due_at.as_ref().and_then(|at| at.get(11..16)), &receipt.decision_time_zone)
    {
        let hour = html! { " (" (at) ", " (zone) ")" };
        page.select("[data-text=contact-decides-by] [data-slot=day]").append_html(hour.0);
    }
    texts.translate(&page);
    html_of(&page)
}

/// Writes the saved receipt as part of an address.
fn as_address(signature: &str, lead_salt: Option<&str>) -> String {
    SavedReceipt { signature, lead_salt }.text().replace('\n', "%0A").replace(' ', "%20")
}

fn attribute(element: &NodeRef, name: &str) -> String {
    element.attr_or(name, "").to_string()
}

/// Makes a button that waits for a script send the form instead, or removes it.
fn submits(button: &NodeRef, value: Option<&String>) {
    let Some(value) = value else { return button.remove_from_parent() };
    button.set_attr("type", "submit");
    button.set_attr("name", ACTION);
    button.set_attr("value", value);
    button.remove_attr("hidden");
}

fn hide(element: &NodeRef, is_hidden: bool) {
    if is_hidden { element.set_attr("hidden", "") } else { element.remove_attr("hidden") }
}
