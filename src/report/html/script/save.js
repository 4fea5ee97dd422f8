// Files that a person saves: tables as CSV, plots as SVG, a sheet as a page.

/// Hands a text over as a file.
function download(name, text, type) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
  announce(`Saved ${name}`);
}

/// Rows as CSV (RFC 4180). What is missing is an empty cell.
function csvOf(head, rows) {
  const cell = (value) => {
    const text = value === null || value === undefined ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [head, ...rows, []].map((row) => row.map(cell).join(",")).join("\n");
}

function saveCsv(name, head, rows) {
  download(name, csvOf(head, rows), "text/csv");
}

/// A share as the tables write it.
function shareCell(tenThousandths) {
  return tenThousandths === null || tenThousandths === undefined ? null : tenThousandths / 10000;
}

/// A time as the tables write it: nothing where only the day is known.
function timeCell(seconds, dayOnly) {
  return seconds === null || dayOnly ? null : new Date(seconds * 1000).toISOString().replace(".000", "");
}

/// A day as the tables write it.
function dayCell(seconds) {
  return seconds === null ? null : isoDay(seconds);
}

/// A name for a file, made of a title.
function fileName(title, ending) {
  const words = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60);
  return `${words || "wirecopy"}.${ending}`;
}

/// The room around a drawing that is saved.
const EDGE = 10;

/// How a drawing looks, as far as an element says so.
const LOOKS = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-size", "font-weight"];

/// A drawing as a file of its own: what the styles of the page make of it stands in it, in the colours for paper, below its
/// title and note and above its legend. What is chosen in the page is not marked in it.
function svgOf(drawing, { title, note, legend = [] }) {
  const root = document.documentElement;
  const { theme } = root.dataset;
  root.dataset.theme = "light";
  const chosen = [...drawing.querySelectorAll(".chosen")];
  for (const mark of chosen) mark.classList.remove("chosen");
  try {
    const [width, height] = ["width", "height"].map((side) => Number(drawing.getAttribute(side)));
    const letters = Math.floor(width / 5.6);
    const lines = note ? linesOf(note, letters) : [];
    const top = 30 + lines.length * 15;
    const items = legendPlaces(legend.filter(([style]) => style !== "dot chosen"), width);
    const bottom = items.length > 0 ? items.at(-1).y + 24 : 8;
    const ink = getComputedStyle(root).getPropertyValue("--ink").trim();
    const soft = getComputedStyle(root).getPropertyValue("--soft").trim();
    const paper = getComputedStyle(root).getPropertyValue("--paper").trim();
    const all = top + height + bottom;
    const file = draw("svg", { width: width + 2 * EDGE, height: all + 2 * EDGE, viewBox: `${-EDGE} ${-EDGE} ${width + 2 * EDGE} ${all + 2 * EDGE}`, "font-family": "system-ui, 'Helvetica Neue', Arial, sans-serif" },
      draw("title", {}, title),
      draw("rect", { x: -EDGE, y: -EDGE, width: width + 2 * EDGE, height: all + 2 * EDGE, fill: paper }),
      draw("text", { x: 0, y: 18, "font-size": 15, "font-weight": 600, fill: ink }, title),
      lines.map((line, place) => draw("text", { x: 0, y: 36 + place * 15, "font-size": 11, fill: soft }, line)),
      draw("g", { transform: `translate(0 ${top})` }, [...drawing.children].map((child) => withLooks(child))),
      items.map(({ x, y, mark, name }) => draw("g", { transform: `translate(${x} ${top + height + y})` },
        mark.map((child) => placedMark(child)), draw("text", { x: 22, y: 10, "font-size": 11, fill: soft }, name))));
    const used = new Set([...file.querySelectorAll("[fill*='#']")].map((element) => element.getAttribute("fill").match(/#([\w-]+)/)?.[1]));
    const patterns = [...document.querySelectorAll(".patterns pattern")].filter((pattern) => used.has(pattern.id));
    if (patterns.length > 0) file.prepend(draw("defs", {}, patterns.map((pattern) => withLooks(pattern))));
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(file)}\n`;
  } finally {
    if (theme === undefined) delete root.dataset.theme;
    else root.dataset.theme = theme;
    for (const mark of chosen) mark.classList.add("chosen");
  }
}

/// A copy of an element, with its looks as attributes.
function withLooks(element) {
  const copy = element.cloneNode(false);
  const style = getComputedStyle(element);
  for (const name of LOOKS) {
    const value = style.getPropertyValue(name);
    if (value && value !== "none" && !(name === "opacity" && value === "1")) copy.setAttribute(name, value.replaceAll('"', ""));
    else if (name === "fill") copy.setAttribute(name, value);
  }
  for (const name of ["class", "style", "onclick", "tabindex"]) copy.removeAttribute(name);
  for (const child of element.childNodes) copy.append(child instanceof Element ? withLooks(child) : child.cloneNode(true));
  return copy;
}

/// The mark of a legend, which must be in the page to have its looks.
function placedMark(mark) {
  const holder = document.querySelector(".patterns");
  holder.append(mark);
  const copy = withLooks(mark);
  mark.remove();
  return copy;
}

/// Where each item of a legend goes, in lines as wide as the drawing.
function legendPlaces(legend, width) {
  let [x, y] = [0, 6];
  return legend.map(([style, name]) => {
    const wide = 40 + name.length * 6;
    if (x > 0 && x + wide > width) [x, y] = [0, y + 18];
    const item = { x, y, mark: markOf(style), name };
    x += wide;
    return item;
  });
}

/// A text in lines of so many letters.
function linesOf(text, letters) {
  const lines = [];
  for (const word of text.split(/\s+/u)) {
    if (lines.length > 0 && lines.at(-1).length + word.length < letters) lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}

/// A part of the page as a page of its own, which needs nothing else.
function pageOf(title, element) {
  const style = document.querySelector("style").textContent;
  const page = document.implementation.createHTMLDocument(title);
  const meta = (attributes) => filled(page.createElement("meta"), attributes, []);
  page.documentElement.lang = "en";
  page.documentElement.dataset.theme = "light";
  page.head.prepend(meta({ charset: "utf-8" }), meta({ "http-equiv": "Content-Security-Policy", content: "default-src 'none'; style-src 'unsafe-inline'" }),
    meta({ name: "viewport", content: "width=device-width, initial-scale=1" }));
  page.head.append(filled(page.createElement("style"), {}, [style]));
  const main = page.createElement("main");
  main.append(page.importNode(element, true));
  for (const unwanted of main.querySelectorAll(".screen, button, input, select")) unwanted.remove();
  page.body.append(main);
  return `<!doctype html>\n${page.documentElement.outerHTML}\n`;
}
