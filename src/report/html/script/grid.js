// A virtual table: only rows near the viewport are in the document.

/// Rows that are rendered beyond each end of the viewport.
const BEYOND = 12;

/// Creates a table.
///
/// Each of `columns` has a `key`, a `title`, a function `cell` that returns the content for a row, and optionally a `hint`,
/// a function `value` to sort by, and `numeric`. Returns the `element` and the functions `show`, `watch` and `move`.
function grid({ caption, name, columns, onSort, rowHeader }) {
  const heads = columns.map((column) => headOf(column, onSort));
  const above = el("tr", { class: "gap", "aria-hidden": "true" }, el("td"));
  const below = above.cloneNode(true);
  const body = el("tbody", {}, above, below);
  const table = el(
    "table",
    { class: `grid ${name}` },
    el("caption", { class: "unseen" }, caption),
    el("thead", {}, el("tr", {}, heads)),
    body,
  );
  const state = { rows: [], present: new Map(), height: 52, current: -1 };

  function rowElement(place) {
    const row = state.rows[place];
    const cells = columns.map((column) => {
      const attributes = { class: `${column.key}${column.numeric ? " number" : ""}` };
      if (column.key === rowHeader) return el("th", { scope: "row", ...attributes }, column.cell(row, place));
      return el("td", attributes, column.cell(row, place));
    });
    return el("tr", { "aria-rowindex": place + 2, class: place === state.current ? "current" : null }, cells);
  }

  function render() {
    if (!table.isConnected) return;
    const top = body.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(-top / state.height) - BEYOND);
    const last = Math.min(state.rows.length, Math.ceil((innerHeight - top) / state.height) + BEYOND);
    for (const [place, row] of state.present) {
      if (place < first || place >= last) {
        row.remove();
        state.present.delete(place);
      }
    }
    let before = above;
    for (let place = first; place < last; place += 1) {
      let row = state.present.get(place);
      if (!row) {
        row = rowElement(place);
        state.present.set(place, row);
        before.after(row);
      }
      before = row;
    }
    above.firstChild.style.height = `${first * state.height}px`;
    below.firstChild.style.height = `${Math.max(0, state.rows.length - Math.max(first, last)) * state.height}px`;
    above.hidden = first === 0;
    below.hidden = last >= state.rows.length;
  }

  function measure() {
    const sample = state.present.values().next().value;
    const height = sample?.getBoundingClientRect().height;
    if (height && Math.abs(height - state.height) > 0.5) {
      state.height = height;
      render();
    }
  }

  let waiting = false;
  function soon() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      render();
    });
  }
  function resized() {
    measure();
    soon();
  }

  return {
    element: table,
    show(rows, sort) {
      state.rows = rows;
      state.current = -1;
      for (const row of state.present.values()) row.remove();
      state.present.clear();
      table.setAttribute("aria-rowcount", rows.length + 1);
      columns.forEach((column, place) => {
        if (!column.value) return;
        const direction = sort?.key === column.key ? sort.direction : null;
        heads[place].setAttribute("aria-sort", direction === null ? "none" : direction === "up" ? "ascending" : "descending");
      });
      render();
      measure();
    },
    /// Renders on scroll and resize until the returned function is called.
    watch() {
      addEventListener("scroll", soon, { passive: true });
      addEventListener("resize", resized);
      render();
      measure();
      return () => {
        removeEventListener("scroll", soon);
        removeEventListener("resize", resized);
      };
    },
    /// Moves the current row by `step` rows.
    move(step) {
      if (state.rows.length === 0) return;
      const old = state.present.get(state.current);
      old?.classList.remove("current");
      state.current = Math.min(state.rows.length - 1, Math.max(0, state.current + step));
      const top = body.getBoundingClientRect().top + state.current * state.height;
      if (top < 140 || top + state.height > innerHeight - 20) scrollBy(0, top - innerHeight / 2);
      render();
      const row = state.present.get(state.current);
      row?.classList.add("current");
      row?.querySelector("a")?.focus({ preventScroll: true });
    },
  };
}

function headOf(column, onSort) {
  const attributes = { scope: "col", class: `${column.key}${column.numeric ? " number" : ""}`, title: column.hint };
  if (!column.value) return el("th", attributes, column.title);
  return el("th", attributes, el("button", { type: "button", onclick: () => onSort(column.key) }, column.title));
}

/// Sorts rows by a column, stably. Rows without a value come last in both directions.
function sorted(rows, columns, sort) {
  const column = columns.find((column) => column.key === sort.key && column.value);
  if (!column) return rows;
  const keyed = rows.map((row) => [column.value(row), row]);
  const sign = sort.direction === "up" ? 1 : -1;
  const compare = column.compare ?? ((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  keyed.sort(([one], [other]) => {
    if (one === null || other === null) return (one === null) - (other === null);
    return sign * compare(one, other);
  });
  return keyed.map(([, row]) => row);
}

/// The sort order in the URL, or else the default.
function sortOf(options, usual) {
  const [key, direction] = (options.get("sort") ?? "").split(".");
  return key ? { key, direction: direction === "up" ? "up" : "down" } : usual;
}

/// The sort order after a click on a column.
function turned(sort, key, columns) {
  if (sort.key === key) return { key, direction: sort.direction === "up" ? "down" : "up" };
  const { numeric, up } = columns.find((column) => column.key === key);
  return { key, direction: numeric && !up ? "down" : "up" };
}

const COLLATOR = new Intl.Collator("en", { sensitivity: "base", numeric: true });
