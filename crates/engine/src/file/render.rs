//! A mistake as people see it: the rule, the source line, a caret.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_saphyr::Location;
use trunkline::audit::Severity;

use super::{mask, source::Source};

/// Columns of a line that is shown; of a longer one, what is around the caret.
const WIDTH: usize = 120;

/// The rule, where it is broken, the source line and a caret.
pub(super) fn render(
    source: &Source,
    at: Option<Location>,
    message: &str,
    severity: Severity,
    colours: bool,
) -> String {
    let level = match severity {
        Severity::Refused => Level::ERROR,
        Severity::Warning => Level::WARNING,
        _ => Level::NOTE,
    };
    let path = source.path().display().to_string();
    let title = level.primary_title(message);
    let group = match at.and_then(|at| excerpt(source.text(), at)) {
        Some(excerpt) => Group::with_title(title).element(
            Snippet::source(excerpt.line)
                .line_start(excerpt.number)
                .path(path)
                .annotation(AnnotationKind::Primary.span(excerpt.caret.0..excerpt.caret.1)),
        ),
        None => Group::with_title(title).element(Origin::path(path)),
    };
    let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(WIDTH).render(&[group])
}

/// The line that a mistake is on, without secrets, and which of its bytes are meant.
struct Excerpt {
    line: String,
    number: usize,
    caret: (usize, usize),
}

fn excerpt(text: &str, at: Location) -> Option<Excerpt> {
    let number = usize::try_from(at.line()).ok()?;
    let line = text.lines().nth(number.checked_sub(1)?).unwrap_or_default();
    let column = usize::try_from(at.column().saturating_sub(1)).ok()?;
    let start = line.char_indices().nth(column).map_or(line.len(), |(start, _)| start);
    let length = usize::try_from(at.span().byte_len().unwrap_or(1)).ok()?.max(1);
    let end = start.saturating_add(length).min(line.len());
    let end = (end..=line.len()).find(|&end| line.is_char_boundary(end))?;
    // What it is about ends where the value ends; a block has no end on its first line.
    let end = start + line.get(start..end)?.trim_end().len();

    let line = mask::line(text, number);
    let (start, end) = (start.min(line.len()), end.min(line.len()));
    let boundary = |at: usize| (0..=at).rev().find(|&at| line.is_char_boundary(at)).unwrap_or(0);
    let caret = (boundary(start), boundary(end).max(boundary(start)));
    Some(Excerpt { line, number, caret })
}
