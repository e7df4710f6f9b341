//! Turns a command into events, or refuses it.

use super::{
    Actor, Command, CommandName, Decision, Event, LifecycleStatus, Order, Referral, Refused, Terms, Undone,
};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

/// The longest message or note, in characters.
pub const MAX_TEXT: usize = 4_000;

/// The data besides the referral that a decision depends on.
#[derive(Clone, Debug)]
pub struct Circumstances<'a> {
    /// The current time.
    pub now: Timestamp,
    /// The current date in the program's time zone.
    pub today: Date,
    /// The words of the program that the referral belongs to.
    pub terms: &'a Terms,
    /// The last day of protection for a referral that is accepted today. `None` if the program gives no protection.
    pub protects_until: Option<Date>,
    /// Another partner's referral that protects the customer.
    pub rival: Option<Rival>,
    /// The step that [`Command::Undo`] takes back. Only this command needs it.
    pub last_step: Option<Undone>,
    /// The number of days without activity after which an unprotected referral expires.
    pub quiet_days: u32,
}

/// Another partner's referral of the same customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rival {
    /// The first day of its protection.
    pub since: Date,
    /// The last day of its protection.
    pub until: Date,
}

impl Referral {
    /// The commands that an actor may give now. The events decide about [`Command::Undo`], so it is not among them.
    #[must_use]
    pub fn possible(&self, actor: &Actor) -> Vec<CommandName> {
        let all = CommandName::WORDS.into_iter().map(|(_, name)| name);
        all.filter(|name| actor.may(*name) && self.allows(*name, actor) && *name != CommandName::Undo)
            .collect()
    }

    /// True if the referral's state allows a command.
    fn allows(&self, command: CommandName, actor: &Actor) -> bool {
        let is_withdrawn = self.status == LifecycleStatus::Withdrawn;
        match command {
            CommandName::Decide => self.status == LifecycleStatus::InReview,
            CommandName::Advance | CommandName::Win | CommandName::Lose => {
                self.status == LifecycleStatus::Accepted
            }
            CommandName::Withdraw | CommandName::Expire | CommandName::Assign | CommandName::Extend => {
                self.status.is_open()
            }
            CommandName::Reopen => self.status.can_be_reopened(),
            CommandName::Ask => !is_withdrawn,
            CommandName::Answer => match actor {
                Actor::Partner => self.desk_asks,
                Actor::User { .. } => self.partner_asks,
                Actor::Clock => false,
            },
            CommandName::Correct => self.status == LifecycleStatus::Won,
            CommandName::Note | CommandName::Undo => true,
            CommandName::Release => self.protected_until.is_some(),
        }
    }

    /// The events of a command. `seen` is the number of events that its giver has seen, if known.
    ///
    /// # Errors
    ///
    /// The reason why it is refused, and the possible commands.
    pub fn decide(
        &self,
        order: &Order,
        actor: &Actor,
        seen: Option<u64>,
        circumstances: &Circumstances<'_>,
    ) -> Result<Vec<Event>, Refused> {
        let command = order.command.name();
        if !actor.may(command) {
            return Err(Refused::NotAllowed { command, possible: self.possible(actor) });
        }
        if let Some(seen) = seen.filter(|seen| *seen != self.revision) {
            return Err(Refused::Outdated { seen, now: self.revision });
        }
        if !self.allows(command, actor) {
            let (status, possible) = (self.status, self.possible(actor));
            return Err(match command {
                CommandName::Answer => Refused::NothingAsked,
                _ => Refused::Impossible { command, status, possible },
            });
        }
        check_texts(order, actor)?;
        self.events(&order.command, actor, circumstances)
    }

    fn events(
        &self,
        command: &Command,
        actor: &Actor,
        circumstances: &Circumstances<'_>,
    ) -> Result<Vec<Event>, Refused> {
        let terms = circumstances.terms;
        Ok(match command {
            Command::Decide(Decision::Accept) => self.taken(Event::Accepted, circumstances)?,
            Command::Decide(Decision::Decline { reason }) => {
                let reason = known("reason", reason, &terms.decline_reasons)?;
                self.unprotected(Event::Declined { reason })
            }
            Command::Reopen => self.taken(Event::Reopened, circumstances)?,
            Command::Advance { stage } => {
                let stage = known("stage", stage, &terms.stages)?;
                if self.stage.as_ref() == Some(&stage) {
                    return Err(Refused::NoChange { what: format!("The referral is at `{stage}`") });
                }
                vec![Event::Advanced { stage }]
            }
            Command::Win(deal) => {
                if let Some(why) = deal.mistake(circumstances.today) {
                    return Err(Refused::WrongDeal(why));
                }
                vec![Event::Won(deal.clone())]
            }
            Command::Correct(deal) => {
                if let Some(why) = deal.mistake(circumstances.today) {
                    return Err(Refused::WrongDeal(why));
                }
                if self.deal.as_ref() == Some(deal) {
                    return Err(Refused::NoChange { what: "The deal is that".into() });
                }
                vec![Event::Corrected(deal.clone())]
            }
            Command::Undo => vec![Event::Undone(self.undone(circumstances)?)],
            Command::Lose { reason } => {
                vec![Event::Lost { reason: known("reason", reason, &terms.loss_reasons)? }]
            }
            Command::Withdraw => self.unprotected(Event::Withdrawn),
            Command::Ask => {
                vec![if *actor == Actor::Partner { Event::PartnerAsked } else { Event::DeskAsked }]
            }
            Command::Answer => {
                vec![if *actor == Actor::Partner { Event::PartnerAnswered } else { Event::DeskAnswered }]
            }
            Command::Note => vec![Event::Noted],
            Command::Assign { to } => {
                if *to == self.assignee {
                    let what = to.as_ref().map_or("The referral is nobody’s".into(), |to| {
                        format!("The referral is assigned to `{to}`")
                    });
                    return Err(Refused::NoChange { what });
                }
                vec![Event::Assigned { to: to.clone() }]
            }
            Command::Extend { until } => {
                self.check_longer(*until, circumstances)?;
                vec![Event::Protected { until: *until }]
            }
            Command::Release => vec![Event::Released],
            Command::Expire => {
                self.check_expired(circumstances)?;
                self.unprotected(Event::Expired)
            }
        })
    }

