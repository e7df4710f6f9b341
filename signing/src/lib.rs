//! Signatures: of receipts by the endpoint, of programs and partner tokens by the vendor. Ed25519 (RFC 8032), as
//! compact JWS (RFC 7515, RFC 8037).

mod jws;
mod key;
mod program;
mod receipt;
mod token;

pub use jws::Forged;
pub use key::{KeyError, Keypair, PublicKey, jwks, keys_of};
pub use program::{SIGNATURE, SignedProgram};
pub use receipt::{PromisedFee, Proof, SavedReceipt, Subject, lead_digest};
pub use token::{BadToken, PartnerToken};
