// Elements. Texts only ever become text nodes, so nothing that an article says is taken for markup.

/// Makes an element. Children are nodes, texts, numbers, or nothing.
function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/// Makes an element of a drawing.
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

/// Characters that are not seen but change what is: those that turn the direction of the text around them (Unicode
/// UAX 9), and control characters.
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
const UNSEEN_NAMES = {
  0x00: "NUL", 0x1b: "ESC", 0x07: "BEL", 0x7f: "DEL", 0x9b: "CSI", 0x061c: "ALM", 0x200e: "LRM", 0x200f: "RLM",
  0x202a: "LRE", 0x202b: "RLE", 0x202c: "PDF", 0x202d: "LRO", 0x202e: "RLO",
  0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xfeff: "BOM",
};

/// A text as it is shown: what is not seen and would change what is, as a mark in its place.
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

/// A text of an article, in whatever direction it runs.
function quoted(name, text, attributes = {}) {
  return el(name, { dir: "auto", ...attributes }, text);
}

/// A link to an article, where its address is one of the web; otherwise the text alone.
function webLink(address, ...children) {
  let url = null;
  try {
    url = new URL(address);
  } catch {
    // It is no address, and stays text.
  }
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) return el("span", {}, children);
  return el("a", { href: url.href, rel: "noopener noreferrer", target: "_blank", class: "out" }, children);
}

/// Puts these children in the place of all others.
function fill(element, ...children) {
  element.replaceChildren();
  add(element, children);
  return element;
}

/// Tells people who cannot see the page what happened.
function announce(text) {
  document.getElementById("status").textContent = text;
}
