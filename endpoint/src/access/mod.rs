//! Who may do what at the vendor's side: people with passwords and sessions, other systems with tokens, and the vendor's
//! token, which may do everything.

mod accounts;
mod caller;
mod callers;
mod codes;
mod cookie;
mod passwords;
mod rights;
mod secret;
mod sign_ins;
mod vendor_token;

pub use accounts::{AccountError, Invited, LINK_DAYS, add_user, reset_user};
pub use caller::{Caller, Person, TOKEN_USER};
pub use callers::{Callers, Guard, TOKEN_PREFIX, challenge, guard};
pub use codes::CodeKey;
pub use cookie::{DESK_COOKIE, PARTNER_COOKIE, cookie, cookie_secret, no_cookie};
pub use passwords::weakness;
pub use rights::{Requirement, Right};
pub use secret::{hash, new_secret};
pub use sign_ins::{Begun, NotSignedIn, SignIns};
pub use vendor_token::Token;
