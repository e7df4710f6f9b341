//! The options for what is known of the partner.

use clap::Args;
use referral_widget::lead::PartnerFacts;
use referral_widget::program::Fact;

#[derive(Args)]
pub struct Partner {
    /// The partner's country, such as DE; "" if the vendor knows none [default: not known here]
    #[arg(long, value_name = "CODE", value_parser = country)]
    partner_country: Option<String>,
    /// The host name of the partner's website, such as acme.example
    #[arg(long, value_name = "HOST", value_parser = domain)]
    partner_domain: Option<String>,
    /// The partner's level, such as gold
    #[arg(long, value_name = "WORD", value_parser = level)]
    partner_level: Option<String>,
}

impl Partner {
    /// The facts that were given.
    pub fn facts(&self) -> PartnerFacts {
        PartnerFacts {
            country: self.partner_country.clone(),
            domain: self.partner_domain.clone(),
            level: self.partner_level.clone(),
        }
    }
}

fn country(text: &str) -> Result<String, &'static str> {
    checked(Fact::Country, text)
}

fn domain(text: &str) -> Result<String, &'static str> {
    checked(Fact::Domain, text)
}

fn level(text: &str) -> Result<String, &'static str> {
    checked(Fact::Level, text)
}

fn checked(fact: Fact, text: &str) -> Result<String, &'static str> {
    PartnerFacts::default().set(fact, text).map(|()| text.to_string())
}
