//! How people sign in: by a password, and by a one-time code where they have set some up.

use super::codes::CodeKey;
use super::passwords::Passwords;
use super::secret::{hash, new_secret};
use crate::clock::Clock;
use crate::http::limits::{Slowing, Visitor};
use crate::http::refusal::Refusal;
use jiff::{SignedDuration, Timestamp};
use referral_store::{NewSession, SignedIn, Store, User};

/// How long a session lasts.
const SESSION: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long there is to enter the one-time code.
const CODE: SignedDuration = SignedDuration::from_mins(10);
/// How many wrong passwords need not wait: for one account from one address, and from one address.
const PER_ACCOUNT: u32 = 5;
const PER_ADDRESS: u32 = 30;
/// How many wrong one-time codes need not wait. They count for an account wherever they come from: only those who know its
/// password can enter any.
const CODES: u32 = 5;
/// The longest e-mail address (RFC 5321), and the longest name of a browser that is kept.
const LONGEST_ADDRESS: usize = 320;
const LONGEST_BROWSER: usize = 200;

/// A session that has begun.
pub struct Begun {
    /// The secret for the browser's cookie.
    pub secret: String,
    /// How many seconds the session lasts.
    pub seconds: i64,
    /// False if the one-time code is still to be entered.
    pub confirmed: bool,
}

/// Why somebody is not signed in.
pub enum NotSignedIn {
    /// The address, the password or the code is wrong.
    Wrong,
    /// Too much was tried. It may be tried again after this time.
    TooOften(SignedDuration),
    /// It cannot be found out.
    Failed(Refusal),
}

impl<E: Into<Refusal>> From<E> for NotSignedIn {
    fn from(error: E) -> Self {
        NotSignedIn::Failed(error.into())
    }
}

/// Signs people in.
pub struct SignIns {
    pub store: Store,
    pub clock: Clock,
    pub passwords: Passwords,
    accounts: Slowing,
    addresses: Slowing,
    codes: Slowing,
}

impl SignIns {
    pub fn new(store: Store, clock: Clock) -> Self {
        SignIns {
            store,
            clock,
            passwords: Passwords::default(),
            accounts: Slowing::new(PER_ACCOUNT),
            addresses: Slowing::new(PER_ADDRESS),
            codes: Slowing::new(CODES),
        }
    }

    /// Signs somebody in by a password. It takes the same time whether there is such a person or not.
    pub async fn by_password(
        &self,
        email: &str,
        password: &str,
        visitor: &Visitor,
        browser: &str,
    ) -> Result<Begun, NotSignedIn> {
        let email: String = email.trim().to_lowercase().chars().take(LONGEST_ADDRESS).collect();
        self.guess(&email, visitor)?;
        let user = self.store.user_with_email(&email).await?;
        let hash = user.as_ref().and_then(|user| user.password.clone());
        let is_right = self.passwords.is_right(password.into(), hash).await?;
        let Some(user) = user.filter(|_| is_right) else { return Err(NotSignedIn::Wrong) };
        self.was_right(&email, visitor);
        Ok(self.begin(&user, browser, user.totp_secret.is_none()).await?)
    }

    /// Finishes signing in by a one-time code. A code can be used once.
    pub async fn by_code(&self, waiting: &SignedIn, code: &str, browser: &str) -> Result<Begun, NotSignedIn> {
        let user = &waiting.user;
        let now = self.clock.now();
        self.codes.guess(&user.id, now).map_err(NotSignedIn::TooOften)?;
        let key = user.totp_secret.as_deref().and_then(|key| CodeKey::from_base32(key, "", &user.email));
        let step = key.and_then(|key| key.step(code, now)).ok_or(NotSignedIn::Wrong)?;
        if !self.store.use_one_time_code(&user.id, step).await? {
            return Err(NotSignedIn::Wrong);
        }
        self.codes.forget(&user.id);
        self.store.end_session(&user.id, waiting.session.number).await?;
        Ok(self.begin(user, browser, true).await?)
    }

    /// Checks the password of somebody who has signed in, before something that only they may do.
    pub async fn is_theirs(&self, user: &User, password: &str, visitor: &Visitor) -> Result<(), NotSignedIn> {
        self.guess(&user.email, visitor)?;
        if !self.passwords.is_right(password.into(), user.password.clone()).await? {
            return Err(NotSignedIn::Wrong);
        }
        self.was_right(&user.email, visitor);
        Ok(())
    }

    /// Begins a session.
    pub async fn begin(&self, user: &User, browser: &str, confirmed: bool) -> Result<Begun, Refusal> {
        let secret = new_secret().map_err(|error| {
            tracing::error!(%error, "the system gives no random numbers");
            Refusal::unavailable("Nobody can sign in right now. Try again.")
        })?;
        let now: Timestamp = self.clock.now();
        let lasts = if confirmed { SESSION } else { CODE };
        let session = NewSession {
            sha256: hash(&secret),
            user: user.id.clone(),
            confirmed,
            browser: browser.chars().take(LONGEST_BROWSER).collect(),
            ends_at: (now + lasts).into(),
        };
        self.store.begin_session(session, now).await?;
        Ok(Begun { secret, seconds: lasts.as_secs(), confirmed })
    }

    /// Counts a password that is tried. Others at other addresses need not wait because of it.
    fn guess(&self, email: &str, visitor: &Visitor) -> Result<(), NotSignedIn> {
        let now = self.clock.now();
        self.accounts.guess(&of_account(email, visitor), now).map_err(NotSignedIn::TooOften)?;
        self.addresses.guess(visitor.key(), now).map_err(NotSignedIn::TooOften)
    }

    fn was_right(&self, email: &str, visitor: &Visitor) {
        self.accounts.forget(&of_account(email, visitor));
        self.addresses.was_right(visitor.key());
    }
}

fn of_account(email: &str, visitor: &Visitor) -> String {
    format!("{} {email}", visitor.key())
}
