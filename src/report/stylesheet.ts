/** How every report looks: one sheet, light and dark, on paper too. Series colours are Okabe and Ito's, told apart by all kinds of colour vision. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --page: #f6f6f3; --surface: #ffffff; --ink: #1b1d21; --soft: #5b6068; --line: #dddfe2; --grid: #eceded;
  --good: #00694c; --good-back: #e3f3ec; --bad: #a83600; --bad-back: #fbe9e0; --heat: #12468f; --quiet: #a9afb8;
  --s0: #0072b2; --s1: #d55e00; --s2: #009e73; --s3: #b8578f; --s4: #b57900; --s5: #3a8fc4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14161a; --surface: #1c1f24; --ink: #e9ebee; --soft: #a2a9b3; --line: #343941; --grid: #292d34;
    --good: #55d0a4; --good-back: #17352b; --bad: #ff9a66; --bad-back: #3d2417; --heat: #8cc0ff; --quiet: #69717d;
    --s0: #56b4e9; --s1: #f58a3c; --s2: #2fc797; --s3: #e191c1; --s4: #f0b429; --s5: #8ccbf2;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 48px 24px 80px; }
.kind { margin: 0 0 4px; color: var(--soft); font-size: 13px; font-weight: 600; letter-spacing: .02em; }
h1 { margin: 0 0 12px; font-size: 34px; line-height: 1.15; letter-spacing: -.02em; overflow-wrap: anywhere; text-wrap: balance; }
.summary { max-width: 68ch; margin: 0; font-size: 18px; color: var(--soft); }
section { margin-top: 48px; }
h2 { margin: 0 0 4px; font-size: 22px; letter-spacing: -.01em; }
.lead { max-width: 72ch; margin: 0; color: var(--soft); }
.blocks { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px; margin-top: 16px; }
.blocks > * { grid-column: 1 / -1; min-width: 0; margin: 0; }
.blocks > .half { grid-column: auto; }
.card { padding: 18px 20px; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; }
figcaption, .card > h3 { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 16px; margin: 0 0 8px; font-size: 15px; font-weight: 600; }
.keys { display: flex; flex-wrap: wrap; gap: 0 14px; margin: 0 0 0 auto; padding: 0; list-style: none; font-size: 13px; font-weight: 400; color: var(--soft); }
.keys svg { width: 20px; height: 10px; margin-right: 5px; }
.figures { display: flex; overflow: hidden; flex-wrap: wrap; gap: 18px 0; padding: 18px 0; }
.figures div { display: flex; flex: 1 1 124px; flex-direction: column; padding: 0 18px; border-left: 1px solid var(--line); margin-left: -1px; }
.figures dt { font-size: 13px; color: var(--soft); }
.figures dd { margin: 0; }
.figures .value { font-size: 23px; line-height: 1.3; font-weight: 600; letter-spacing: -.02em; white-space: nowrap; }
.figures .note { font-size: 13px; line-height: 1.35; color: var(--soft); }
.scroll { overflow-x: auto; }
.scroll > svg { display: block; width: 100%; height: auto; }
.full .scroll > svg { min-width: 720px; }
.half .scroll > svg { min-width: 320px; }
svg text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; fill: var(--soft); font-variant-numeric: tabular-nums; }
svg .strong { fill: var(--ink); font-weight: 600; }
.grid { stroke: var(--grid); } .base { stroke: var(--quiet); }
.reference { stroke: var(--soft); stroke-dasharray: 2 4; } .mark { stroke: var(--bad); stroke-dasharray: 5 3; }
svg .mark-label { fill: var(--bad); }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.behind { fill: none; stroke-width: 1; stroke-opacity: .38; stroke-linejoin: round; }
.dashed { stroke-dasharray: 6 4; }
.c0 { --c: var(--s0); } .c1 { --c: var(--s1); } .c2 { --c: var(--s2); } .c3 { --c: var(--s3); } .c4 { --c: var(--s4); } .c5 { --c: var(--s5); }
.curve, .behind { stroke: var(--c); } .dot { fill: var(--surface); stroke: var(--c); stroke-width: 2; }
.bars { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 14px 14px; margin: 6px 0 2px; }
.bars > div { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; gap: 0 14px; }
.bars dt { grid-row: 1 / span 6; align-self: start; max-width: 32vw; font-size: 14px; font-weight: 600; line-height: 1.35; text-align: right; overflow-wrap: anywhere; }
.bars .note { display: block; font-size: 12px; font-weight: 400; color: var(--soft); }
.bars dd { display: flex; grid-column: 2; align-items: center; gap: 8px; margin: 0; border-left: 1px solid var(--quiet); font-size: 13px; line-height: 18px; font-variant-numeric: tabular-nums; white-space: nowrap; color: var(--soft); }
.bars dd + dd { padding-top: 3px; }
.bars dd:last-child { font-weight: 600; color: var(--ink); }
.bar { width: calc((100% - 84px) * var(--share) / 100); height: 16px; border-radius: 0 3px 3px 0; background: var(--c); }
.bar.before { background: var(--quiet); }
.bar.key { display: inline-block; width: 20px; height: 10px; margin-right: 5px; border-radius: 2px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.probe > * { opacity: 0; } .probe:hover > * { opacity: 1; }
.probe .hit { opacity: 0; } .probe .hair { stroke: var(--soft); pointer-events: none; } .probe .plate { fill: var(--surface); } .probe text { fill: var(--ink); pointer-events: none; }
.heat { fill: var(--heat); } .void { fill: var(--grid); } .cell-label { font-size: 11px; } svg .on-heat { fill: var(--surface); } svg .on-void { fill: var(--ink); }
.empty { fill: none; stroke: var(--bad); stroke-width: 1.2; }
table { width: 100%; border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
td:not(.numeric) { min-width: 9ch; }
th, td { padding: 6px 16px 6px 0; border-bottom: 1px solid var(--grid); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 500; border-color: var(--line); white-space: nowrap; }
tr:last-child td { border-bottom: 0; }
.numeric { text-align: right; white-space: nowrap; } th:last-child, td:last-child { padding-right: 0; }
details { margin-top: 10px; font-size: 14px; } .card > details:first-child { margin-top: 0; }
summary { width: fit-content; color: var(--soft); cursor: pointer; } summary:hover { color: var(--ink); }
summary:focus-visible { outline: 2px solid var(--s0); outline-offset: 3px; border-radius: 3px; }
details > .scroll { margin-top: 8px; max-height: 420px; overflow: auto; }
pre { margin: 8px 0 0; padding: 14px 16px; overflow-x: auto; background: var(--page); border-radius: 6px; font: 13px/1.5 ui-monospace, "SF Mono", Consolas, "Liberation Mono", monospace; }
.text p, .text ul, .text ol { max-width: 72ch; margin: 0 0 10px; } .text ul, .text ol { padding-left: 22px; } .text li { margin-bottom: 6px; } .text > :last-child { margin-bottom: 0; }
.proof h3 { justify-content: space-between; }
.badge { padding: 1px 10px; border-radius: 99px; font-size: 13px; font-weight: 600; white-space: nowrap; color: var(--good); background: var(--good-back); }
.failed .badge { color: var(--bad); background: var(--bad-back); } .card.failed { border-color: var(--bad); }
.proof p { margin: 0; max-width: 78ch; overflow-wrap: anywhere; }
.facts { display: flex; flex-wrap: wrap; gap: 6px 32px; margin: 12px 0 0; font-size: 14px; } .facts dt { color: var(--soft); } .facts dd { margin: 0; font-variant-numeric: tabular-nums; }
footer { margin-top: 56px; padding-top: 16px; border-top: 1px solid var(--line); font-size: 13px; color: var(--soft); }
@media (max-width: 720px) { main { padding: 28px 16px 56px; } h1 { font-size: 27px; } .summary { font-size: 16px; } .blocks > .half { grid-column: 1 / -1; } .card { padding: 14px; } .figures { padding: 14px 0; } .keys { margin-left: 0; } }
@media print {
  :root { color-scheme: light; --page: #fff; --surface: #fff; --ink: #000; --soft: #444; --line: #ccc; --grid: #e4e4e4; --good: #00694c; --good-back: #fff; --bad: #a83600; --bad-back: #fff; --heat: #12468f; --quiet: #999;
    --s0: #0072b2; --s1: #d55e00; --s2: #009e73; --s3: #b8578f; --s4: #b57900; --s5: #3a8fc4; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { font-size: 11pt; } main { max-width: none; padding: 0; } section { margin-top: 24pt; } h2 { break-after: avoid; } .card { break-inside: avoid; } .scroll { overflow: visible; } .full .scroll > svg, .half .scroll > svg { min-width: 0; } details:not([open]) { display: none; }
}
`;
