// The keyboard.

const PAGE_KEYS = { o: "overview", s: "stories", u: "outlets", f: "flags", r: "run" };

/// Handles the keys. `current` returns the actions of the current page.
function watchKeys(current, { toggleTheme }) {
  let goes = false;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest?.("input, textarea, select");
    if (event.key === "Escape" && typing) {
      typing.blur();
      return;
    }
    if (typing || document.querySelector("dialog[open]")) return;
    if (goes) {
      goes = false;
      if (PAGE_KEYS[event.key]) {
        location.hash = hrefOf(PAGE_KEYS[event.key]);
        event.preventDefault();
        return;
      }
    }
    const acts = {
      "/": () => searchFromAnywhere(),
      "?": () => showHelp(),
      g: () => { goes = true; },
      t: () => toggleTheme(),
      j: () => current()?.move?.(1),
      k: () => current()?.move?.(-1),
      n: () => current()?.step?.(1),
      p: () => current()?.step?.(-1),
      v: () => current()?.turn?.(),
      m: () => current()?.swap?.(),
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  });
}

function searchFromAnywhere() {
  const box = document.getElementById("search");
  if (box) {
    box.focus();
    box.select();
  } else {
    location.hash = hrefOf("stories");
    addEventListener("shown", () => document.getElementById("search")?.focus(), { once: true });
  }
}

function showHelp() {
  const dialog = el("dialog", { "aria-labelledby": "help-title" },
    el("h2", { id: "help-title" }, "Keys"),
    el("dl", { class: "keys" }, WORDS.keys.map(([keys, meaning]) => el("div", {},
      el("dt", {}, keys.split(/(, | {2})/).map((key) => (/^(, | {2})$/.test(key) ? " " : el("kbd", {}, key)))), el("dd", {}, meaning)))),
    el("form", { method: "dialog" }, el("button", {}, "Close")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
