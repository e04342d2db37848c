//! Reads order lines from a database query; the session is read-only.

use super::constants::Constants;
use super::error::{Place, Problem, ReadError};
use super::fold::plain as plain_name;
use super::gather::Gather;
use super::sources::without_password;
use super::table::{Cell, Table};
use futures_util::TryStreamExt;
use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Column, ColumnIndex, ConnectOptions, Connection, Database, Decode, Executor, Row};
use std::str::FromStr;
use std::time::Duration;

/// How many times longer the first row may take than one after another: before it, the database sorts.
const SORTING: u32 = 10;
const EXAMPLE: &str = "--query 'SELECT order_id, sku, quantity, ordered_at FROM order_lines ORDER BY ordered_at'";

/// Reads all rows that the query gives.
pub(super) fn read(source: &str, gather: &mut Gather) -> Result<(), ReadError> {
    let shown = without_password(source);
    let Some(query) = gather.options.query.clone() else {
        let remedy = format!("Say which rows are order lines: {EXAMPLE}");
        return Err(ReadError::new(Problem::Usage, &shown, "a database needs a query", remedy));
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| super::source::unreadable(&shown, &e))?;
    let scheme = source.split(':').next().unwrap_or_default();
    runtime.block_on(async {
        match scheme {
            "postgres" | "postgresql" => {
                let options = PgConnectOptions::from_str(source).map_err(|e| refused(&shown, &e))?;
                rows(&shown, options, "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", &query, gather).await
            }
            "mysql" | "mariadb" => {
                let options = MySqlConnectOptions::from_str(source).map_err(|e| refused(&shown, &e))?;
                rows(&shown, options, "SET SESSION TRANSACTION READ ONLY", &query, gather).await
            }
            _ => {
                let options = SqliteConnectOptions::from_str(source).map_err(|e| refused(&shown, &e))?;
                rows(&shown, options.read_only(true), "PRAGMA query_only = 1", &query, gather).await
            }
        }
    })
}

/// Connects, forbids itself to write, and takes in row after row as they come.
async fn rows<O, DB>(
    source: &str,
    options: O,
    read_only: &'static str,
    query: &str,
    gather: &mut Gather,
) -> Result<(), ReadError>
where
    DB: Database,
    O: ConnectOptions<Connection: Connection<Database = DB> + Sized>,
    for<'c> &'c mut O::Connection: Executor<'c, Database = DB>,
    for<'r> &'r str: Decode<'r, DB>,
    usize: ColumnIndex<DB::Row>,
{
    let wait = gather.options.max_wait;
    let mut connection = within(wait, options.connect())
        .await
        .ok_or_else(|| silent(source, 0, wait))?
        .map_err(|e| refused(source, &e))?;
    let closed = within(wait, connection.execute(sqlx::raw_sql(read_only))).await;
    closed.ok_or_else(|| silent(source, 0, wait))?.map_err(|e| refused(source, &e))?;
    let mut answer = connection.fetch(sqlx::raw_sql(query));
    let mut table = Table::new(source, Constants::default());
    let mut count = 0;
    loop {
        let wait = if count == 0 { wait.saturating_mul(SORTING) } else { wait };
        let row = within(wait, answer.try_next()).await.ok_or_else(|| silent(source, count, wait))?;
        let Some(row) = row.map_err(|e| stopped(source, count, &e))? else { break };
        count += 1;
        if count == 1 {
            for column in row.columns() {
                table.column(column.name().to_owned(), vec![plain_name(column.name())], gather);
            }
        }
        table.push(Place::Row(count), texts(&row), gather)?;
    }
    match count {
        0 => {
            Err(ReadError::new(Problem::Empty, source, "the query gave no row", "Run it in the database's own shell."))
        }
        _ => table.finish(gather),
    }
}

/// What comes of it in time.
async fn within<T>(wait: Duration, future: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(wait, future).await.ok()
}

/// Every value comes as text, whatever its type: that is how these protocols answer a plain query.
fn texts<'r, R>(row: &'r R) -> Vec<Cell>
where
    R: Row,
    &'r str: Decode<'r, R::Database>,
    usize: ColumnIndex<R>,
{
    let text = |at: usize| -> Option<&str> { row.try_get_unchecked(at).ok()? };
    (0..row.columns().len()).map(|at| text(at).map(|text| text.as_bytes().to_vec())).collect()
}

fn refused(source: &str, error: &sqlx::Error) -> ReadError {
    let remedy =
        "Check the address (postgres://user:password@host:5432/database), and that the server is up and lets you in.";
    ReadError::new(Problem::Unreadable, source, format!("cannot connect: {}", plain(error)), remedy)
}

/// A query that is wrong fails before its first row; after that, it is the database that went away.
fn stopped(source: &str, rows: u64, error: &sqlx::Error) -> ReadError {
    if rows == 0 && matches!(error, sqlx::Error::Database(_)) {
        let what = format!("the query was refused: {}", plain(error));
        return ReadError::new(
            Problem::Usage,
            source,
            what,
            format!("Try it in the database's own shell. Example: {EXAMPLE}"),
        );
    }
    let what = format!("the database stopped answering: {}", plain(error));
    let remedy = "Nothing was written. Check the server and run the same command again.";
    ReadError::new(Problem::Interrupted, source, what, remedy).at(Place::Row(rows))
}

/// It is there but says nothing: the other end is stuck, or something between drops what it sends.
fn silent(source: &str, rows: u64, wait: Duration) -> ReadError {
    let what = format!("the database has sent nothing for {} seconds", wait.as_secs_f64());
    let remedy = "Nothing was written. Check the server and the network, or wait longer with --max-wait SECONDS.";
    let error = ReadError::new(Problem::Interrupted, source, what, remedy);
    if rows == 0 { error } else { error.at(Place::Row(rows)) }
}

/// What the database says, in one line.
fn plain(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        other => other.to_string(),
    }
}
