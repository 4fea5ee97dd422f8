// The URL of the current page. It holds all options that a reader set, so that it can be bookmarked and shared.

/// Parses the fragment: `#/stories?q=strike&sort=size`.
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

/// Changes options of the current page without an entry in the browser history.
function setOptions(changes) {
  const { page, name, options } = address();
  for (const [key, value] of Object.entries(changes)) {
    if (value) options.set(key, value);
    else options.delete(key);
  }
  history.replaceState(null, "", hrefOf(page, name, Object.fromEntries(options)));
}
