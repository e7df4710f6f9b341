//! Who makes a request of the vendor's side.

use super::rights::{Requirement, Right, rights};
use crate::http::refusal::Refusal;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use referral_store::{ApiToken, SignedIn};
use referral_widget::office::{Actor, Role};

/// The id of whoever comes with the vendor's token: no person that is known by name.
pub const TOKEN_USER: &str = "token";

/// Who makes a request of the vendor's side. Handlers get it as an argument.
#[derive(Clone)]
pub enum Caller {
    /// A person who has signed in.
    Person(Box<SignedIn>),
    /// Another system, with a token of its own.
    System(ApiToken),
    /// Whoever has the vendor's token.
    VendorToken,
}

impl Caller {
    /// The id that events name.
    pub fn id(&self) -> &str {
        match self {
            Caller::Person(signed_in) => &signed_in.user.id,
            Caller::System(token) => &token.id,
            Caller::VendorToken => TOKEN_USER,
        }
    }

    /// True if the caller has the right.
    pub fn has(&self, right: Right) -> bool {
        match self {
            Caller::Person(signed_in) => rights(signed_in.user.role()).contains(&right),
            Caller::System(token) => token.scopes.split(' ').filter_map(Right::scope).any(|it| it == right),
            Caller::VendorToken => true,
        }
    }

    /// True if the caller may use a page or route that requires this.
    pub fn may(&self, requirement: Requirement) -> bool {
        match requirement {
            Requirement::Nothing => true,
            Requirement::Person => matches!(self, Caller::Person(_)),
            Requirement::Right(right) => self.has(right),
            Requirement::Page(right) => self.has(right) && self.has(Right::Read),
        }
    }

    /// The caller as the one who gives a command. A system that may give commands may give all that a manager may.
    pub fn actor(&self) -> Actor {
        let role = match self {
            Caller::Person(signed_in) => signed_in.user.role(),
            Caller::System(_) if self.has(Right::Command) => Role::Manager,
            Caller::System(_) => Role::Viewer,
            Caller::VendorToken => Role::Admin,
        };
        Actor::User { id: self.id().into(), role }
    }

    /// Says why the caller may not use a page or route.
    pub fn forbidden(&self, requirement: Requirement) -> Refusal {
        let detail = match (self, requirement) {
            (Caller::Person(signed_in), _) => {
                let role = signed_in.user.role().as_str();
                format!("Your role `{role}` does not allow this. An admin can give you another role.")
            }
            (_, Requirement::Person) => {
                "This is for people who have signed in. A token cannot do it.".to_string()
            }
            (Caller::System(_), Requirement::Right(Right::People)) => {
                "A token of another system cannot do this. An admin can, at the desk.".to_string()
            }
            (_, Requirement::Right(right)) => format!(
                "This token does not allow this: it lacks the scope `{}`. An admin makes tokens at the desk.",
                right.as_str()
            ),
            (_, Requirement::Page(right)) => format!(
                "This token does not allow this: it lacks the scope `{}`. Other systems use /api for this.",
                if self.has(Right::Read) { right } else { Right::Read }.as_str()
            ),
            (_, Requirement::Nothing) => "This is not allowed.".to_string(),
        };
        Refusal::new(StatusCode::FORBIDDEN, detail)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Refusal;

    /// Takes the caller that was found before the handler ran.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let found = parts.extensions.get::<Caller>().cloned();
        found.ok_or_else(|| Refusal::new(StatusCode::UNAUTHORIZED, "This is the vendor's side. Sign in."))
    }
}

/// A person who has signed in. Handlers of pages that require one get it as an argument.
pub struct Person(pub SignedIn);

impl<S: Send + Sync> FromRequestParts<S> for Person {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        match Caller::from_request_parts(parts, state).await? {
            Caller::Person(signed_in) => Ok(Person(*signed_in)),
            other => Err(other.forbidden(Requirement::Person)),
        }
    }
}
