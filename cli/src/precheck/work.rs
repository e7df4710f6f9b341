//! Judges rows on all cores, in the order of the input. The memory it needs does not grow with the number of rows.
//!
//! One thread reads rows in batches, as many threads as cores judge them, and the caller writes. Each batch has its own
//! return channel, and the caller reads these channels in the order of the input. Both queues are bounded, so that
//! reading waits for judging, and judging for writing.

use super::program::{Source, spawn};
use super::rows::{Layout, Room, Rows};
use super::tally::Tally;
use jiff::civil::Date;
use referral_widget::lead::PartnerFacts;
use referral_widget::phrasebook::Phrasebook;
use referral_widget::precheck::{Columns, Outcome, Record, Records, Row};
use referral_widget::rules::{Judging, Rules};
use std::io::{self, Read};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

const BATCH_ROWS: usize = 256;
/// The most bytes in a batch. Long rows make shorter batches.
const BATCH_BYTES: usize = 512 * 1024;

/// The data that all threads share.
pub struct Task {
    pub source: Source,
    pub columns: Columns,
    pub today: Date,
    /// What is known of the partner.
    pub partner: PartnerFacts,
    pub layout: Layout,
    /// The language of the output.
    pub book: Phrasebook,
}

/// A batch of rows, judged.
pub struct Done {
    pub rows: Rows,
    pub tally: Tally,
}

/// Why the remaining rows are not judged.
pub enum Failure {
    /// The input cannot be read any further.
    Input(io::Error),
    /// A thread could not be started.
    Threads(io::Error),
    /// The rules engine panicked.
    Engine,
    /// The rows can no longer be written.
    Output(io::Error),
}

type Batch = (Vec<Record>, SyncSender<Done>);

/// Judges all rows and passes them on in order.
///
/// On failure, threads are left behind: one of them may be waiting for input that never comes.
pub fn run(
    task: &Arc<Task>,
    records: Records<impl Read + Send + 'static>,
    mut write: impl FnMut(Done) -> io::Result<()>,
) -> Result<(), Failure> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let (give, take) = sync_channel::<Batch>(threads);
    let (order, in_order) = sync_channel(3 * threads);
    let take = Arc::new(Mutex::new(take));
    for _ in 0..threads {
        let (task, take) = (Arc::clone(task), Arc::clone(&take));
        spawn("rules", move || judge(&task, &take)).map_err(Failure::Threads)?;
    }
    drop(take);
    let row_bytes = task.layout.row_bytes();
    spawn("reader", move || send_batches(records, row_bytes, &give, &order)).map_err(Failure::Threads)?;
    for batch in in_order {
        let done: Receiver<Done> = batch.map_err(Failure::Input)?;
        let done = done.recv().map_err(|_| Failure::Engine)?;
        write(done).map_err(Failure::Output)?;
    }
    Ok(())
}

/// Reads batches until the input ends, or until nobody takes them any more.
fn send_batches(
    mut records: Records<impl Read>,
    row_bytes: usize,
    give: &SyncSender<Batch>,
    order: &SyncSender<io::Result<Receiver<Done>>>,
) {
    loop {
        let (mut batch, mut bytes, mut failed) = (Vec::new(), 0, None);
        while batch.len() < BATCH_ROWS && bytes < BATCH_BYTES {
            match records.next() {
                None => break,
                Some(Ok(record)) => {
                    // Each cell also has an entry in the record's list of ends.
                    bytes += row_bytes
                        + record.cells.as_ref().map_or(0, |cells| cells.as_slice().len() + 8 * cells.len());
                    batch.push(record);
                }
                Some(Err(error)) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        let last = batch.is_empty();
        let (back, done) = sync_channel(1);
        if !last && (order.send(Ok(done)).is_err() || give.send((batch, back)).is_err()) {
            return;
        }
        if let Some(error) = failed {
            let _ = order.send(Err(error));
            return;
        }
        if last {
            return;
        }
    }
}

/// Judges batches until there are no more.
fn judge(task: &Task, take: &Mutex<Receiver<Batch>>) {
    // The rules compiled before. If they should fail here, the batches stay unanswered, which is reported as a failure.
    let Ok(rules) = task.source.compile() else { return };
    // The results of rules are remembered by the answers that they read, for all rows of this thread.
    let mut judging = Judging::new(&rules, task.today);
    judging.know(&rules, &task.partner);
    loop {
        let next = take.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((records, back)) = next else { return };
        let (mut room, mut tally) = (task.layout.room(), Tally::default());
        for record in &records {
            judge_row(task, &rules, &mut judging, record, &mut room, &mut tally);
        }
        let _ = back.send(Done { rows: room.done(), tally });
    }
}

fn judge_row(
    task: &Task,
    rules: &Rules,
    judging: &mut Judging,
    record: &Record,
    room: &mut Room,
    tally: &mut Tally,
) {
    match task.columns.read(&task.source.program, record) {
        Row::Blank => tally.blank(),
        Row::Unreadable(mistakes) => {
            room.add(record, &Outcome::unreadable(record.line, &mistakes));
            tally.unreadable(record.line, record.last_line, &mistakes, &task.book);
        }
        Row::Lead(lead) => {
            judging.take(rules, &lead);
            let verdict = judging.brief(rules, 0..rules.len());
            room.add(record, &task.columns.judged(record.line, &verdict));
            tally.judged(&verdict);
        }
    }
}
