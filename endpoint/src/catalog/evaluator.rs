//! Runs the rules engine on its own threads.
//!
//! Compiled rules must stay on their thread, so each thread keeps its own. There are as many threads as cores, which
//! limits what scripts can take from the rest of the endpoint.

use super::Release;
use jiff::civil::Date;
use referral_widget::program::{Problem, Program, Severity};
use referral_widget::rules::{Rules, check_script};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::{io, thread};
use tokio::sync::{mpsc, oneshot};

/// How many compiled rules each thread keeps.
const KEPT: usize = 16;
/// How many jobs wait in the queue for a thread. Further requests wait for a place in the queue.
const WAITING: usize = 256;
/// Rhai calls itself for every nested expression. Unoptimised builds need several times the 2 MiB that Rust gives a
/// thread.
const STACK_BYTES: usize = 16 * 1024 * 1024;
/// How long a request waits for its turn before it is refused and has to come again.
const PATIENCE: Duration = Duration::from_secs(10);

type Job = Box<dyn FnOnce(&mut Compiled) + Send>;

/// The rules engine.
#[derive(Clone)]
pub struct Evaluator {
    jobs: mpsc::Sender<Job>,
    patience: Duration,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failed {
    /// Too much is asked at once. A later request will be answered.
    #[error("the rules engine is busy")]
    Busy,
    /// The engine has a defect.
    #[error("the rules engine failed")]
    Broken,
}

/// A script that may go into service.
pub struct Checked {
    /// SHA-256 of the document, in hexadecimal.
    pub program_hash: String,
    /// SHA-256 of the script, in hexadecimal.
    pub rules_hash: String,
    /// Warnings about the program and its script.
    pub warnings: Vec<Problem>,
}

impl Evaluator {
    /// Starts the threads. They end when the last handle is dropped.
    pub fn start() -> io::Result<Self> {
        let (sender, receiver) = mpsc::channel::<Job>(WAITING);
        let jobs = Arc::new(Mutex::new(receiver));
        let threads = thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..threads {
            let jobs = Arc::clone(&jobs);
            thread::Builder::new().name("rules".into()).stack_size(STACK_BYTES).spawn(move || work(&jobs))?;
        }
        Ok(Evaluator { jobs: sender, patience: PATIENCE })
    }

    /// Compiles a program's script. Returns the hashes of both and the warnings, or the problems.
    pub async fn check_script(
        &self,
        program: Program,
        json: String,
        script: String,
        today: Date,
    ) -> Result<Result<Checked, Vec<Problem>>, Failed> {
        self.run(move |compiled| {
            let (rules, mut warnings) = check_script(&program, &json, &script, today)?;
            warnings.retain(|problem| problem.severity == Severity::Warning);
            let (program_hash, rules_hash) =
                (rules.program_hash().to_string(), rules.rules_hash().to_string());
            compiled.keep(rules);
            Ok(Checked { program_hash, rules_hash, warnings })
        })
        .await
    }

    /// Runs work with a release's rules.
    pub async fn with<T: Send + 'static>(
        &self,
        release: Arc<Release>,
        work: impl FnOnce(&Rules) -> T + Send + 'static,
    ) -> Result<T, Failed> {
        self.run(move |compiled| compiled.rules_of(&release).map(work)).await?.map_err(|problems| {
            tracing::error!(?problems, "a release that compiled before does not compile any more");
            Failed::Broken
        })
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Compiled) -> T + Send + 'static,
    ) -> Result<T, Failed> {
        let (answer, answered) = oneshot::channel();
        // True once a thread has begun, or the caller has stopped waiting.
        let taken = Arc::new(AtomicBool::new(false));
        let begins = Arc::clone(&taken);
        let job: Job = Box::new(move |compiled| {
            if !begins.swap(true, Ordering::Relaxed) {
                let _ = answer.send(work(compiled));
            }
        });
        let mut done = pin!(async {
            self.jobs.send(job).await.map_err(|_| Failed::Broken)?;
            answered.await.map_err(|_| Failed::Broken)
        });
        match tokio::time::timeout(self.patience, &mut done).await {
            Ok(answer) => answer,
            Err(_) if !taken.swap(true, Ordering::Relaxed) => Err(Failed::Busy),
            // A job that has begun always ends, because its steps are limited.
            Err(_) => done.await,
        }
    }
}

fn work(jobs: &Mutex<mpsc::Receiver<Job>>) {
    let mut compiled = Compiled::default();
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
        let Some(job) = next else { return };
        if catch_unwind(AssertUnwindSafe(|| job(&mut compiled))).is_err() {
            // A panic may have left the compiled rules in a bad state.
            compiled = Compiled::default();
            tracing::error!("the rules engine panicked");
        }
    }
}

/// A thread's compiled rules, most recently used first.
#[derive(Default)]
struct Compiled(Vec<Rules>);

impl Compiled {
    fn rules_of(&mut self, release: &Release) -> Result<&Rules, Vec<Problem>> {
        let known = self.0.iter().position(|rules| {
            rules.rules_hash() == release.rules_hash && rules.program_hash() == release.program_hash
        });
        let rules = match known {
            Some(place) => self.0.remove(place),
            None => Rules::compile(&release.program, &release.program_json, &release.script)?,
        };
        self.keep(rules);
        Ok(&self.0[0])
    }

    fn keep(&mut self, rules: Rules) {
        self.0.truncate(KEPT - 1);
        self.0.insert(0, rules);
    }
}

#[cfg(test)]
mod tests {
    use super::{Evaluator, Failed};
    use std::sync::{Arc, Mutex};
    use std::thread;
    use std::time::Duration;
    use tokio::sync::oneshot;

    #[tokio::test]
    async fn a_panic_costs_its_own_job_alone() {
        let evaluator = Evaluator::start().expect("threads");
        for _ in 0..20 {
            assert!(evaluator.run(|_| -> u8 { panic!("a defect of the engine") }).await.is_err());
        }
        assert_eq!(evaluator.run(|_| 7).await.ok(), Some(7));
    }

    #[tokio::test]
    async fn whoever_does_not_get_a_turn_is_told_so_and_what_has_begun_ends() {
        let evaluator = Evaluator::start().expect("threads");
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let (free, taken) = std::sync::mpsc::channel::<()>();
        let taken = Arc::new(Mutex::new(taken));
        let mut working = Vec::new();
        for _ in 0..threads {
            let (evaluator, taken) = (evaluator.clone(), Arc::clone(&taken));
            let (begin, begun) = oneshot::channel();
            working.push(tokio::spawn(async move {
                let work = move |_: &mut super::Compiled| {
                    let _ = begin.send(());
                    let _ = taken.lock().map(|taken| taken.recv());
                };
                evaluator.run(work).await
            }));
            begun.await.expect("a free thread");
        }
        let impatient = Evaluator { patience: Duration::from_millis(1), ..evaluator.clone() };
        assert_eq!(impatient.run(|_| 7).await, Err(Failed::Busy));
        for _ in 0..threads {
            free.send(()).expect("a thread that waits");
        }
        for work in working {
            assert_eq!(work.await.expect("a task"), Ok(()));
        }
        assert_eq!(evaluator.run(|_| 7).await, Ok(7));
    }
}
