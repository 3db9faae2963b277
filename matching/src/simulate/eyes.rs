//! Who looks where: models of how people go through a list of results.
//!
//! In all of them an offer that is not examined is not clicked, whatever it is worth. They differ in
//! what the examination of one place depends on.

use crate::{behaviour::log::Device, simulate::chance::Chance};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eyes {
    /// Each place has its own chance, whatever stands above.
    Places,
    /// From the top down, until something is found or patience ends.
    Cascade,
    /// As places; and what stands high is clicked more readily than it deserves.
    Trust,
}

/// What happened at one place of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub examined: bool,
    pub clicked: bool,
}

impl Eyes {
    pub const ALL: [Eyes; 3] = [Eyes::Places, Eyes::Cascade, Eyes::Trust];

    pub fn name(self) -> &'static str {
        match self {
            Eyes::Places => "places",
            Eyes::Cascade => "cascade",
            Eyes::Trust => "trust",
        }
    }

    /// The chance that `rank` (from one) is examined, where it does not depend on what is there.
    pub fn examines(self, device: Device, rank: usize) -> f64 {
        let steep = match device {
            Device::Desktop => 0.75,
            Device::Mobile => 1.1,
        };
        (rank as f64).powf(-steep)
    }

    /// Goes through a list; `clicks` are the chances of a click at each place, once it is examined.
    pub fn look(self, device: Device, clicks: &[f64], chance: &mut Chance) -> Vec<Look> {
        match self {
            Eyes::Places | Eyes::Trust => {
                let one = |(at, click): (usize, &f64)| {
                    let examined = chance.happens(self.examines(device, at + 1));
                    let click = if self == Eyes::Trust { trusting(*click, at + 1) } else { *click };
                    Look { examined, clicked: examined && chance.happens(click) }
                };
                clicks.iter().enumerate().map(one).collect()
            }
            Eyes::Cascade => cascade(device, clicks, chance),
        }
    }
}

/// A place among the first lends some of its name to what stands there.
fn trusting(click: f64, rank: usize) -> f64 {
    click + 0.25 / rank as f64 * (1.0 - click)
}

fn cascade(device: Device, clicks: &[f64], chance: &mut Chance) -> Vec<Look> {
    let (goes_on, after_click) = match device {
        Device::Desktop => (0.88, 0.6),
        Device::Mobile => (0.8, 0.45),
    };
    let mut looks = vec![Look { examined: false, clicked: false }; clicks.len()];
    for (look, click) in looks.iter_mut().zip(clicks) {
        let clicked = chance.happens(*click);
        *look = Look { examined: true, clicked };
        if !chance.happens(if clicked { after_click } else { goes_on }) {
            break;
        }
    }
    looks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(eyes: Eyes, device: Device, click: f64) -> Vec<f64> {
        let mut chance = Chance::new(9);
        let mut counts = [0.0; 10];
        for _ in 0..20_000 {
            let looks = eyes.look(device, &[click; 10], &mut chance);
            for (count, look) in counts.iter_mut().zip(looks) {
                assert!(look.examined || !look.clicked);
                *count += f64::from(u8::from(look.examined));
            }
        }
        counts.map(|it| it / 20_000.0).to_vec()
    }

    #[test]
    fn places_are_examined_as_often_as_is_said() {
        for device in [Device::Desktop, Device::Mobile] {
            for (at, share) in shares(Eyes::Places, device, 0.3).iter().enumerate() {
                assert!((share - Eyes::Places.examines(device, at + 1)).abs() < 0.01);
            }
        }
    }

    #[test]
    fn a_cascade_ends_sooner_when_more_is_found() {
        let dull = shares(Eyes::Cascade, Device::Desktop, 0.05);
        let rich = shares(Eyes::Cascade, Device::Desktop, 0.6);

        assert_eq!([dull[0], rich[0]], [1.0, 1.0]);
        assert!((dull[1] - (0.95 * 0.88 + 0.05 * 0.6)).abs() < 0.01);
        assert!(dull[5] > 2.0 * rich[5], "{dull:?} {rich:?}");
    }
}
