//! A referral as the pages of partners read it: in words, and with all points in time.

use super::said;
use super::story::Story;
use super::words::Words;
use referral_store::Moment;
use referral_widget::json::parse;
use referral_widget::markup::{Piece, money, pieces, shown_answer};
use referral_widget::office::{Event, LifecycleStatus};
use referral_widget::program::{Field, Program};
use referral_widget::rules::{Finding, Status, Verdict};
use referral_widget::status::{
    Due, Labelled, Named, PartnerCommand, ReferralReason, ReferralView, ViewedEvent,
};
use referral_widget::submission::{Receipt, decisive};
use serde_json::Value;

/// The view of a story. `may_act` says whether whoever sees it may give commands.
pub fn view_of(story: &Story, may_act: bool) -> ReferralView {
    let Story { stored, program, zone, .. } = story;
    let words = story.words();
    let standing = &stored.standing;
    let status = LifecycleStatus::from_word(&standing.status).unwrap_or(LifecycleStatus::InReview);
    let stage = standing.stage.as_ref().map(|stage| Labelled { id: stage.clone(), said: words.stage(stage) });
    let duties = standing.duties().unwrap_or_default();
    let due = duties.open().map(|duty| Due {
        owed: Some(duty.owed),
        at: Moment::from(duty.deadline.due).to_string(),
        time_zone: zone.iana_name().unwrap_or("UTC").into(),
        said: words.due(duty),
    });
    let revision = story.events.last().map_or(standing.revision, |event| event.revision);
    let possible = story.possible.iter().filter_map(|command| PartnerCommand::from_word(command.as_str()));
    // A closed referral can be wrong, too.
    let may = possible.chain([PartnerCommand::Report]).filter(|_| may_act);
    ReferralView {
        referral: stored.id.clone(),
        revision: u32::try_from(revision).unwrap_or(u32::MAX),
        program: Named { id: program.id.clone(), name: program.name.clone() },
        vendor: program.vendor.name.clone(),
        company: words.company(),
        status: Some(status),
        status_said: words.status(status),
        stage,
        received_at: stored.received_at.to_string(),
        protected_until: standing.protected_until.clone(),
        due: due.collect(),
        reasons: reasons(story, &words, status),
        fee: fee(story, &words).filter(|_| status.is_open() || status == LifecycleStatus::Won),
        events: story.events.iter().filter_map(|event| said(event, &words)).collect(),
        feedback: said::of_story(story),
        may: may.collect(),
    }
}

fn said(happened: &referral_store::Happened, words: &Words<'_>) -> Option<ViewedEvent> {
    let event: Event = parse(happened.event.get()).ok()?;
    Some(ViewedEvent {
        name: event.name().into(),
        at: happened.at.to_string(),
        said: words.said(happened)?,
        message: happened.message.clone(),
    })
}

/// Why it was declined or lost, by the newest decision, or else what the rules said on arrival.
fn reasons(story: &Story, words: &Words<'_>, status: LifecycleStatus) -> Vec<ReferralReason> {
    let events = story.events.iter().rev().filter_map(|happened| parse::<Event>(happened.event.get()).ok());
    let given = events.into_iter().find_map(|event| match event {
        Event::Declined { reason } | Event::Lost { reason } => Some(reason),
        _ => None,
    });
    let verdict = parse::<Verdict>(story.stored.verdict.get()).ok();
    let mend = |code: &str| {
        let verdict = verdict.as_ref()?;
        let finding = verdict.findings.iter().find(|finding| finding.code == code)?;
        mend(verdict, finding, story, words)
    };
    match (status, given) {
        (LifecycleStatus::Declined | LifecycleStatus::Lost, Some(code)) => {
            let (said, mend) = (words.reason(&code), mend(&code));
            vec![ReferralReason { code, said, mend }]
        }
        // A decline of one in review was taken back.
        (LifecycleStatus::Declined, None) | (LifecycleStatus::InReview, _) => {
            let Some(verdict) = &verdict else { return Vec::new() };
            let reason = |finding: &Finding| ReferralReason {
                code: finding.code.clone(),
                said: story.program.message(&finding.code, &finding.message).into(),
                mend: mend(&finding.code),
            };
            decisive(verdict).map(reason).collect()
        }
        _ => Vec::new(),
    }
}

/// The change of one answer with which the lead would have qualified.
fn mend(verdict: &Verdict, finding: &Finding, story: &Story, words: &Words<'_>) -> Option<String> {
    let suggestion = verdict.suggestions.iter().find(|suggestion| {
        suggestion.status == Status::Qualified && finding.read.contains(&suggestion.field)
    })?;
    let field = story.program.field(&suggestion.field)?;
    let answers: Vec<String> = suggestion
        .answers
        .iter()
        .map(|answer| answer_in_words(&story.program, field, answer, words))
        .collect();
    let answer = words.with("answer", &[("label", &field.label), ("answers", &answers.join(" / "))]);
    Some(format!("{} {answer}", words.say("would-qualify")))
}

/// An answer as the form shows it, without its markup.
fn answer_in_words(program: &Program, field: &Field, answer: &Value, words: &Words<'_>) -> String {
    match answer {
        Value::Bool(true) => words.say("ticked"),
        Value::Bool(false) => words.say("not-ticked"),
        answer => {
            let shown = shown_answer(program, field, answer).into_string();
            let texts = pieces(&shown).filter_map(|piece| match piece {
                Piece::Text(text) => Some(text.into_owned()),
                Piece::Open { .. } | Piece::Close => None,
            });
            texts.collect()
        }
    }
}

fn fee(story: &Story, words: &Words<'_>) -> Option<String> {
    let receipt: Value = parse(story.stored.receipt.get()).ok()?;
    let fee = Receipt::from_json(&receipt)?.fee?;
    let amount = money(&fee.amount.to_string(), &fee.currency);
    let days = fee.payment.days.to_string();
    let after = fee.payment.after.as_str();
    Some(words.with("fee-estimated", &[("fee", &amount), ("count", &days), ("after", after)]))
}
