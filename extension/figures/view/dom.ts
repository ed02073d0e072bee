// Small helpers for building the page's elements. Text always goes in as text.

type Properties<K extends keyof HTMLElementTagNameMap> = Partial<Omit<HTMLElementTagNameMap[K], "style" | "children">>;

/** An element with a class, properties and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  properties: Properties<K> = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  Object.assign(element, properties);
  element.append(...children);
  return element;
}

export function button(text: string, label: string, onClick: () => void): HTMLButtonElement {
  const made = make("button", "gb-button", { type: "button", textContent: text, title: label, onclick: onClick });
  made.setAttribute("aria-label", label);
  return made;
}

/** A labelled choice among values. */
export function choice<T extends string>(
  label: string,
  values: readonly (readonly [value: T, text: string])[],
  current: T,
  onChange: (value: T) => void,
): HTMLLabelElement {
  const select = make(
    "select",
    "gb-select",
    {},
    values.map(([value, text]) => make("option", "", { value, textContent: text })),
  );
  select.value = current;
  select.addEventListener("change", () => onChange(select.value as T));
  return make("label", "gb-field", {}, [label, select]);
}

/** A labelled slider that says its value. */
export function slider(
  label: string,
  range: { readonly min: number; readonly max: number; readonly step: number; readonly value: number },
  say: (value: number) => string,
  onInput: (value: number) => void,
): HTMLLabelElement {
  const output = make("output", "gb-output", { textContent: say(range.value) });
  const input = make("input", "gb-range", { type: "range" });
  for (const key of ["min", "max", "step", "value"] as const) input[key] = String(range[key]);
  input.setAttribute("aria-valuetext", say(range.value));
  input.addEventListener("input", () => {
    output.textContent = say(input.valueAsNumber);
    input.setAttribute("aria-valuetext", say(input.valueAsNumber));
    onInput(input.valueAsNumber);
  });
  return make("label", "gb-field", {}, [label, input, output]);
}

/** Puts text into an element, unless it is there already: the page would lay it out again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
