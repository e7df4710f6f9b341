//! A plain server that inserts one row per request into SQLite, as durably as the endpoint does, and judges nothing.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::error::Error;
use std::time::Duration;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), Some(address)) = (arguments.next(), arguments.next()) else {
        return Err("intake-baseline FILE HOST:PORT".into());
    };
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5));
    let pool = SqlitePoolOptions::new().max_connections(8).connect_with(options).await?;
    sqlx::query(
        "CREATE TABLE leads (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, body TEXT NOT NULL)",
    )
    .execute(&pool)
    .await?;
    let router = Router::new().route("/api/referrals", post(take)).with_state(pool);
    axum::serve(TcpListener::bind(address).await?, router).await?;
    Ok(())
}

async fn take(State(pool): State<SqlitePool>, body: Bytes) -> Result<(StatusCode, Json<Value>), StatusCode> {
    let value: Value = serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    sqlx::query("INSERT INTO leads (key, body) VALUES (?, ?)")
        .bind(value["key"].as_str())
        .bind(std::str::from_utf8(&body).map_err(|_| StatusCode::BAD_REQUEST)?)
        .execute(&pool)
        .await
        .map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    Ok((StatusCode::CREATED, Json(json!({ "stored": true }))))
}
