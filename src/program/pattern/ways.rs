//! The number of ways in which a browser may try a pattern before it fails.
//!
//! A browser's regular expression engine backtracks: at each choice it later tries the other way
//! (<https://tc39.es/ecma262/#sec-pattern-semantics>). An answer that does not match makes it try all ways. This module
//! computes an upper bound on their number for any answer. It looks at pairs of positions, that is, at two ways that
//! read the same letters, after Weideman et al., “Analyzing Matching Time Behavior of Backtracking Regular Expression
//! Matchers by Using Ambiguity of NFA” (CIAA 2016), <https://doi.org/10.1007/978-3-319-40946-7_27>. Because it is an
//! upper bound, a quick pattern may be refused, but no slow one is accepted.

use super::automaton::Automaton;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The largest number of steps that a browser may take: for each letter of the longest answer, one step for each way.
/// At about a hundred million steps a second, this takes some seconds. `.*x.*` has twice as many ways as there are
/// letters, `.*x.*x.*` has their square.
const MOST_STEPS: f64 = 2e9;
/// The limit on the work of this analysis.
const MOST_WORK: usize = 4_000_000;

/// Checks that a browser finishes in time with answers of at most `letters` characters.
///
/// # Errors
///
/// The place in the pattern that takes too long, or that the pattern is too large to tell.
pub fn check_effort(automaton: &Automaton, letters: u32) -> Result<(), String> {
    let letters = f64::from(letters.max(1));
    Search { automaton, letters, most_ways: MOST_STEPS / letters, together: Vec::new(), work: 0 }.run().map_err(|trouble| match trouble {
        Trouble::TooLarge => "is too large to tell how long a browser may try, column 1 (repeat less often)".into(),
        Trouble::TooManyWays(position) => format!(
            "can read the same letters in so many ways that a browser may try them for years, column {} (let what is \
             repeated, and what comes after it, begin with a letter that the part before cannot have there, as in \
             `[a-z]+(-[a-z]+)*`, or give the field a `max_length`)",
            automaton.positions[position].column
        ),
    })
}

enum Trouble {
    TooLarge,
    /// Too many ways at that position.
    TooManyWays(usize),
}

struct Search<'a> {
    automaton: &'a Automaton,
    /// The most letters in an answer, and the most ways at one letter.
    letters: f64,
    most_ways: f64,
    /// `together[a][b]` is true if the same letters can lead to both positions.
    together: Vec<Vec<bool>>,
    work: usize,
}

/// Two positions at once: two ways that have read the same letters.
type Pair = (usize, usize);

