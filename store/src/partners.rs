//! The vendor's partners, and what they have agreed to. Whoever refers no more stays.

use crate::error::StoreError;
use crate::locks::Lock;
use crate::moment::Moment;
use crate::open::Store;
use crate::partner_mails::{AddressChanged, tell_of_address};
use crate::pools::{Transaction, is_unknown, read, within};
use crate::telling::MailToQueue;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;
use std::sync::Arc;

/// A partner of the vendor. Lists have one entry in each line.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow, JsonSchema, Serialize)]
#[schemars(rename = "KeptPartner")]
pub struct Partner {
    /// The id by which pages and tokens name the partner.
    pub id: String,
    /// The name.
    pub name: String,
    /// The address of record, in small letters. Mails about the partner's referrals go there.
    pub email: Option<String>,
    /// People, each in a line.
    pub contacts: String,
    /// The websites that may refer in the partner's name, each in a line. If empty, any website may.
    pub websites: String,
    /// The public keys that may sign tokens about this partner, each in a line.
    pub keys: String,
    /// The ids of the programs, each in a line. If empty, the partner refers to all.
    pub programs: String,
    /// The language of mails (BCP 47).
    pub language: Option<String>,
    /// The country (ISO 3166-1 alpha-2).
    pub country: Option<String>,
    /// The domain of the partner's company.
    pub domain: Option<String>,
    /// The level, in a word of the vendor's.
    pub level: Option<String>,
    /// The id of the referral by which the partner applied.
    pub application: Option<String>,
}

/// A partner as stored.
#[derive(Clone, FromRow, JsonSchema, Serialize)]
pub struct KeptPartner {
    /// The partner.
    #[sqlx(flatten)]
    #[serde(flatten)]
    pub partner: Partner,
    /// When an invitation that is open ends (RFC 3339, UTC).
    pub invitation_ends_at: Option<Moment>,
    /// When the partner was added (RFC 3339, UTC).
    pub added_at: Moment,
    /// Since when the partner refers no more (RFC 3339, UTC).
    pub ended_at: Option<Moment>,
    /// When the partner accepted an agreement last (RFC 3339, UTC).
    pub joined_at: Option<Moment>,
}

/// The text of a program that a partner has accepted.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, JsonSchema, Serialize)]
pub struct PartnerAgreement {
    /// The program's id.
    pub program: String,
    /// The version of the agreement.
    pub version: String,
    /// The SHA-256 of the agreement, in hexadecimal.
    pub sha256: String,
    /// When it was accepted (RFC 3339, UTC).
    pub accepted_at: Moment,
    /// The name of the person who accepted it.
    pub accepted_by: String,
}

/// An invitation by a link, which works once.
#[derive(Clone)]
pub struct Invitation {
    /// The id of the mail that brings it. Without one, a person hands it on.
    pub mail: Option<String>,
    /// The SHA-256 of the secret in the link. Without one, the mail makes it.
    pub sha256: Option<[u8; 32]>,
    /// When the link ends.
    pub ends_at: Moment,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, email, contacts, websites, keys, programs, language, country, domain, level, application, \
             invitation_ends_at, added_at, ended_at, \
             (SELECT max(accepted_at) FROM partner_agreements WHERE partner = partners.id) AS joined_at FROM partners ",
            $rest
        )
    };
}

