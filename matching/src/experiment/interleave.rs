//! Two rankers in one list, and whom people choose (team draft).
//!
//! In each round a coin says who picks first; then each puts its best result that is not there yet.
//! Where both orders begin the same, nobody is credited: those places say nothing about the two. So is
//! no duplicate ever shown, and picking first is worth nothing on average.

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    One,
    Other,
}

/// One place of the list; nobody's where both begin the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pick {
    pub item: usize,
    pub side: Option<Side>,
}

/// A list of at most `limit` items; `coin` says whether the first ranker begins a round.
pub fn team_draft(
    one: &[usize],
    other: &[usize],
    limit: usize,
    mut coin: impl FnMut() -> bool,
) -> Vec<Pick> {
    let same = one.iter().zip(other).take_while(|(one, other)| one == other);
    let mut list: Vec<Pick> =
        same.take(limit).map(|(item, _)| Pick { item: *item, side: None }).collect();
    let mut ranked = [one.iter(), other.iter()];
    'rounds: loop {
        let first = if coin() { [Side::One, Side::Other] } else { [Side::Other, Side::One] };
        let before = list.len();
        for side in first {
            if list.len() >= limit {
                break 'rounds;
            }
            let is_new = |it: &&usize| !list.iter().any(|pick| pick.item == **it);
            if let Some(item) = ranked[side as usize].find(is_new) {
                list.push(Pick { item: *item, side: Some(side) });
            }
        }
        if list.len() == before {
            break;
        }
    }
    list
}

/// What one impression was worth to whoever put it there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Credits {
    pub click: f64,
    pub message: f64,
    pub order: f64,
}

impl Default for Credits {
    fn default() -> Credits {
        Credits { click: 0.1, message: 0.5, order: 1.0 }
    }
}

/// The other side's credit less the first one's.
pub fn preference(list: &[Pick], credit: impl Fn(usize) -> f64) -> f64 {
    let one = |(place, pick): (usize, &Pick)| match pick.side {
        None => 0.0,
        Some(Side::One) => -credit(place),
        Some(Side::Other) => credit(place),
    };
    list.iter().enumerate().map(one).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::chance::Chance;

    #[test]
    fn nothing_is_shown_twice_and_the_same_beginning_is_nobodys() {
        let mut chance = Chance::new(1);
        for _ in 0..100 {
            let list = team_draft(&[7, 1, 2, 3, 4], &[7, 2, 5, 1, 6], 6, || chance.happens(0.5));
            let mut items: Vec<usize> = list.iter().map(|it| it.item).collect();
            assert_eq!(list[0], Pick { item: 7, side: None });
            assert!(list[1..].iter().all(|it| it.side.is_some()));
            items.sort_unstable();
            items.dedup();
            assert_eq!(items.len(), 6);
        }
    }

    #[test]
    fn each_side_has_as_many_places() {
        let mut chance = Chance::new(1);
        let list = team_draft(&[1, 2, 3, 4], &[4, 3, 2, 1], 4, || chance.happens(0.5));

        let count = |side| list.iter().filter(|it| it.side == Some(side)).count();
        assert_eq!((count(Side::One), count(Side::Other)), (2, 2));
    }

    #[test]
    fn the_same_ranker_twice_wins_nothing() {
        let order: Vec<usize> = (0..10).collect();
        let list = team_draft(&order, &order, 10, || true);
        assert_eq!(preference(&list, |_| 1.0), 0.0);

        // Two orders of the same worth: the click goes to the item, whoever put it there.
        let (mut one, mut other) = (order.clone(), order);
        one.swap(0, 1);
        other.swap(2, 3);
        let mut chance = Chance::new(5);
        let runs = 40_000;
        let mut sum = 0.0;
        for _ in 0..runs {
            let list = team_draft(&one, &other, 10, || chance.happens(0.5));
            // Looks depend on the place alone, and all items are worth the same.
            let clicked = chance.below(10);
            sum += preference(&list, |place| f64::from(u8::from(place == clicked)));
        }
        assert!((sum / f64::from(runs)).abs() < 0.015, "{}", sum / f64::from(runs));
    }
}
