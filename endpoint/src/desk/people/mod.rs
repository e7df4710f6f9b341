//! The pages where people sign in, look after their own account, and where admins add people and make tokens. They work
//! without a script.

mod account;
mod codes;
mod fields;
mod list;
mod set_password;
mod sign_in;
mod tokens;

pub use account::{account_page, change_password, end_session};
pub use codes::{begin_codes, codes_page, end_codes};
pub use fields::{Fields, notice};
pub use list::{add_person, change_role, people_page, remove_person, reset_person, sign_person_out};
pub use set_password::{set_password, set_password_page};
pub use sign_in::{code_page, enter_code, sign_in, sign_in_page, sign_out, with_token};
pub use tokens::{make_token, revoke_token, tokens_page};
