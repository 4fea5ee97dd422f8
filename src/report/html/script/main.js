// The frame: the header, the theme and the choice of the page.

const PAGES = {
  overview: showOverview,
  stories: showStories,
  story: showStory,
  sheet: showSheet,
  outlets: showOutlets,
  flags: showFlags,
  run: showRun,
};

const THEMES = ["auto", "light", "dark"];

function theme() {
  return document.documentElement.dataset.theme ?? "auto";
}

function setTheme(name) {
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  try {
    localStorage.setItem("wirecopy-theme", name);
  } catch {
    // Some browsers have no storage for file URLs. The choice is then lost on reload.
  }
  const button = document.getElementById("theme");
  if (button) fill(button, { auto: "Auto", light: "Light", dark: "Dark" }[name]);
}

function toggleTheme() {
  setTheme(THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]);
  announce(`Colours: ${theme()}`);
}

function keptTheme() {
  try {
    return localStorage.getItem("wirecopy-theme");
  } catch {
    return null;
  }
}

function head() {
  return [
    el("a", { class: "brand", href: hrefOf("overview") }, "wirecopy"),
    el("nav", { "aria-label": "Pages" }, Object.entries(WORDS.pages).map(([page, title]) => el("a", { href: hrefOf(page), "data-page": page }, title))),
    el("div", { class: "tools" },
      el("button", { type: "button", id: "theme", class: "quiet", title: "Light, dark, or the system's setting (t)", onclick: toggleTheme }, "Auto"),
      el("button", { type: "button", class: "quiet", title: "Keys (?)", "aria-label": "Keys", onclick: showHelp }, "?")),
  ];
}

let shownPage = null;
let turnOfPage = 0;

async function show() {
  const asked = address();
  const turn = (turnOfPage += 1);
  shownPage?.leave?.();
  shownPage = null;
  const page = asked.page in PAGES ? asked.page : "overview";
  document.title = `${WORDS.pages[page] ?? "Story"} – wirecopy`;
  for (const link of document.querySelectorAll("nav a")) {
    const isHere = link.dataset.page === page || (["story", "sheet"].includes(page) && link.dataset.page === "stories");
    if (isHere) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const main = document.getElementById("main");
  scrollTo(0, 0);
  const result = await PAGES[page](main, asked);
  if (turn !== turnOfPage) {
    result?.leave?.();
    return;
  }
  shownPage = result ?? null;
  dispatchEvent(new Event("shown"));
}

async function start() {
  const main = document.getElementById("main");
  if (typeof DecompressionStream === "undefined") {
    fill(main, el("p", { class: "notice" }, "This browser is too old for the report; use one from 2023 or later. The same data is in clusters.csv and members.csv in the folder of the run."));
    return;
  }
  fill(document.getElementById("top"), head());
  document.body.append(patterns());
  setTheme(keptTheme() ?? "auto");
  index = await unpack("index");
  blocks.delete("index");
  document.getElementById("data-index").remove();
  fill(document.getElementById("foot"), el("p", {}, `wirecopy ${index.run.version} · ${counted(index.run.counts.read, "record")} · works offline`));
  addEventListener("hashchange", show);
  watchKeys(() => shownPage, { toggleTheme });
  await show();
  performance.mark("usable");
}

start();
