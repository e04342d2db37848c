//! Announces the steps of a command, one line each, with its place and its share of a first run.

/// A command's steps in order, each with its share of a first run in percent.
pub(crate) type Plan = [(&'static str, u32)];

/// The steps of a run that are still to come.
pub(crate) struct Steps {
    plan: &'static Plan,
    begun: usize,
    /// Whether nothing is built yet: only then are the shares true.
    first_run: bool,
}

impl Steps {
    pub(crate) fn new(plan: &'static Plan, first_run: bool) -> Steps {
        Steps { plan, begun: 0, first_run }
    }

    /// Announces the next step.
    pub(crate) fn next(&mut self) {
        if let Some(line) = self.line() {
            eprintln!("{line}");
        }
        self.begun += 1;
    }

    fn line(&self) -> Option<String> {
        let (what, share) = self.plan.get(self.begun)?;
        let place = format!("[{}/{}] {what}", self.begun + 1, self.plan.len());
        Some(if self.first_run { format!("{place} ({})", of_first_run(*share)) } else { place })
    }
}

/// A share of a first run in words.
pub(crate) fn of_first_run(share: u32) -> String {
    match share {
        0 => "less than 1 % of a first run".to_owned(),
        _ => format!("about {share} % of a first run"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_announced_with_its_place_and_on_a_first_run_with_its_share() {
        const PLAN: &Plan = &[("Compile", 70), ("Train", 30)];
        let mut steps = Steps::new(PLAN, true);
        assert_eq!(steps.line().as_deref(), Some("[1/2] Compile (about 70 % of a first run)"));
        steps.next();
        assert_eq!(steps.line().as_deref(), Some("[2/2] Train (about 30 % of a first run)"));
        steps.next();
        assert_eq!(steps.line(), None);
        assert_eq!(of_first_run(0), "less than 1 % of a first run");
        assert_eq!(Steps::new(PLAN, false).line().as_deref(), Some("[1/2] Compile"));
    }
}
