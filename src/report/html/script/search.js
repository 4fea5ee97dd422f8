// The search. Each word or condition becomes a predicate on stories.

/// The fields for conditions on numbers.
const NUMBER_FIELDS = {
  copies: (stories) => stories.size,
  articles: (stories) => stories.size,
  outlets: (stories) => stories.outlets,
  jaccard: (stories) => stories.sim_mean.map((share) => (share === null ? null : share / 10000)),
  cohesion: (stories) => stories.cohesion.map((share) => (share === null ? null : share / 10000)),
  credit: (stories) => stories.credit_kept.map((share) => (share === null ? null : share / 10000)),
};

/// The searched text of each story in lower case. Built on first use.
let haystack = null;

/// The terms of a query: `[-][field:]value`, with the value in quotation marks if it contains a space.
function termsOf(typed) {
  const terms = [];
  for (const [, minus, field, exact, plain] of typed.matchAll(/(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/giu)) {
    terms.push({ not: minus === "-", field: field?.toLowerCase() ?? null, value: (exact ?? plain).toLowerCase() });
  }
  return terms.filter((term) => term.value !== "");
}

/// Runs a query. Returns the places of the stories and a message for each term with an error.
async function search(typed) {
  const tests = [];
  const problems = [];
  for (const term of termsOf(typed)) {
    const test = await testOf(term);
    if (typeof test === "string") problems.push(test);
    else tests.push(term.not ? (place) => !test(place) : test);
  }
  const found = [];
  for (let place = 0; place < storyCount(); place += 1) {
    if (tests.every((test) => test(place))) found.push(place);
  }
  return { found, problems };
}

/// The predicate of a term, or an error message.
async function testOf({ field, value }) {
  const { stories } = index;
  if (field === null) return wordOrIdTest(value);
  if (field in NUMBER_FIELDS) return numberTest(field, value);
  switch (field) {
    case "agency":
      if (value === "none") return (place) => stories.agency.rows[place] < 0;
      return columnTest(stories.agency, (text) => text.toLowerCase().includes(value));
    case "language":
      return columnTest(stories.language, (text) => text.toLowerCase().startsWith(value));
    case "flag":
      if (value === "any") return (place) => stories.flags.rows[place] >= 0;
      return columnTest(stories.flags, (text) => text.split(" ").some((flag) => flag.startsWith(value)));
    case "status":
      return columnTest(stories.status, (text) => text.startsWith(value));
    case "date":
      return dateTest(value);
    case "outlet":
      return outletTest(value);
    case "id":
      return idTest(value);
    case "text":
      return value === "yes" || value === "no"
        ? (place) => stories.texts[place] >= 0 === (value === "yes")
        : "text: needs yes or no";
    default:
      // A headline may have a colon in it.
      return wordOrIdTest(`${field}:${value}`);
  }
}

function wordTest(value) {
  const { stories } = index;
  haystack ??= stories.id.map((id, place) =>
    [stories.headline[place], textAt(stories.canonical_outlet, place), stories.canonical_id[place], id].join("\n").toLowerCase(),
  );
  return (place) => haystack[place].includes(value);
}

/// The ids of all articles in small letters, sorted, and the story of each; made when they are first needed.
let articleIds = null;

async function sortedIds() {
  const found = [];
  for (let block = 0; block < index.first_stories.length; block += 1) {
    // Each block is needed here but once, so none is kept.
    const { id, starts } = await unpacked(`copies-${block}`);
    let story = 0;
    id.forEach((text, row) => {
      while (row >= starts[story + 1]) story += 1;
      found.push([text.toLowerCase(), index.first_stories[block] + story]);
    });
  }
  return found.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
}

/// The test for an id: the story itself, or one with an article of that id; if none has it, of one that begins so.
async function idTest(value) {
  const place = placeOf(value);
  articleIds ??= sortedIds();
  const ids = await articleIds;
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ids[middle][0] < value) low = middle + 1;
    else high = middle;
  }
  const found = new Set(place === undefined ? [] : [place]);
  const isExact = ids[low]?.[0] === value;
  for (let at = low; at < ids.length && (isExact ? ids[at][0] === value : ids[at][0].startsWith(value)); at += 1) found.add(ids[at][1]);
  return (place) => found.has(place);
}

/// A word with a digit in it may be the id of an article; it is looked for there if no headline, outlet or story has it.
async function wordOrIdTest(value) {
  const test = wordTest(value);
  if (!/\d/.test(value)) return test;
  for (let place = 0; place < storyCount(); place += 1) if (test(place)) return test;
  return idTest(value);
}

/// A test of a column that holds each text once: each text is tested once.
function columnTest(column, accepts) {
  const accepted = column.texts.map(accepts);
  return (place) => accepted[column.rows[place]] === true;
}

function numberTest(field, value) {
  const column = NUMBER_FIELDS[field](index.stories);
  const range = value.match(/^(\d*\.?\d+)\.\.(\d*\.?\d+)$/);
  if (range) {
    const [low, high] = [Number(range[1]), Number(range[2])];
    return (place) => column[place] !== null && column[place] >= low && column[place] <= high;
  }
  const parts = value.match(/^(<=|>=|<|>|=)?(\d*\.?\d+)$/);
  if (!parts) return `${field}: needs a number, such as ${field}:>20 or ${field}:5..10`;
  const bound = Number(parts[2]);
  const holds = {
    "<": (number) => number < bound,
    ">": (number) => number > bound,
    "<=": (number) => number <= bound,
    ">=": (number) => number >= bound,
    "=": (number) => number === bound,
  }[parts[1] ?? "="];
  return (place) => column[place] !== null && holds(column[place]);
}

function dateTest(value) {
  const [from, to] = value.includes("..") ? value.split("..") : [value, value];
  const first = from === "" ? -Infinity : Date.parse(from) / 1000;
  const last = to === "" ? Infinity : Date.parse(to) / 1000 + DAY;
  if (Number.isNaN(first) || Number.isNaN(last)) {
    return "date: needs a day or a range, such as date:2026-03-12..2026-03-14";
  }
  const column = index.stories.first;
  return (place) => column[place] !== null && column[place] >= first && column[place] < last;
}

async function outletTest(value) {
  const { name, starts, carrier } = await unpack("outlets");
  const exact = name.texts.map((text) => text.toLowerCase() === value);
  const accepted = exact.includes(true) ? exact : name.texts.map((text) => text.toLowerCase().includes(value));
  return (place) => {
    for (let at = starts[place]; at < starts[place + 1]; at += 1) {
      if (accepted[carrier[at]]) return true;
    }
    return false;
  };
}

/// The term that finds this value.
function termFor(field, value) {
  return /^[^\s"]+$/u.test(value) ? `${field}:${value}` : `${field}:"${value.replaceAll('"', " ")}"`;
}
