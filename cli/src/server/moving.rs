//! `referral move`.

use clap::Args;
use referral_store::Database;
use std::error::Error;

#[derive(Args)]
#[command(
    after_help = "Stop the endpoint first: what it accepts in the meantime would stay behind. The database that everything is moved to \
must be empty; the one that it is moved from stays as it is. A password of PostgreSQL may be in PGPASSWORD instead of in the \
address, which shows in process lists."
)]
pub struct Arguments {
    /// The database to move from: a SQLite file, or an address such as postgres://user@host/database
    #[arg(long, value_name = "DATABASE")]
    from: String,
    /// The database to move to, written in the same way
    #[arg(long, value_name = "DATABASE")]
    to: String,
}

/// Moves everything, and prints for each table how many rows have arrived unchanged.
pub async fn move_all(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let (from, to) = (Database::parse(&arguments.from), Database::parse(&arguments.to));
    let moved = referral_store::move_all(&from, &to).await?;
    for table in &moved {
        println!("{:>9}  {:<20} sha256 {}", table.rows, table.table, table.sha256);
    }
    println!("Everything in {from} is in {to}, and was compared row by row.");
    Ok(())
}
