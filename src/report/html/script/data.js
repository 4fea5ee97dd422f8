// The data. Each block is decompressed when it is first needed.

/// Results of `unpack`. Of the blocks of copies and texts, only the last few.
const blocks = new Map();
const MOST_BLOCKS = 12;

/// Decodes a block: base64, gzip, JSON.
function unpack(name) {
  if (!blocks.has(name)) {
    blocks.set(name, unpacked(name));
    const old = [...blocks.keys()].filter((key) => /-\d+$/.test(key));
    if (old.length > MOST_BLOCKS) blocks.delete(old[0]);
  }
  return blocks.get(name);
}

async function unpacked(name) {
  const base64 = document.getElementById(`data-${name}`).textContent;
  const bytes = Uint8Array.fromBase64 ? Uint8Array.fromBase64(base64) : Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

/// The block that is decompressed at the start.
let index = null;

/// The text of a row in a column that holds each text once.
function textAt(column, row) {
  const place = column.rows[row];
  return place < 0 ? null : column.texts[place];
}

/// What a story is called.
function headlineAt(place) {
  return index.stories.headline[place];
}

/// The story at a place, as an object.
function storyAt(place) {
  const { stories } = index;
  return {
    place,
    id: stories.id[place],
    size: stories.size[place],
    outlets: stories.outlets[place],
    headline: headlineAt(place),
    canonicalId: stories.canonical_id[place],
    canonicalOutlet: textAt(stories.canonical_outlet, place),
    rule: textAt(stories.canonical_rule, place),
    agency: textAt(stories.agency, place),
    agencyConfidence: stories.agency_confidence[place],
    evidence: textAt(stories.agency_evidence, place),
    language: textAt(stories.language, place),
    simMin: stories.sim_min[place],
    simMean: stories.sim_mean[place],
    cohesion: stories.cohesion[place],
    cohesionSampled: stories.cohesion_sampled[place] === 1,
    verbatim: stories.verbatim[place],
    edited: stories.edited[place],
    excerpts: stories.excerpts[place],
    extended: stories.extended[place],
    versions: stories.versions[place],
    status: textAt(stories.status, place),
    creditKept: stories.credit_kept[place],
    flags: textAt(stories.flags, place)?.split(" ") ?? [],
    first: stories.first[place],
    last: stories.last[place],
    dayOnly: stories.day_only[place] === 1,
    texts: stories.texts[place],
  };
}

function storyCount() {
  return index.stories.id.length;
}

/// The headline of a story, or its id if it has none.
function titleOf(story) {
  return story.headline?.trim() ? story.headline : `(no headline) ${story.id}`;
}

let placesById = null;

/// The place of the story with this id, or undefined.
function placeOf(id) {
  placesById ??= new Map(index.stories.id.map((id, place) => [id, place]));
  return placesById.get(id);
}

/// The copies of a story, in the order of the members table.
async function copiesOf(place) {
  const firsts = index.first_stories;
  let block = firsts.length - 1;
  while (firsts[block] > place) block -= 1;
  const columns = await unpack(`copies-${block}`);
  const { name } = await unpack("outlets");
  const start = columns.starts[place - firsts[block]];
  const end = columns.starts[place - firsts[block] + 1];
  return Array.from({ length: end - start }, (_, order) => {
    const row = start + order;
    return {
      order,
      id: columns.id[row],
      role: textAt(columns.role, row),
      outlet: columns.outlet[row] < 0 ? null : name.texts[columns.outlet[row]],
      outletRaw: textAt(columns.outlet_raw, row),
      url: columns.url[row],
      headline: textAt(columns.headline, row),
      // A heading of pages, such as "Comments", is no headline of its own.
      ownHeadline: columns.headline_changed[row] === null ? null : textAt(columns.headline, row),
      headlineChanged: columns.headline_changed[row],
      byline: textAt(columns.byline, row),
      published: textAt(columns.published, row),
      time: columns.time[row],
      dayOnly: columns.day_only[row] === 1,
      language: textAt(columns.language, row),
      words: columns.words[row],
      wordsRaw: columns.words_raw[row],
      score: columns.score[row],
      sim: columns.sim[row],
      contained: columns.contained[row],
      coverage: columns.coverage[row],
      added: columns.added[row],
      removed: columns.removed[row],
      lag: columns.lag[row],
      source: textAt(columns.source, row),
      credit: textAt(columns.credit, row),
      creditText: textAt(columns.credit_text, row),
      creditState: textAt(columns.credit_state, row),
      own: columns.own[row] === 1,
      marker: textAt(columns.marker, row),
      markStatus: textAt(columns.mark_status, row),
      file: textAt(columns.file, row),
      line: columns.line[row],
      indexOnly: columns.index_only[row] === 1,
    };
  });
}

/// The texts of a story, or null if the page does not contain them.
async function textsOf(story) {
  if (story.texts < 0) return null;
  const block = await unpack(`texts-${story.texts}`);
  return block.texts[block.stories.indexOf(story.place)];
}
