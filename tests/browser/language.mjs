// Whether a page speaks one language. Data may be in any: what the server answered is data, unless
// it is a code of the API, which people never read.
import assert from "node:assert/strict";

const answers = new WeakMap();

const CODE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$|^[a-z]+[A-Z]\w*$/;

function* stringsOf(value) {
  if (typeof value === "string") yield value;
  else if (value && typeof value === "object") for (const each of Object.values(value)) yield* stringsOf(each);
}

// Begins to remember what `page` is answered.
export function rememberAnswers(page) {
  const pending = [];
  answers.set(page, pending);
  page.on("response", (response) => {
    if (response.ok() && response.headers()["content-type"]?.startsWith("application/json")) {
      pending.push(response.json().catch(() => undefined));
    }
  });
}

async function dataOf(page) {
  const data = new Set();
  for (const answer of await Promise.all(answers.get(page))) {
    for (const text of stringsOf(answer)) {
      if (CODE.test(text)) continue;
      for (const line of text.split("\n")) data.add(line.trim());
    }
  }
  return [...data].filter((datum) => datum.length > 1 || datum > "z").sort((a, b) => b.length - a.length);
}

// What a reader sees or hears, piece by piece; but for the names that the library of controls gives to
// the icons in them, for what is marked as another language, for bytes shown as they are, and for
// passages of a text that are set apart, and keys of a keyboard.
const textsOf = (page) =>
  page.evaluate(() => {
    const texts = new Set();
    const own = (element) =>
      element.closest("[lang]")?.lang === document.documentElement.lang &&
      !element.closest('.anticon, [class*="-handler"], [class*="-clear"], pre, code, kbd, :has(> mark)');
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement: parent, data } = walker.currentNode;
      const shown = parent.checkVisibility({ visibilityProperty: true }) && !parent.closest("script, style, noscript");
      if (shown && own(parent) && data.trim()) texts.add(data.trim());
    }
    for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
      if (!element.checkVisibility({ visibilityProperty: true }) || !own(element)) continue;
      for (const name of ["aria-label", "title", "placeholder"]) {
        const text = element.getAttribute(name);
        if (text?.trim()) texts.add(text.trim());
      }
    }
    return [...texts];
  });

const HAN = /\p{Script=Han}+/gu;
const LATIN = /[A-Za-z][A-Za-z0-9_-]*/g;

// Units, formats and tools that have no Chinese name, and the hexadecimal of hashes and keys.
const NAMES = new Set([
  "CSV", "xlsx", "XLSX", "Excel", "Word", "PDF", "A4", "JSON", "JPEG", "PNG", "WebP", "MP3", "MP4", "MOV", "M4A",
  "AMR", "WAV", "QR", "SHA-256", "hechactl", "unlock", "KiB", "MiB", "kB", "MB", "KB", "UTF-8", "gRPC", "HTTP",
  "Cookie", "Esc",
]);
const HEXADECIMAL = /^[0-9a-f]*$/;

const FOREIGN = {
  "zh-CN": (text) => (text.match(LATIN) ?? []).filter((word) => !NAMES.has(word) && !HEXADECIMAL.test(word)),
  en: (text) => text.match(HAN) ?? [],
};

// Every word on the page that is in another language than `code` and is not data.
export async function foreignWords(page, code) {
  const data = await dataOf(page);
  const found = (await textsOf(page)).flatMap((text) => {
    const own = data.reduce((left, datum) => left.replaceAll(datum, " "), text);
    return FOREIGN[code](own).map((word) => (word === text ? word : `${word} in “${text.slice(0, 60)}”`));
  });
  return [...new Set(found)];
}

export async function assertOneLanguage(page, code) {
  assert.deepEqual(await foreignWords(page, code), [], `${page.url()} in ${code}`);
}
