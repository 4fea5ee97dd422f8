//! Progress on standard error, and the time that each stage took.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use wirecopy::engine::{Observer, Stage};

/// Shows the stage that runs and notes how long each took.
pub(crate) struct Progress {
    bar: ProgressBar,
    stages: Mutex<Vec<(Stage, Instant)>>,
}

impl Progress {
    /// Draws on standard error if that is a terminal, else stays silent.
    pub(crate) fn visible() -> Progress {
        Progress::on(ProgressDrawTarget::stderr())
    }

    /// Only notes times.
    pub(crate) fn hidden() -> Progress {
        Progress::on(ProgressDrawTarget::hidden())
    }

    fn on(target: ProgressDrawTarget) -> Progress {
        Progress {
            bar: ProgressBar::with_draw_target(None, target),
            stages: Mutex::new(Vec::new()),
        }
    }

    /// Clears the bar and gives the stages with the time that each took.
    pub(crate) fn finish(&self) -> Vec<(&'static str, Duration)> {
        self.bar.finish_and_clear();
        let stages = self.stages.lock().expect("no thread panics while it holds the times");
        let ends = stages.iter().skip(1).map(|&(_, begun)| begun).chain([Instant::now()]);
        let mut times: Vec<(&'static str, Duration)> = Vec::new();
        for (&(stage, begun), end) in stages.iter().zip(ends) {
            // A stage that is done in parts is there more than once.
            match times.iter_mut().find(|(name, _)| *name == stage.name()) {
                Some((_, time)) => *time += end - begun,
                None => times.push((stage.name(), end - begun)),
            }
        }
        times
    }
}

impl Observer for Progress {
    fn begin(&self, stage: Stage, total: Option<u64>) {
        self.stages
            .lock()
            .expect("no thread panics while it holds the times")
            .push((stage, Instant::now()));
        let (doing, counter) = match stage {
            Stage::Read => ("Reading", "{bytes}/{total_bytes}"),
            Stage::Candidates => ("Finding candidate pairs", ""),
            Stage::Reread => ("Rereading candidates", "{human_pos}/{human_len}"),
            Stage::Verify => ("Comparing pairs", "{human_pos}/{human_len}"),
            Stage::Cluster => ("Grouping", ""),
            Stage::Recall => ("Measuring recall", "{human_pos}/{human_len}"),
            Stage::Tables => ("Writing tables", "{human_pos}/{human_len}"),
        };
        let template = if total.is_some() {
            format!("{{msg:26}} {{bar:24}} {counter} {{eta}}")
        } else {
            "{msg:26} {elapsed}".to_owned()
        };
        self.bar.set_style(
            ProgressStyle::with_template(&template).expect("the templates above are well formed"),
        );
        self.bar.set_message(doing);
        self.bar.set_position(0);
        match total {
            Some(total) => self.bar.set_length(total),
            None => self.bar.unset_length(),
        }
        self.bar.tick();
    }

    fn advance(&self, by: u64) {
        self.bar.inc(by);
    }
}
