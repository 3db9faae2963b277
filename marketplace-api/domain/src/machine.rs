//! What every state machine of the money side has in common: who may do what, and how it is drawn.
//!
//! **Invariant:** a machine is one `match` ([`Machine::next`]); what is not in it is refused. The tests
//! walk all of them: every state is reached and has a way out, what is terminal stays so, and wherever
//! a timer may act a person may act too. `docs/STATES.md` is drawn from the same `match`.

use std::fmt::Write as _;

use crate::named;

named!(/// Who acts. Nobody else is listened to.
Actor {
    Buyer = "buyer",
    Provider = "provider",
    /// Our people: support, finance, trust.
    Support = "op.support",
    Finance = "op.finance",
    Trust = "op.trust",
    /// A clock that ran out.
    Timer = "timer",
    /// The payment processor, believed after it was asked again.
    Processor = "processor",
    /// Our own program, following another machine.
    Service = "service",
});

impl Actor {
    pub fn is_person(self) -> bool {
        !matches!(self, Actor::Timer | Actor::Processor | Actor::Service)
    }
}

named!(/// Whether a state may last.
Rest {
    /// Something must still happen.
    Moving = "moving",
    /// Nothing need happen, something still may.
    Resting = "resting",
    /// Nothing can happen any more.
    Terminal = "terminal",
});

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("{event} is not possible for {machine} that is {from}")]
    NotPossible { machine: &'static str, from: &'static str, event: &'static str },
    #[error("{event} of {machine} is not for {actor} to do", actor = .actor.code())]
    NotYours { machine: &'static str, event: &'static str, actor: Actor },
}

/// A closed set of states and events, and the one table that joins them.
pub trait Machine: Copy + Eq + 'static {
    type Event: Copy + Eq + 'static;

    /// With its article, as in "a payout".
    const NAME: &'static str;
    const START: Self;
    const STATES: &'static [Self];
    const EVENTS: &'static [Self::Event];

    fn state_code(self) -> &'static str;
    fn event_code(event: Self::Event) -> &'static str;
    fn rest(self) -> Rest;
    /// Who may cause it.
    fn by(event: Self::Event) -> &'static [Actor];
    /// The table.
    fn next(self, event: Self::Event) -> Option<Self>;

    /// The only way a state ever changes. The caller writes the result, and what it means for money,
    /// in one transaction, and only if the state in the database is still `self`.
    ///
    /// # Errors
    /// [`Refusal`].
    fn act(self, event: Self::Event, actor: Actor) -> Result<Self, Refusal> {
        let (machine, code) = (Self::NAME, Self::event_code(event));
        if !Self::by(event).contains(&actor) {
            return Err(Refusal::NotYours { machine, event: code, actor });
        }
        let from = self.state_code();
        self.next(event).ok_or(Refusal::NotPossible { machine, from, event: code })
    }

    /// Every possible step, in the order of states and events.
    fn table() -> Vec<(Self, Self::Event, Self)> {
        let pairs = Self::STATES
            .iter()
            .flat_map(|from| Self::EVENTS.iter().map(move |event| (from, event)));
        pairs.filter_map(|(from, event)| from.next(*event).map(|to| (*from, *event, to))).collect()
    }
}

/// The machine as a Mermaid picture, followed by its whole table.
pub fn draw<M: Machine>() -> String {
    let mut page = format!("## {}\n\n```mermaid\nstateDiagram-v2\n", M::NAME);
    let mut line = |text: std::fmt::Arguments<'_>| {
        writeln!(page, "{text}").expect("writing to a string cannot fail");
    };
    line(format_args!("    [*] --> {}", M::START.state_code()));
    for (from, event, to) in M::table() {
        let (from, event, to) = (from.state_code(), M::event_code(event), to.state_code());
        line(format_args!("    {from} --> {to}: {event}"));
    }
    for state in M::STATES.iter().filter(|it| it.rest() == Rest::Terminal) {
        line(format_args!("    {} --> [*]", state.state_code()));
    }
    line(format_args!("```\n\n| from | event | to | who |\n|---|---|---|---|"));
    for (from, event, to) in M::table() {
        let who: Vec<&str> = M::by(event).iter().map(|it| it.code()).collect();
        let (from, to) = (from.state_code(), to.state_code());
        line(format_args!("| {from} | {} | {to} | {} |", M::event_code(event), who.join(", ")));
    }
    page
}

/// Joins two enums made with [`named!`](crate::named!) into a [`Machine`].
#[macro_export]
macro_rules! machine {
    (
        $state:ident, $event:ident, $name:literal, start $start:ident,
        resting [$($resting:ident),*], terminal [$($terminal:ident),*],
        by { $($actor:pat => [$($who:ident),+]),+ $(,)? },
        next { $($from:pat => $to:expr),+ $(,)? }
    ) => {
        impl $crate::machine::Machine for $state {
            type Event = $event;
            const NAME: &'static str = $name;
            const START: $state = $state::$start;
            const STATES: &'static [$state] = $state::ALL;
            const EVENTS: &'static [$event] = $event::ALL;

            fn state_code(self) -> &'static str {
                self.code()
            }

            fn event_code(event: $event) -> &'static str {
                event.code()
            }

            fn rest(self) -> $crate::machine::Rest {
                match self {
                    $($state::$resting => $crate::machine::Rest::Resting,)*
                    $($state::$terminal => $crate::machine::Rest::Terminal,)*
                    _ => $crate::machine::Rest::Moving,
                }
            }

            fn by(event: $event) -> &'static [$crate::machine::Actor] {
                use $event as E;
                match event {
                    $($actor => &[$($crate::machine::Actor::$who),+]),+
                }
            }

            fn next(self, event: $event) -> Option<$state> {
                use $state as S;
                use $event as E;
                let next = match (self, event) {
                    $($from => $to,)+
                    _ => return None,
                };
                Some(next)
            }
        }
    };
}

#[cfg(test)]
mod tests;
