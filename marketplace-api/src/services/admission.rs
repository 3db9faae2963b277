//! Who is let in to the engine, and who is told at once to come back later.
//!
//! Only so many requests run at a time. Others wait, but never longer than makes sense: whoever would wait
//! longer than allowed, by how long requests have been taking, is refused before it waits. So an overloaded
//! process answers slowly to few and quickly to the rest, and never piles work up.
//!
//! **Invariant:** work that has begun keeps its place until it ends, also when nobody waits for its answer
//! any more.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::AppError;

/// What a request takes before any has been measured.
const FIRST_GUESS_US: u64 = 2_000;

#[derive(Debug)]
pub struct Admission {
    places: Arc<Semaphore>,
    n_places: usize,
    longest_wait: Duration,
    waiting: AtomicUsize,
    /// What a request takes, on average of the last ones.
    usual_us: Arc<AtomicU64>,
    refused: AtomicU64,
}

/// A place in the engine.
#[derive(Debug)]
pub struct Place {
    _permit: OwnedSemaphorePermit,
    began: Instant,
    usual_us: Arc<AtomicU64>,
}

/// How busy the engine is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busy {
    pub running: usize,
    pub waiting: usize,
    pub expected_wait_ms: u64,
    pub refused: u64,
}

impl Admission {
    /// `places` 0 is one per core.
    pub fn new(places: usize, longest_wait: Duration) -> Admission {
        let cores = || std::thread::available_parallelism().map_or(2, usize::from);
        let n_places = if places == 0 { cores() } else { places };
        Admission {
            places: Arc::new(Semaphore::new(n_places)),
            n_places,
            longest_wait,
            waiting: AtomicUsize::new(0),
            usual_us: Arc::new(AtomicU64::new(FIRST_GUESS_US)),
            refused: AtomicU64::new(0),
        }
    }

    /// # Errors
    /// `Busy` when no place will be free in time, as far as one can tell, or is free in time.
    pub async fn enter(&self, patience: Duration) -> Result<Place, AppError> {
        let patience = patience.min(self.longest_wait);
        let permit = match self.places.clone().try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => self.wait(patience).await?,
        };
        Ok(Place { _permit: permit, began: Instant::now(), usual_us: self.usual_us.clone() })
    }

    async fn wait(&self, patience: Duration) -> Result<OwnedSemaphorePermit, AppError> {
        let expected = self.expected_wait(self.waiting.load(Relaxed) + 1);
        if expected > patience {
            return Err(self.refuse(expected));
        }
        let _counted = Counted::one(&self.waiting);
        let waited = tokio::time::timeout(patience, self.places.clone().acquire_owned()).await;
        waited.ok().and_then(Result::ok).ok_or_else(|| self.refuse(expected))
    }

    fn refuse(&self, expected: Duration) -> AppError {
        self.refused.fetch_add(1, Relaxed);
        AppError::Busy { retry_after_secs: expected.as_secs() + 1 }
    }

    /// Until the last of so many is let in.
    fn expected_wait(&self, waiting: usize) -> Duration {
        let turns = waiting.div_ceil(self.n_places) as u64;
        Duration::from_micros(self.usual_us.load(Relaxed).saturating_mul(turns))
    }

    pub fn busy(&self) -> Busy {
        let waiting = self.waiting.load(Relaxed);
        Busy {
            running: self.n_places - self.places.available_permits(),
            waiting,
            expected_wait_ms: u64::try_from(self.expected_wait(waiting).as_millis())
                .unwrap_or(u64::MAX),
            refused: self.refused.load(Relaxed),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let took = u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX);
        // One in eight: a burst of slow requests is felt after some of them.
        let usual = self.usual_us.load(Relaxed);
        self.usual_us.store(usual - usual / 8 + took / 8, Relaxed);
    }
}

struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn one(count: &'a AtomicUsize) -> Counted<'a> {
        count.fetch_add(1, Relaxed);
        Counted(count)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_millis(5);

    /// As if requests had been taking this long.
    fn slow(places: usize, usual_ms: u64) -> Admission {
        let admission = Admission::new(places, Duration::from_secs(10));
        admission.usual_us.store(usual_ms * 1_000, Relaxed);
        admission
    }

    #[tokio::test]
    async fn whoever_would_wait_too_long_is_refused_without_waiting() {
        let admission = slow(2, 13_000);
        let _running = [admission.enter(SOON).await.unwrap(), admission.enter(SOON).await.unwrap()];

        let refused = admission.enter(Duration::from_secs(60)).await.unwrap_err();

        assert!(matches!(refused, AppError::Busy { retry_after_secs: 14 }), "{refused:?}");
        let busy = admission.busy();
        assert_eq!((busy.running, busy.waiting, busy.refused), (2, 0, 1));
    }

    #[tokio::test]
    async fn whoever_fits_waits_and_is_let_in() {
        let admission = slow(1, 1);
        let running = admission.enter(SOON).await.unwrap();

        let (second, ()) = tokio::join!(admission.enter(Duration::from_secs(60)), async {
            // The other one has begun to wait.
            assert_eq!(admission.busy().waiting, 1);
            drop(running);
        });

        second.unwrap();
        assert_eq!(admission.busy().waiting, 0);
    }

    #[tokio::test]
    async fn nobody_waits_longer_than_it_has_time() {
        let admission = slow(1, 1);
        let _running = admission.enter(SOON).await.unwrap();
        assert!(matches!(admission.enter(SOON).await, Err(AppError::Busy { .. })));
        assert_eq!(admission.busy().waiting, 0);
    }

    /// Slow requests one after another: the queue never holds more than can be served in time.
    #[tokio::test]
    async fn a_flood_of_slow_requests_never_piles_up() {
        let admission = Arc::new(slow(1, 4_000));
        let running = admission.enter(SOON).await.unwrap();
        let mut flood = tokio::task::JoinSet::new();
        for _ in 0..50 {
            let admission = admission.clone();
            flood.spawn(async move { admission.enter(Duration::from_secs(60)).await.map(drop) });
        }
        let told = |busy: Busy| busy.waiting as u64 + busy.refused;
        while told(admission.busy()) < 50 {
            tokio::task::yield_now().await;
        }
        assert_eq!(admission.busy().waiting, 2);
        drop(running);
        let mut served = 0;
        while let Some(it) = flood.join_next().await {
            served += usize::from(it.unwrap().is_ok());
        }
        assert_eq!((served, admission.busy().refused), (2, 48));
    }

    #[tokio::test]
    async fn what_requests_take_is_learned() {
        let admission = slow(1, 1_000);
        for _ in 0..60 {
            drop(admission.enter(SOON).await.unwrap());
        }
        assert!(admission.usual_us.load(Relaxed) < 2_000);
    }
}
