//! How often work may be sent back, and whether silence may accept it.

/// Revisions of one order: those the price includes or the buyer paid extra for, and those used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revisions {
    granted: u16,
    used: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("all {0} revisions of this order are used; buy another, accept, or open a dispute")]
pub struct NoRevisionLeft(pub u16);

impl Revisions {
    /// `used` above `granted` is read as all used.
    pub fn new(granted: u16, used: u16) -> Revisions {
        Revisions { granted, used: used.min(granted) }
    }

    pub fn left(self) -> u16 {
        self.granted - self.used
    }

    /// # Errors
    /// [`NoRevisionLeft`].
    pub fn request(self) -> Result<Revisions, NoRevisionLeft> {
        if self.left() == 0 {
            return Err(NoRevisionLeft(self.granted));
        }
        Ok(Revisions { used: self.used + 1, ..self })
    }

    /// The buyer paid for one more.
    #[must_use]
    pub fn buy(self) -> Revisions {
        Revisions { granted: self.granted.saturating_add(1), ..self }
    }
}

/// How a delivery came to be handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    /// Files and links.
    pub parts: usize,
    pub checks_passed: bool,
    /// The provider handed it in although a check failed, and said why.
    pub overridden: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotDeliverable {
    #[error("a delivery needs at least one file or link")]
    Empty,
    #[error("a check failed; mend the delivery, or hand it in with a note that says why")]
    CheckFailed,
}

impl Delivery {
    /// # Errors
    /// [`NotDeliverable`].
    pub fn check(self) -> Result<(), NotDeliverable> {
        match self {
            Delivery { parts: 0, .. } => Err(NotDeliverable::Empty),
            Delivery { checks_passed: false, overridden: false, .. } => {
                Err(NotDeliverable::CheckFailed)
            }
            _ => Ok(()),
        }
    }

    /// Whether the buyer's silence accepts it. After an override it never does.
    pub fn silence_accepts(self, reminders_sent: u8) -> bool {
        self.checks_passed && !self.overridden && reminders_sent >= 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revisions_run_out_and_can_be_bought() {
        let once = Revisions::new(1, 0).request().unwrap();
        assert_eq!(once.request(), Err(NoRevisionLeft(1)));
        assert_eq!(once.buy().request().unwrap().left(), 0);
        assert_eq!(Revisions::new(1, 9).left(), 0);
    }

    #[test]
    fn silence_accepts_only_what_passed_and_was_announced_twice() {
        let sound = Delivery { parts: 1, checks_passed: true, overridden: false };
        assert!(sound.silence_accepts(2) && !sound.silence_accepts(1));
        let overridden = Delivery { checks_passed: false, overridden: true, ..sound };
        assert!(overridden.check().is_ok() && !overridden.silence_accepts(9));
        let failed = Delivery { overridden: false, ..overridden };
        assert_eq!(failed.check(), Err(NotDeliverable::CheckFailed));
        assert_eq!(Delivery { parts: 0, ..sound }.check(), Err(NotDeliverable::Empty));
    }
}