impl Search<'_> {
    fn run(&mut self) -> Result<(), Trouble> {
        self.find_together()?;
        let positions = &self.automaton.positions;
        let mut before: Vec<Vec<(usize, f64)>> = vec![Vec::new(); positions.len()];
        for (i, position) in positions.iter().enumerate() {
            position.next.iter().for_each(|(next, ways)| before[*next].push((i, *ways)));
        }
        // The number of ways to reach each position with the same letters.
        let mut ways: Vec<f64> = vec![1.0];
        while ways.len() < positions.len() {
            let first = ways.len();
            let mut end = first + 1;
            let mut times = 1.0;
            if let Some(repetition) = positions[first].repetition {
                let others = positions[first..].iter();
                end = first + others.take_while(|other| other.repetition == Some(repetition)).count();
                self.one_way_around(first, end)?;
                times = self.times_entered(first, end)?;
            }
            let mut from: BTreeMap<usize, f64> = BTreeMap::new();
            for (before, count) in before[first..end].iter().flatten().filter(|(i, _)| *i < first) {
                *from.entry(*before).or_default() += ways[*before] * count;
            }
            let count = times * self.most_together(from)?;
            if count > self.most_ways {
                return Err(Trouble::TooManyWays(first));
            }
            ways.resize(end, count);
        }
        for (count, position) in ways.iter_mut().zip(positions) {
            *count *= position.next.values().sum::<f64>().max(1.0);
        }
        let all = self.most_together(ways.iter().copied().enumerate().collect())?;
        let widest = (0..ways.len()).max_by(|one, other| ways[*one].total_cmp(&ways[*other]));
        if all > self.most_ways { Err(Trouble::TooManyWays(widest.unwrap_or_default())) } else { Ok(()) }
    }

    /// The pairs that two ways can reach from a pair with the same letter.
    fn next(&mut self, (one, other): Pair) -> Result<Vec<Pair>, Trouble> {
        let Automaton { positions, common } = self.automaton;
        let (one, other) = (&positions[one].next, &positions[other].next);
        self.work += 1 + one.len() * other.len();
        if self.work > MOST_WORK {
            return Err(Trouble::TooLarge);
        }
        let read_alike = |(a, b): &Pair| common[positions[*a].letters][positions[*b].letters];
        let pairs = one.keys().flat_map(|a| other.keys().map(|b| (*a, *b)));
        Ok(pairs.filter(read_alike).collect())
    }

    fn find_together(&mut self) -> Result<(), Trouble> {
        let count = self.automaton.positions.len();
        self.together = vec![vec![false; count]; count];
        let mut left = vec![(0, 0)];
        while let Some(pair) = left.pop() {
            for (a, b) in self.next(pair)? {
                if !std::mem::replace(&mut self.together[a][b], true) {
                    self.together[b][a] = true;
                    left.push((a, b));
                }
            }
        }
        Ok(())
    }

    /// Checks that within an endless repetition the same letters lead from one position to another in one way only.
    /// With two ways, the number would double in each round.
    fn one_way_around(&mut self, first: usize, end: usize) -> Result<(), Trouble> {
        let within = first..end;
        for position in &self.automaton.positions[within.clone()] {
            let twice = position.next.iter().find(|(next, ways)| within.contains(*next) && **ways > 1.0);
            if let Some((next, _)) = twice {
                return Err(Trouble::TooManyWays(*next));
            }
        }
        let mut left: Vec<Pair> = within.clone().map(|position| (position, position)).collect();
        let mut seen: BTreeSet<Pair> = left.iter().copied().collect();
        while let Some(pair) = left.pop() {
            for (a, b) in self.next(pair)? {
                if !within.contains(&a) || !within.contains(&b) {
                    continue;
                }
                if a == b && pair.0 != pair.1 {
                    return Err(Trouble::TooManyWays(pair.0.max(pair.1)));
                }
                if seen.insert((a, b)) {
                    left.push((a, b));
                }
            }
        }
        Ok(())
    }

    /// The number of letters of an answer at which an endless repetition can be entered, if all these ways then read
    /// the same letters.
    fn times_entered(&mut self, first: usize, end: usize) -> Result<f64, Trouble> {
        // One way is still before the repetition, the other is in it.
        let pairs: Vec<Pair> = (0..first)
            .flat_map(|outside| (first..end).map(move |inside| (outside, inside)))
            .filter(|(outside, inside)| self.together[*outside][*inside])
            .collect();
        let places: BTreeMap<Pair, usize> = pairs.iter().enumerate().map(|(i, pair)| (*pair, i)).collect();
        let mut next: Vec<Vec<usize>> = Vec::new();
        let mut enters = Vec::new();
        for pair in &pairs {
            let after = self.next(*pair)?;
            enters.push(after.iter().any(|(a, b)| (first..end).contains(a) && (first..end).contains(b)));
            next.push(after.iter().filter_map(|pair| places.get(pair).copied()).collect());
        }
        Ok(longest(&next, &enters).map_or(self.letters, |steps| 1.0 + steps as f64))
    }

    /// An upper bound on the sum of the counts of positions that the same letters reach together. Positions of which no
    /// two are reached together form a group, and each group adds only its largest count.
    fn most_together(&mut self, counts: BTreeMap<usize, f64>) -> Result<f64, Trouble> {
        let mut counts: Vec<(usize, f64)> = counts.into_iter().collect();
        counts.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut most = 0.0;
        for (position, count) in counts {
            self.work += groups.iter().map(Vec::len).sum::<usize>();
            if self.work > MOST_WORK {
                return Err(Trouble::TooLarge);
            }
            let apart = |group: &&mut Vec<usize>| group.iter().all(|other| !self.together[position][*other]);
            match groups.iter_mut().find(apart) {
                Some(group) => group.push(position),
                None => {
                    groups.push(vec![position]);
                    most += count;
                }
            }
        }
        Ok(most)
    }
}

/// The number of nodes on the longest path to an end. `None` if a cycle lies on the way to an end.
fn longest(next: &[Vec<usize>], ends: &[bool]) -> Option<usize> {
    let mut before = vec![Vec::new(); next.len()];
    for (i, nodes) in next.iter().enumerate() {
        nodes.iter().for_each(|node| before[*node].push(i));
    }
    // Backwards from the ends. A node is counted after all its successors that lead to an end.
    let mut leads = ends.to_vec();
    let mut left: Vec<usize> = (0..ends.len()).filter(|node| ends[*node]).collect();
    while let Some(node) = left.pop() {
        for before in &before[node] {
            if !std::mem::replace(&mut leads[*before], true) {
                left.push(*before);
            }
        }
    }
    let mut waits: Vec<usize> =
        next.iter().map(|nodes| nodes.iter().filter(|node| leads[**node]).count()).collect();
    let mut lengths = vec![1; next.len()];
    let mut ready: VecDeque<usize> =
        (0..next.len()).filter(|node| leads[*node] && waits[*node] == 0).collect();
    let (mut longest, mut done) = (0, 0);
    while let Some(node) = ready.pop_front() {
        done += 1;
        longest = longest.max(lengths[node]);
        for before in &before[node] {
            lengths[*before] = lengths[*before].max(lengths[node] + 1);
            waits[*before] -= 1;
            if waits[*before] == 0 {
                ready.push_back(*before);
            }
        }
    }
    let all = leads.iter().filter(|leads| **leads).count();
    (done == all).then_some(longest)
}
