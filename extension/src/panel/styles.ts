// The panel's and the file viewer's style sheet, in JupyterLab's colours.

const sheet = `
.gb-shelf { padding: 8px; overflow: auto; color: var(--jp-ui-font-color1); background: var(--jp-layout-color1); font-size: var(--jp-ui-font-size1); }
.gb-shelf h2 { font-size: var(--jp-ui-font-size1); margin: 2px 0 8px; }
.gb-shelf-search { box-sizing: border-box; width: 100%; min-height: 26px; margin-bottom: 6px; color: inherit; background: var(--jp-layout-color0); border: 1px solid var(--jp-border-color1); }
.gb-shelf .gb-select, .gb-file .gb-select { color: inherit; background: var(--jp-layout-color0); border: 1px solid var(--jp-border-color1); min-height: 24px; }
.gb-shelf-memory, .gb-shelf-empty { margin: 6px 0; color: var(--jp-ui-font-color1); }
.gb-shelf-rows { list-style: none; margin: 0; padding: 0; }
.gb-shelf-row {
  display: flex; flex-direction: column; width: 100%; text-align: left; padding: 5px 4px; font: inherit; color: inherit;
  background: transparent; border: 0; border-bottom: 1px solid var(--jp-border-color2); cursor: pointer; overflow-wrap: anywhere;
}
.gb-shelf-row:hover { background: var(--jp-layout-color2); }
.gb-shelf-row:focus-visible { outline: 2px solid var(--jp-brand-color1); outline-offset: -2px; }
.gb-shelf-row[aria-pressed="true"] { background: var(--jp-layout-color2); }
.gb-tab { overflow: auto; background: var(--jp-layout-color0); }
.gb-tab-status { margin: 0; padding: 4px 8px; color: var(--jp-ui-font-color1); font-size: var(--jp-ui-font-size1); }
.gb-tab-status::before { content: "■ "; color: var(--jp-warn-color0); }
.gb-tab-status.gb-mod-live::before { content: "● "; color: var(--jp-success-color0); }
.gb-file { display: flex; background: var(--jp-layout-color0); color: var(--jp-ui-font-color1); }
.gb-file-list { width: 260px; flex: none; overflow: auto; padding: 8px; border-right: 1px solid var(--jp-border-color2); }
.gb-file-view { flex: 1; min-width: 0; overflow: auto; padding: 4px; }
.gb-file-error { padding: 16px; border-left: 3px solid var(--jp-error-color1); margin: 16px; }
`;

const styled = new WeakSet<Document>();

export function ensurePanelStyles(document: Document): void {
  if (styled.has(document)) return;
  styled.add(document);
  const element = document.createElement("style");
  element.textContent = sheet;
  document.head.append(element);
}
