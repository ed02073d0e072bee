// The figures' style sheet. Colours come from JupyterLab's variables where they exist, so figures follow its themes;
// elsewhere from the page's `--gb-*` variables, or light defaults. In TypeScript, because every host needs exactly
// this one next to the code, also a page that is a single file.

const sheet = `
.gb-figure {
  --text: var(--jp-content-font-color1, var(--gb-text, #1c2128));
  --muted: var(--jp-content-font-color2, var(--gb-muted, #5b6470));
  --faint: var(--jp-border-color1, var(--gb-faint, #c9ced6));
  --line: var(--jp-border-color2, var(--gb-line, #e3e6ea));
  --paper: var(--jp-layout-color0, var(--gb-paper, #fff));
  --accent: var(--jp-brand-color1, var(--gb-accent, #0b63c5));
  --warning: var(--gb-warning, #b3400b);
  --focus: var(--jp-focus-outline-color, var(--accent));
  position: relative; box-sizing: border-box; margin: 0; padding: 6px 8px 8px; max-width: 960px;
  color: var(--text); background: var(--paper);
  font: 13px/1.4 var(--jp-ui-font-family, var(--gb-font, system-ui, sans-serif));
}
.gb-figure * { box-sizing: border-box; }
.gb-head { display: flex; align-items: baseline; gap: 4px 12px; flex-wrap: wrap; }
.gb-title { font-weight: 600; font-size: 14px; }
.gb-title code { font: inherit; font-weight: 400; color: var(--muted); padding: 0; background: none; }
.gb-subtitle { color: var(--muted); font-size: 12px; margin: 1px 0 6px; font-variant-numeric: tabular-nums; }
.gb-actions { margin-left: auto; display: flex; gap: 2px; }
.gb-button, .gb-select {
  font: inherit; font-size: 12px; color: var(--muted); background: transparent; border: 1px solid transparent;
  border-radius: 4px; padding: 1px 6px; cursor: pointer; min-height: 24px;
}
.gb-controls .gb-button { border-color: var(--line); }
.gb-button:hover, .gb-select:hover { color: var(--text); border-color: var(--faint); }
.gb-button[aria-pressed="true"] { color: var(--text); border-color: var(--faint); }
.gb-select { border-color: var(--line); color: var(--text); background: var(--paper); }
.gb-figure :focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
.gb-controls { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 14px; margin: 0 0 6px; font-size: 12px; }
.gb-controls:empty { display: none; }
.gb-controls .gb-controls { margin: 0; }
.gb-controls .gb-controls.gb-kinds { gap: 4px; flex-basis: 100%; max-height: 88px; overflow: auto; }
.gb-field { display: inline-flex; align-items: center; gap: 6px; color: var(--muted); }
.gb-range { width: 110px; margin: 0; accent-color: var(--accent); }
.gb-output { min-width: 2.6em; color: var(--text); font-variant-numeric: tabular-nums; }
.gb-check { margin: 0; accent-color: var(--accent); }
.gb-stage { position: relative; border-radius: 3px; touch-action: pan-x pan-y; }
.gb-scroll { overflow: auto; max-height: 520px; }
.gb-scroll.gb-tall { max-height: 860px; }
.gb-canvas { display: block; position: sticky; left: 0; top: 0; }
.gb-chart canvas { display: block; }
.gb-bindings { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 14px; }
.gb-bindings label, .gb-bindings .vega-bind { display: inline-flex; align-items: center; gap: 6px; color: var(--muted); }
.gb-bindings :is(select, input) {
  font: inherit; color: var(--text); background: var(--paper); border: 1px solid var(--line); border-radius: 4px;
  min-height: 24px; accent-color: var(--accent); margin: 0;
}
.gb-bindings input[type="range"] { width: 110px; }
.gb-bindings input + span { min-width: 2.6em; color: var(--text); font-variant-numeric: tabular-nums; }
.gb-legend { display: block; margin-top: 2px; }
.gb-note { color: var(--muted); font-size: 12px; margin: 4px 0 0; }
.gb-note:empty { display: none; }
.gb-tip {
  position: absolute; z-index: 2; pointer-events: none; padding: 4px 8px; border-radius: 4px; font-size: 12px;
  color: var(--text); background: var(--paper); border: 1px solid var(--faint); box-shadow: 0 2px 8px #0003;
  font-variant-numeric: tabular-nums; white-space: nowrap; max-width: 100%;
}
.gb-tip[hidden] { display: none; }
.gb-tip-head { font-weight: 600; }
.gb-tip-part { color: var(--muted); font-size: 11px; margin-top: 2px; }
.gb-tip-row { display: flex; gap: 8px; align-items: baseline; }
.gb-tip-row b { margin-left: auto; padding-left: 12px; font-weight: 600; }
.gb-dot { display: inline-block; width: 9px; height: 9px; border-radius: 50%; margin-right: 5px; }
.gb-swatch { width: 14px; height: 3px; border-radius: 2px; align-self: center; flex: none; }
.gb-series { display: inline-flex; align-items: center; gap: 6px; }
.gb-series[aria-pressed="false"] { text-decoration: line-through; }
.gb-series small { font-size: 11px; color: var(--muted); font-variant-numeric: tabular-nums; }
.gb-progress { margin: 1px 0 7px; display: flex; align-items: center; gap: 8px; color: var(--muted); font-size: 12px; font-variant-numeric: tabular-nums; }
.gb-progress[hidden] { display: none; }
.gb-bar { width: 120px; height: 4px; border-radius: 2px; background: var(--line); overflow: hidden; }
.gb-bar > div { height: 100%; background: var(--accent); transform-origin: left; }
/* Its text changes several times a second; in a box of fixed size nothing else moves. */
.gb-progress > span { flex: 1; height: 18px; line-height: 18px; contain: strict; white-space: nowrap; text-overflow: ellipsis; }
.gb-live { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.gb-table { overflow: auto; max-height: 320px; margin-top: 8px; border: 1px solid var(--line); border-radius: 4px; }
.gb-table[hidden] { display: none; }
.gb-table table { border-collapse: collapse; font-size: 12px; font-variant-numeric: tabular-nums; margin: 0; }
.gb-table th, .gb-table td { padding: 2px 8px; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; color: var(--text); background: var(--paper); }
.gb-table th { font-weight: 600; color: var(--muted); position: sticky; top: 0; }
.gb-table tbody th { left: 0; }
.gb-table caption { text-align: left; padding: 4px 8px; color: var(--muted); }
.gb-error { color: var(--text); border-left: 3px solid var(--warning); padding: 6px 10px; margin: 0; }
@media (prefers-reduced-motion: reduce) { .gb-figure * { transition: none !important; } }
@media (forced-colors: active) { .gb-button, .gb-select { border-color: ButtonText; } }
@media print { .gb-actions, .gb-controls { display: none; } }
`;

const styled = new WeakSet<Document>();

/** Puts the style sheet into the document, once. */
export function ensureStyles(document: Document): void {
  if (styled.has(document)) return;
  styled.add(document);
  const element = document.createElement("style");
  element.textContent = sheet;
  document.head.append(element);
}
