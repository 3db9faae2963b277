//! Counts hits against a quota: in this process, or in Redis for all processes together.
//!
//! Losing Redis loses nothing of value: each process then counts for itself until it is back, so
//! limits never open wide and never lock everybody out.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DefaultKeyedStateStore,
};
use redis::{
    Client, RedisResult, Script,
    aio::{ConnectionManager, ConnectionManagerConfig},
};

/// Longest wait for Redis before a process counts alone.
const PATIENCE: Duration = Duration::from_millis(250);

/// Counts within a window of `$2` milliseconds; answers (count, milliseconds left).
const HIT: &str = r"
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('PTTL', KEYS[1])}";

/// So many hits in so long a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    pub(crate) hits: u32,
    pub(crate) period: Duration,
}

/// What is left after a hit, or how long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) allowed: bool,
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    pub(crate) reset_secs: u64,
}

type Local =
    RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// One counter with one allowance.
pub(crate) struct Counter {
    name: &'static str,
    allowance: Allowance,
    local: Local,
    shared: Option<Shared>,
}

#[derive(Clone)]
pub(crate) struct Shared {
    connection: ConnectionManager,
    hit: Arc<Script>,
}

impl Shared {
    /// # Errors
    /// When `url` is no Redis address. A server that does not answer yet is no error.
    pub(crate) async fn connect(url: &str) -> RedisResult<Shared> {
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(1);
        let connection = ConnectionManager::new_lazy_with_config(Client::open(url)?, config)?;
        Ok(Shared { connection, hit: Arc::new(Script::new(HIT)) })
    }

    async fn hit(&self, key: &str, period: Duration) -> RedisResult<(u32, i64)> {
        let mut connection = self.connection.clone();
        let window = u64::try_from(period.as_millis()).unwrap_or(u64::MAX);
        let mut call = self.hit.key(key);
        let call = call.arg(window);
        let answer = tokio::time::timeout(PATIENCE, call.invoke_async(&mut connection)).await;
        answer.unwrap_or_else(|_late| Err((redis::ErrorKind::Io, "no answer in time").into()))
    }
}

impl Counter {
    pub(crate) fn new(name: &'static str, allowance: Allowance, shared: Option<Shared>) -> Counter {
        let hits = NonZeroU32::new(allowance.hits).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(allowance.period / hits.get())
            .unwrap_or(Quota::per_minute(hits))
            .allow_burst(hits);
        let local: DefaultKeyedRateLimiter<String> = RateLimiter::keyed(quota);
        let local = local.with_middleware::<StateInformationMiddleware>();
        Counter { name, allowance, local, shared }
    }

    /// Counts one hit of `who`.
    pub(crate) async fn hit(&self, who: &str) -> Verdict {
        if let Some(shared) = &self.shared {
            match shared.hit(&format!("lonja:{}:{who}", self.name), self.allowance.period).await {
                Ok((count, left_ms)) => return self.shared_verdict(count, left_ms),
                Err(error) => tracing::warn!(%error, "Redis does not answer; counting alone"),
            }
        }
        self.local_verdict(who)
    }

    fn shared_verdict(&self, count: u32, left_ms: i64) -> Verdict {
        let limit = self.allowance.hits;
        Verdict {
            allowed: count <= limit,
            limit,
            remaining: limit.saturating_sub(count),
            reset_secs: u64::try_from(left_ms).unwrap_or(0).div_ceil(1_000),
        }
    }

    fn local_verdict(&self, who: &str) -> Verdict {
        let limit = self.allowance.hits;
        match self.local.check_key(&who.to_owned()) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                let used = limit.saturating_sub(remaining);
                let per_hit = self.allowance.period / limit.max(1);
                let reset_secs = (per_hit * used).as_secs_f64().ceil();
                Verdict { allowed: true, limit, remaining, reset_secs: whole(reset_secs) }
            }
            Err(refused) => {
                let wait = refused.wait_time_from(self.local.clock().now());
                let reset_secs = whole(wait.as_secs_f64().ceil().max(1.0));
                Verdict { allowed: false, limit, remaining: 0, reset_secs }
            }
        }
    }

    /// Forgets who has not been seen for a while, so that memory stays bounded.
    pub(crate) fn forget_idle(&self) {
        self.local.retain_recent();
        self.local.shrink_to_fit();
    }
}

/// A small, non-negative number of seconds.
fn whole(secs: f64) -> u64 {
    Duration::try_from_secs_f64(secs).map_or(0, |it| it.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_a_minute(shared: Option<Shared>) -> Counter {
        Counter::new("test", Allowance { hits: 2, period: Duration::from_secs(60) }, shared)
    }

    #[tokio::test]
    async fn the_third_hit_of_two_is_refused_and_others_are_not_affected() {
        let counter = two_a_minute(None);
        assert_eq!(counter.hit("ana").await.remaining, 1);
        assert!(counter.hit("ana").await.allowed);

        let third = counter.hit("ana").await;

        assert!(!third.allowed && third.reset_secs >= 1, "{third:?}");
        assert!(counter.hit("luis").await.allowed);
    }

    #[tokio::test]
    async fn without_an_answer_from_redis_the_process_counts_alone() {
        let nobody = Shared::connect("redis://127.0.0.1:9").await.unwrap();
        let counter = two_a_minute(Some(nobody));
        for _ in 0..2 {
            assert!(counter.hit("ana").await.allowed);
        }
        assert!(!counter.hit("ana").await.allowed);
    }
}
