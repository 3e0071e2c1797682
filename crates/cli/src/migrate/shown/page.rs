//! What a page of HTML is made of.

/// Text that cannot be taken for markup.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            c => out.push(c),
        }
    }
    out
}

/// Light and dark, on a screen and on paper. No file, font or script from anywhere else.
pub(super) const STYLE: &str = "
:root { color-scheme: light dark; --ground: #f6f7f9; --card: #ffffff; --ink: #1b2430; --faint: #5b6878; --line: #d9dfe7;
  --exact: #1a7f4b; --approximated: #9a6400; --manual: #1f5fbf; --impossible: #b3261e;
  --exact-soft: #e4f4ea; --approximated-soft: #fbf0d9; --manual-soft: #e4eefb; --impossible-soft: #fbe6e4; }
@media (prefers-color-scheme: dark) { :root { --ground: #11161d; --card: #1a212b; --ink: #e6ebf2; --faint: #9aa7b8;
  --line: #303b4a; --exact: #5fd08f; --approximated: #e8b75a; --manual: #7fb2ff; --impossible: #ff8f86;
  --exact-soft: #173325; --approximated-soft: #37290f; --manual-soft: #16283f; --impossible-soft: #3d1d1b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.55 system-ui, 'Segoe UI', Roboto, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 40px 24px 64px; }
h1 { font-size: 27px; line-height: 1.25; margin: 0 0 6px; letter-spacing: -0.01em; }
h2 { font-size: 20px; margin: 44px 0 4px; }
h3 { font-size: 13px; margin: 26px 0 8px; text-transform: uppercase; letter-spacing: .06em; }
p { margin: 6px 0; max-width: 76ch; }
code, .value { font: 13px/1.5 ui-monospace, 'SF Mono', Consolas, monospace; overflow-wrap: anywhere; }
.faint { color: var(--faint); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 18px 20px; margin: 16px 0; }
.tallies { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px; margin: 18px 0; }
.tally { border-radius: 12px; padding: 12px 16px; border: 1px solid transparent; }
.tally b { display: block; font-size: 26px; line-height: 1.2; }
.stages { display: flex; flex-wrap: wrap; gap: 6px; padding: 0; margin: 14px 0 0; list-style: none; }
.stages li { border: 1px solid var(--line); border-radius: 999px; padding: 3px 13px; color: var(--faint); font-size: 13px; }
.stages .past { color: var(--exact); border-color: var(--exact); }
.stages .now { background: var(--manual); border-color: var(--manual); color: var(--card); font-weight: 600; }
.picture { padding: 12px; } .picture svg { display: block; width: 100%; height: auto; }
.legend { margin: 10px 12px 4px; font-size: 13px; display: flex; flex-wrap: wrap; gap: 6px 22px; }
table { border-collapse: collapse; width: 100%; }
td { vertical-align: top; padding: 9px 10px 9px 0; border-top: 1px solid var(--line); }
tr:first-child td { border-top: 0; }
td:first-child { width: 27%; font-weight: 600; overflow-wrap: anywhere; }
td:nth-child(2) { width: 25%; color: var(--faint); overflow-wrap: anywhere; }
.source { display: block; color: var(--faint); font-size: 12px; }
.exact { color: var(--exact); } .approximated { color: var(--approximated); }
.manual { color: var(--manual); } .impossible { color: var(--impossible); }
.done { color: var(--exact); }
.soft-exact { background: var(--exact-soft); } .soft-approximated { background: var(--approximated-soft); }
.soft-manual { background: var(--manual-soft); } .soft-impossible { background: var(--impossible-soft); }
svg text { fill: var(--ink); font: 13px system-ui, 'Segoe UI', Roboto, sans-serif; }
svg .small { fill: var(--faint); font-size: 11.5px; } svg .title { font-weight: 650; font-size: 15px; }
svg .kind { fill: var(--faint); font-size: 11px; letter-spacing: .05em; }
svg .box { fill: var(--card); stroke: var(--line); } svg .side { fill: var(--ground); stroke: var(--line); }
svg .edge { fill: none; stroke-width: 2; }
svg .edge-exact, svg .edge-done { stroke: var(--exact); } svg .edge-approximated { stroke: var(--approximated); stroke-dasharray: 7 4; }
svg .edge-manual { stroke: var(--manual); stroke-dasharray: 2 4; } svg .edge-impossible { stroke: var(--impossible); }
svg .mark-exact, svg .mark-done { fill: var(--exact); } svg .mark-approximated { fill: var(--approximated); }
svg .mark-manual { fill: var(--manual); } svg .mark-impossible { fill: var(--impossible); }
svg .sign { fill: var(--card); font-weight: 700; font-size: 12px; text-anchor: middle; }
@media (max-width: 640px) { .picture { overflow-x: auto; } .picture svg { min-width: 660px; }
  .tallies { grid-template-columns: repeat(2, 1fr); } td { display: block; width: auto !important; border: 0; padding: 2px 0; }
  tr { display: block; border-top: 1px solid var(--line); padding: 8px 0; } }
@media print { body { background: #fff; font-size: 12px; } main { padding: 0; max-width: none; } .card { break-inside: avoid; }
  h2 { break-after: avoid; } h3 { break-after: avoid; } tr { break-inside: avoid; } }
";
