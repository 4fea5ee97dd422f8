// The address of what is shown: everything that a person set stands in it, so that it can be kept and sent.

/// What the part behind `#` says: `#/stories?q=strike&sort=size`.
function address() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?", 2);
  const [page = "", name = ""] = path.split("/").map(decoded);
  return { page: page || "overview", name, options: new URLSearchParams(query) };
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/// The URL of a page. Empty options are omitted.
function hrefOf(page, name = "", options = {}) {
  const query = new URLSearchParams(Object.entries(options).filter(([, value]) => value));
  const tail = query.size > 0 ? `?${query}` : "";
  return `#/${page === "overview" ? "" : page}${name ? `/${encodeURIComponent(name)}` : ""}${tail}`;
}

/// Changes options of the page that is shown, without a step to go back to.
function setOptions(changes) {
  const { page, name, options } = address();
  for (const [key, value] of Object.entries(changes)) {
    if (value) options.set(key, value);
    else options.delete(key);
  }
  history.replaceState(null, "", hrefOf(page, name, Object.fromEntries(options)));
}
