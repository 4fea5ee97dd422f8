//! `wirecopy synth`: writes a labelled corpus.

use crate::args::Synth;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

pub(crate) fn run(_args: &Synth, _output: &Output) -> Result<Exit, Failure> {
    Err(Failure::usage("not yet".to_owned()))
}
