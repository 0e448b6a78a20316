/** The element with an id of index.html; a misspelt id fails at once, not at the first click. */
export function element<K extends keyof HTMLElementTagNameMap>(id: string, tag: K): HTMLElementTagNameMap[K] {
  const found = document.getElementById(id);
  if (found?.localName !== tag) throw new Error(`index.html has no <${tag} id="${id}">`);
  return found as HTMLElementTagNameMap[K];
}

/** Makes an element. Strings become text, never markup: some of them come from the service. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Shows a text, or hides the element when there is none. */
export function showText(target: HTMLElement, text: string): void {
  target.textContent = text;
  target.hidden = text === "";
}
