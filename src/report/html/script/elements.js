// Elements. Text only ever becomes text nodes, so no markup of an article is interpreted.

/// Creates an HTML element. Children are nodes, strings, numbers or null.
function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/// Creates an SVG element.
function draw(name, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  add(element, children);
  return element;
}

function add(element, children) {
  for (const child of children.flat(2)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : shown(String(child)));
  }
}

/// Invisible characters that change how the text around them looks: bidirectional controls (UAX #9) and control
/// characters.
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
const UNSEEN_NAMES = {
  0x00: "NUL", 0x1b: "ESC", 0x07: "BEL", 0x7f: "DEL", 0x9b: "CSI", 0x061c: "ALM", 0x200e: "LRM", 0x200f: "RLM",
  0x202a: "LRE", 0x202b: "RLE", 0x202c: "PDF", 0x202d: "LRO", 0x202e: "RLO",
  0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xfeff: "BOM",
};

/// A text node, with a visible mark for each invisible character.
function shown(text) {
  if (!UNSEEN.test(text)) return document.createTextNode(text);
  const parts = document.createDocumentFragment();
  let plain = "";
  for (const character of text) {
    if (!UNSEEN.test(character)) {
      plain += character;
      continue;
    }
    if (plain) parts.append(plain);
    plain = "";
    const code = character.codePointAt(0);
    const point = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
    const mark = document.createElement("span");
    mark.className = "unseen-mark";
    mark.title = point;
    mark.textContent = UNSEEN_NAMES[code] ?? point;
    parts.append(mark);
  }
  if (plain) parts.append(plain);
  return parts;
}

/// An element with text of an article, in the direction of that text.
function quoted(name, text, attributes = {}) {
  return el(name, { dir: "auto", ...attributes }, text);
}

/// A link to an article if its URL is an HTTP URL, otherwise a plain span.
function webLink(address, ...children) {
  let url = null;
  try {
    url = new URL(address);
  } catch {
    // Not a URL.
  }
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) return el("span", {}, children);
  return el("a", { href: url.href, rel: "noopener noreferrer", target: "_blank", class: "out" }, children);
}

/// Replaces all children of an element.
function fill(element, ...children) {
  element.replaceChildren();
  add(element, children);
  return element;
}

/// Announces a change to screen readers.
function announce(text) {
  document.getElementById("status").textContent = text;
}