impl Store {
    /// Adds a partner. `false` if there is one with that id, or one who applied by the same referral.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn add_partner(&self, new: Partner, now: Timestamp) -> Result<bool, StoreError> {
        let new = Arc::new(new);
        self.write(vec![Lock::Partners], move |transaction| {
            let new = Arc::clone(&new);
            Box::pin(async move {
                let added = within!(
                    transaction,
                    execute,
                    "INSERT INTO partners (id, name, email, contacts, websites, keys, programs, language, country, domain, \
                     level, application, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
                     ON CONFLICT DO NOTHING",
                    &new.id,
                    &new.name,
                    &new.email,
                    &new.contacts,
                    &new.websites,
                    &new.keys,
                    &new.programs,
                    &new.language,
                    &new.country,
                    &new.domain,
                    &new.level,
                    &new.application,
                    Moment::from(now)
                )?;
                Ok(added == 1)
            })
        })
        .await
    }

    /// Changes all of a partner but the id and the application. If the address of record changes, an open invitation ends, and the
    /// mail is queued that tells the old address, if there is one. `false` if there is no such partner.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn change_partner(
        &self,
        new: Partner,
        tells: Option<(MailToQueue, AddressChanged)>,
    ) -> Result<bool, StoreError> {
        let new = Arc::new((new, tells));
        self.write(vec![Lock::Partners], move |transaction| {
            let new = Arc::clone(&new);
            Box::pin(async move {
                let (new, tells) = &*new;
                let sql = "SELECT email FROM partners WHERE id = $1 AND email IS NOT NULL";
                let old: Option<String> = within!(transaction, value, sql, &new.id)?;
                let sql = "UPDATE partners SET invitation = NULL, invitation_sha256 = NULL, invitation_ends_at = NULL \
                           WHERE id = $1 AND email IS NOT NULL AND (CAST($2 AS TEXT) IS NULL OR email <> $2)";
                within!(transaction, execute, sql, &new.id, &new.email)?;
                let changed = within!(
                    transaction,
                    execute,
                    "UPDATE partners SET name = $2, email = $3, contacts = $4, websites = $5, keys = $6, programs = $7, \
                     language = $8, country = $9, domain = $10, level = $11 WHERE id = $1",
                    &new.id,
                    &new.name,
                    &new.email,
                    &new.contacts,
                    &new.websites,
                    &new.keys,
                    &new.programs,
                    &new.language,
                    &new.country,
                    &new.domain,
                    &new.level
                )?;
                // Somebody else may have changed it meanwhile. The address that was of record until now is told.
                if let (Some((mail, tells)), Some(email)) = (tells, old.filter(|old| Some(old) != new.email.as_ref())) {
                    tell_of_address(transaction, mail, &AddressChanged { email, ..tells.clone() }).await?;
                }
                Ok(changed == 1)
            })
        })
        .await
    }

    /// Returns the partner with that id, also one who refers no more.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn partner(&self, id: &str) -> Result<Option<KeptPartner>, StoreError> {
        if is_unknown(id) {
            return Ok(None);
        }
        Ok(read!(self, row, select!("WHERE id = $1"), id)?)
    }

    /// Returns the partner who applied by that referral.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn partner_of_application(&self, referral: &str) -> Result<Option<KeptPartner>, StoreError> {
        if is_unknown(referral) {
            return Ok(None);
        }
        Ok(read!(self, row, select!("WHERE application = $1"), referral)?)
    }

    /// Lists all partners, also those who refer no more, by their names.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn partners(&self) -> Result<Vec<KeptPartner>, StoreError> {
        Ok(read!(self, rows, select!("ORDER BY name, id"))?)
    }

    /// Lists the partners with that address of record, in small letters.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn partners_with_email(&self, email: &str) -> Result<Vec<KeptPartner>, StoreError> {
        if is_unknown(email) {
            return Ok(Vec::new());
        }
        Ok(read!(self, rows, select!("WHERE email = $1 ORDER BY id"), email)?)
    }

    /// Ends that a partner refers, or begins it again. `false` if there is no such partner.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn end_partner(&self, id: &str, ended_at: Option<Timestamp>) -> Result<bool, StoreError> {
        let sql = "UPDATE partners SET ended_at = $2, invitation = NULL, invitation_sha256 = NULL, \
                   invitation_ends_at = NULL WHERE id = $1";
        if is_unknown(id) {
            return Ok(false);
        }
        let (id, ended_at) = (Arc::<str>::from(id), ended_at.map(Moment::from));
        self.write(vec![Lock::Partners], move |transaction| {
            let id = Arc::clone(&id);
            Box::pin(async move { Ok(within!(transaction, execute, sql, &*id, ended_at)? == 1) })
        })
        .await
    }

    /// Gives a partner an invitation in place of the last one, and queues its mail if it has one. `false` if there is no such
    /// partner, or the partner refers no more.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn invite_partner(
        &self,
        id: &str,
        invitation: Invitation,
        mail: Option<MailToQueue>,
    ) -> Result<bool, StoreError> {
        if is_unknown(id) {
            return Ok(false);
        }
        let new = Arc::new((id.to_string(), invitation, mail));
        self.write(vec![Lock::Partners], move |transaction| {
            let new = Arc::clone(&new);
            Box::pin(async move {
                let (id, invitation, mail) = &*new;
                let invited = within!(
                    transaction,
                    execute,
                    "UPDATE partners SET invitation = $2, invitation_sha256 = $3, invitation_ends_at = $4 \
                     WHERE id = $1 AND ended_at IS NULL",
                    id,
                    &invitation.mail,
                    invitation.sha256.as_ref().map(|sha256| &sha256[..]),
                    invitation.ends_at
                )?;
                if invited == 1
                    && let Some(mail) = mail
                {
                    mail.queue(transaction).await?;
                }
                Ok(invited == 1)
            })
        })
        .await
    }

    /// Makes the link of an invitation that a mail brings, as long as it is open. `None` if it is not.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn open_invitation(
        &self,
        mail: &str,
        sha256: [u8; 32],
        now: Timestamp,
    ) -> Result<Option<KeptPartner>, StoreError> {
        let mail = Arc::<str>::from(mail);
        let opened: Option<String> = self
            .write(vec![Lock::Partners], move |transaction| {
                let mail = Arc::clone(&mail);
                Box::pin(async move {
                    let sql = "UPDATE partners SET invitation_sha256 = $2 WHERE invitation = $1 AND invitation_ends_at > $3 \
                               RETURNING id";
                    within!(transaction, value, sql, &*mail, &sha256[..], Moment::from(now))
                })
            })
            .await?;
        match opened {
            Some(id) => self.partner(&id).await,
            None => Ok(None),
        }
    }

    /// Returns the partner whose invitation has that secret, as long as it is open.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn invited_partner(
        &self,
        sha256: [u8; 32],
        now: Timestamp,
    ) -> Result<Option<KeptPartner>, StoreError> {
        let sql = select!("WHERE invitation_sha256 = $1 AND invitation_ends_at > $2 AND ended_at IS NULL");
        Ok(read!(self, row, sql, &sha256[..], Moment::from(now))?)
    }

    /// Stores what a partner has accepted, and ends the invitation. `false` if the invitation is not open any more: then nothing
    /// is stored.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn join(
        &self,
        sha256: [u8; 32],
        accepted: Vec<PartnerAgreement>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let accepted = Arc::new(accepted);
        self.write(vec![Lock::Partners], move |transaction| {
            let accepted = Arc::clone(&accepted);
            Box::pin(async move {
                let partner: Option<String> = within!(
                    transaction,
                    value,
                    "UPDATE partners SET invitation = NULL, invitation_sha256 = NULL, invitation_ends_at = NULL \
                     WHERE invitation_sha256 = $1 AND invitation_ends_at > $2 AND ended_at IS NULL RETURNING id",
                    &sha256[..],
                    Moment::from(now)
                )?;
                let Some(partner) = partner else { return Ok(false) };
                for agreement in &*accepted {
                    agreement.write(&partner, transaction).await?;
                }
                Ok(true)
            })
        })
        .await
    }

    /// Lists what a partner has accepted, the newest first.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn agreements_of(&self, partner: &str) -> Result<Vec<PartnerAgreement>, StoreError> {
        if is_unknown(partner) {
            return Ok(Vec::new());
        }
        let sql = "SELECT program, version, sha256, accepted_at, accepted_by FROM partner_agreements \
                   WHERE partner = $1 ORDER BY accepted_at DESC, program";
        Ok(read!(self, rows, sql, partner)?)
    }
}

impl PartnerAgreement {
    async fn write(&self, partner: &str, transaction: &mut Transaction) -> Result<(), sqlx::Error> {
        let by = transaction.text(&self.accepted_by).into_owned();
        within!(
            transaction,
            execute,
            "INSERT INTO partner_agreements (partner, program, sha256, version, accepted_at, accepted_by) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            partner,
            &self.program,
            &self.sha256,
            &self.version,
            self.accepted_at,
            &by
        )?;
        Ok(())
    }
}
