//! Running files: an agency files what it knows of an event again and again over a day, each time with the newest updates first.

use std::ops::Range;

use super::rng::Rng;

/// When an agency updates the running file of an event, and when it files it.
pub(super) struct RunningFile {
    /// The minute of the day of each update, in rising order.
    minutes: Vec<usize>,
    /// The number of updates so far at each filing.
    filings: Vec<usize>,
    /// The most updates in a filing; older ones are dropped.
    most: usize,
}

impl RunningFile {
    pub(super) fn of(event: u64) -> RunningFile {
        let mut rng = Rng::of(&[event, 12]);
        let mut updates = 1;
        let mut filings = Vec::new();
        for _ in 0..rng.between(3, 5) {
            updates += rng.between(1, 2);
            filings.push(updates);
        }
        let most = if rng.percent(50) { 5 } else { updates };
        let mut minute = rng.between(6 * 60, 9 * 60);
        let mut next = || {
            minute += rng.between(10, 60);
            minute
        };
        RunningFile { minutes: (0..updates).map(|_| next()).collect(), filings, most }
    }

    /// The minute of the day of each filing: that of its newest update.
    pub(super) fn filings(&self) -> impl Iterator<Item = usize> + '_ {
        self.filings.iter().map(|&updates| self.minutes[updates - 1])
    }

    /// The updates of a filing.
    fn updates(&self, filing: usize) -> Range<usize> {
        let end = self.filings[filing];
        end.saturating_sub(self.most)..end
    }

    /// The text of a filing: the paragraphs are dealt out to the updates, up to `most` to each, and each update has its time above
    /// it.
    ///
    /// # Panics
    ///
    /// If there are fewer paragraphs than updates.
    pub(super) fn text(
        &self,
        filing: usize,
        opening: String,
        paragraphs: &[String],
        most: usize,
    ) -> Vec<String> {
        let most = most.clamp(1, paragraphs.len() / self.minutes.len());
        let mut text = vec![opening];
        for update in self.updates(filing).rev() {
            if text.len() > 1 {
                text.push("___".to_owned());
            }
            text.push(clock(self.minutes[update]));
            text.extend_from_slice(&paragraphs[update * most..(update + 1) * most]);
        }
        text
    }
}

/// A minute of the day, as in the United States.
fn clock(minute: usize) -> String {
    let (hour, minute) = (minute / 60, minute % 60);
    let half = if hour < 12 { "a.m." } else { "p.m." };
    format!("{}:{minute:02} {half}", (hour + 11) % 12 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_read_off_a_clock_of_twelve_hours() {
        let clocks = [0, 61, 12 * 60, 23 * 60 + 59].map(clock);
        assert_eq!(clocks, ["12:00 a.m.", "1:01 a.m.", "12:00 p.m.", "11:59 p.m."]);
    }

    #[test]
    fn filings_follow_one_another_on_one_day() {
        for event in 0..200 {
            let minutes: Vec<usize> = RunningFile::of(event).filings().collect();
            assert!(minutes.is_sorted_by(|one, other| one < other));
            assert!(minutes.len() > 2 && minutes[minutes.len() - 1] < 22 * 60);
        }
    }

    #[test]
    fn a_filing_has_its_newest_update_first() {
        let file = RunningFile { minutes: vec![540, 600, 780], filings: vec![2, 3], most: 2 };
        let paragraphs = ["old", "middle", "new"].map(str::to_owned);
        let text = |filing| file.text(filing, "opening".to_owned(), &paragraphs, 4);
        assert_eq!(text(0), ["opening", "10:00 a.m.", "middle", "___", "9:00 a.m.", "old"]);
        assert_eq!(text(1), ["opening", "1:00 p.m.", "new", "___", "10:00 a.m.", "middle"]);
    }
}
