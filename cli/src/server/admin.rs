//! `referral admin`.

use super::database;
use crate::engine::now;
use clap::{Args, Subcommand};
use referral_endpoint::{Invited, LINK_DAYS, add_user, reset_user};
use referral_widget::office::Role;
use std::error::Error;

/// Where browsers reach an endpoint that was started without `--address`.
pub const USUAL_DESK: &str = "http://127.0.0.1:8787";

#[derive(Subcommand)]
pub enum Command {
    /// Add an admin, and print the link by which they choose a password
    Add(Add),
    /// Give somebody who cannot sign in a new link: password, one-time codes and sessions end at once
    Reset(Reset),
}

#[derive(Args)]
#[command(
    after_help = "The endpoint may run meanwhile. Whoever opens the link first chooses the password, so give it to nobody else. \
An admin adds everybody else at the desk, on the page People."
)]
pub struct Add {
    /// The name that others see
    #[arg(long)]
    name: String,
    /// The e-mail address to sign in with
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    #[command(flatten)]
    desk: Desk,
    #[command(flatten)]
    database: database::Argument,
}

#[derive(Args)]
#[command(after_help = "The endpoint may run meanwhile. What the person did stays, and so does their role.")]
pub struct Reset {
    /// The e-mail address to sign in with
    #[arg(value_name = "ADDRESS")]
    email: String,
    #[command(flatten)]
    desk: Desk,
    #[command(flatten)]
    database: database::Argument,
}

#[derive(Args)]
struct Desk {
    /// The address at which browsers reach the endpoint
    #[arg(long, env = "REFERRAL_DESK", value_name = "URL", default_value = USUAL_DESK)]
    desk: String,
}

/// Runs the command.
pub async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Add(Add { name, email, desk, database }) => {
            let store = database.open_existing().await?;
            let invited = add_user(&store, &name, &email, Role::Admin, now()).await;
            store.close().await;
            print(&invited?, "is an admin now", &desk);
        }
        Command::Reset(Reset { email, desk, database }) => {
            let store = database.open_existing().await?;
            let invited = reset_user(&store, &email, now()).await;
            store.close().await;
            print(&invited?, "cannot sign in with the old password any more", &desk);
        }
    }
    Ok(())
}

fn print(invited: &Invited, what: &str, desk: &Desk) {
    let (name, desk) = (&invited.name, desk.desk.trim_end_matches('/'));
    println!(
        "{name} {what}. Open this link within {LINK_DAYS} days to choose a password; it works once:\n\n    {desk}{}\n",
        invited.path
    );
}
