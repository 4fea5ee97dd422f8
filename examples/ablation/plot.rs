//! A small line plot as SVG.

use std::fmt::Write;

/// A line of the plot.
pub(crate) struct Curve {
    pub(crate) name: String,
    /// Places from left to right, and heights up to 1.
    pub(crate) points: Vec<(f64, f64)>,
}

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 300.0;
const MARGIN: f64 = 44.0;
/// The height at the bottom of the plot.
const LOWEST: f64 = 0.8;
/// Dashes that tell the lines apart without colour, and their colours.
const STROKES: [(&str, &str); 4] =
    [("", "#0b5394"), ("7 3", "#b45f06"), ("2 3", "#38761d"), ("9 3 2 3", "#741b47")];

/// Draws curves, and a line at `marked`.
pub(crate) fn draw(curves: &[Curve], marked: f64) -> String {
    let places = || curves.iter().flat_map(|curve| curve.points.iter().map(|&(at, _)| at));
    let (left, right) = (places().fold(f64::MAX, f64::min), places().fold(f64::MIN, f64::max));
    let x = |at: f64| MARGIN + (at - left) / (right - left) * (WIDTH - 2.0 * MARGIN);
    let y = |height: f64| {
        HEIGHT - MARGIN - (height.max(LOWEST) - LOWEST) / (1.0 - LOWEST) * (HEIGHT - 2.0 * MARGIN)
    };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"11\">\n<title>F1 over the threshold</title>\n<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n"
    );
    let mut add = |line: String| svg.push_str(&(line + "\n"));
    for tick in [0.8, 0.85, 0.9, 0.95, 1.0] {
        add(format!(
            "<path d=\"M{MARGIN} {:.1}H{:.1}\" stroke=\"#ddd\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{tick:.2}</text>",
            y(tick),
            WIDTH - MARGIN,
            MARGIN - 6.0,
            y(tick) + 4.0
        ));
    }
    for tick in [0.4, 0.5, 0.6, 0.7, 0.8] {
        add(format!(
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{tick:.1}</text>",
            x(tick),
            HEIGHT - MARGIN + 16.0
        ));
    }
    add(format!(
        "<path d=\"M{0:.1} {MARGIN}V{1:.1}\" stroke=\"#555\" stroke-dasharray=\"3 3\"/><text x=\"{0:.1}\" y=\"{2:.1}\" text-anchor=\"middle\">default {marked:.2}</text>",
        x(marked),
        HEIGHT - MARGIN,
        MARGIN - 8.0
    ));
    for (curve, (dashes, colour)) in curves.iter().zip(STROKES.into_iter().cycle()) {
        let mut path = String::new();
        for (place, &(at, height)) in curve.points.iter().enumerate() {
            let command = if place == 0 { 'M' } else { 'L' };
            write!(path, "{command}{:.1} {:.1}", x(at), y(height)).expect("memory takes any text");
        }
        add(format!(
            "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>"
        ));
    }
    for (row, (curve, (dashes, colour))) in
        curves.iter().zip(STROKES.into_iter().cycle()).enumerate()
    {
        let column = MARGIN + 150.0 * f64::from(u32::try_from(row).expect("a plot has few lines"));
        let bottom = HEIGHT - 10.0;
        add(format!(
            "<path d=\"M{column:.1} {:.1}h24\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/><text x=\"{:.1}\" y=\"{bottom:.1}\">{}</text>",
            bottom - 4.0,
            column + 30.0,
            curve.name
        ));
    }
    svg.push_str("</svg>\n");
    svg
}
