// Stands in for @rc-component/util's Dom/dynamicCSS (see vite.config.ts): styles that are written
// at run time become constructed sheets of the document.
const sheets = new Map<string, CSSStyleSheet>();

export function updateCSS(css: string, key: string): HTMLStyleElement {
  const sheet = sheets.get(key) ?? new CSSStyleSheet();
  if (!sheets.has(key)) document.adoptedStyleSheets.push(sheet);
  sheets.set(key, sheet);
  sheet.replaceSync(css);
  // The caller marks the element that it thinks it has written.
  return document.createElement("style");
}

export function removeCSS(key: string): void {
  const sheet = sheets.get(key);
  sheets.delete(key);
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
}

export const injectCSS = (css: string): HTMLStyleElement => updateCSS(css, css);

export function clearContainerCache(): void {
  // There is no container.
}