    /// An event that accepts the referral, followed by the protection of its customer unless it is protected already.
    fn taken(&self, event: Event, circumstances: &Circumstances<'_>) -> Result<Vec<Event>, Refused> {
        let holds = self.protected_until.is_some_and(|until| until >= circumstances.today);
        if holds {
            return Ok(vec![event]);
        }
        if let Some(Rival { since, until }) = circumstances.rival {
            return Err(Refused::ProtectedForAnother { since, until });
        }
        let protected = circumstances.protects_until.map(|until| Event::Protected { until });
        Ok([event].into_iter().chain(protected).collect())
    }

    /// An event that closes the referral, followed by the end of its protection.
    fn unprotected(&self, event: Event) -> Vec<Event> {
        let released = self.protected_until.is_some().then_some(Event::Released);
        [event].into_iter().chain(released).collect()
    }

    /// The last step, with the protection before it as far as that can be restored today.
    fn undone(&self, circumstances: &Circumstances<'_>) -> Result<Undone, Refused> {
        let mut undone = circumstances.last_step.clone().ok_or(Refused::NothingToUndo)?;
        if undone.protected_until == self.protected_until {
            return Ok(undone);
        }
        let lasts = |until: &Date| *until >= circumstances.today;
        undone.protected_until = undone.protected_until.filter(lasts);
        let is_protected = self.protected_until.as_ref().is_some_and(lasts);
        match circumstances.rival.filter(|_| undone.protected_until.is_some() && !is_protected) {
            Some(Rival { since, until }) => Err(Refused::ProtectedForAnother { since, until }),
            None => Ok(undone),
        }
    }

    fn check_longer(&self, until: Date, circumstances: &Circumstances<'_>) -> Result<(), Refused> {
        let today = circumstances.today;
        if until < today {
            return Err(Refused::WrongDay(format!("The protection cannot end on {until}, which is past")));
        }
        match self.protected_until.filter(|ends| *ends >= today) {
            Some(ends) if until <= ends => Err(Refused::WrongDay(format!(
                "The customer is protected until {ends}, which is not earlier"
            ))),
            Some(_) => Ok(()),
            None => circumstances
                .rival
                .map_or(Ok(()), |Rival { since, until }| Err(Refused::ProtectedForAnother { since, until })),
        }
    }

    fn check_expired(&self, circumstances: &Circumstances<'_>) -> Result<(), Refused> {
        let is_protected = self.protected_until.is_some_and(|until| until >= circumstances.today);
        let quiet = SignedDuration::from_hours(24 * i64::from(circumstances.quiet_days));
        let is_quiet = circumstances.now.duration_since(self.touched_at) >= quiet;
        if is_protected || !is_quiet { Err(Refused::TooEarly) } else { Ok(()) }
    }
}

/// Checks that a word is one of the allowed ones.
fn known(part: &'static str, word: &str, all: &[String]) -> Result<String, Refused> {
    let found = all.iter().find(|known| *known == word).cloned();
    found.ok_or_else(|| Refused::UnknownWord { part, word: word.into(), known: all.to_vec() })
}

fn check_texts(order: &Order, actor: &Actor) -> Result<(), Refused> {
    for (part, text) in [("message", &order.message), ("note", &order.note)] {
        if text.as_ref().is_some_and(|text| text.chars().count() > MAX_TEXT) {
            let why = format!("is longer than {MAX_TEXT} characters");
            return Err(Refused::TextRefused { part, why });
        }
    }
    if order.note.is_some() && *actor == Actor::Partner {
        return Err(Refused::TextRefused {
            part: "note",
            why: "is for the vendor only; write a `message`".into(),
        });
    }
    let is_empty = |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
    let missing = match order.command.name() {
        CommandName::Ask => is_empty(&order.message).then_some(("message", "it is what you ask")),
        CommandName::Answer => is_empty(&order.message).then_some(("message", "it is what you answer")),
        CommandName::Note => is_empty(&order.note).then_some(("note", "it is what you note")),
        CommandName::Reopen | CommandName::Extend | CommandName::Release | CommandName::Correct => {
            is_empty(&order.note).then_some(("note", "say why, for those who come later"))
        }
        CommandName::Decide
        | CommandName::Advance
        | CommandName::Win
        | CommandName::Lose
        | CommandName::Withdraw
        | CommandName::Assign
        | CommandName::Undo
        | CommandName::Expire => None,
    };
    missing.map_or(Ok(()), |(part, why)| Err(Refused::TextMissing { part, why }))
}
