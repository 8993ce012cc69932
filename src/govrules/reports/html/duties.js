// The duties: columns by number, what a duty says of itself, which of them fit a filter.

const SIGNS = ["✕", "?", "✎", "…", "✓", "–", "·"];
const DIGITS = 16; // of a duty's id

let duties = null;

/** Take the columns of the report: small numbers as typed arrays, moments as instants. */
function taken(exported) {
  const { columns, ids, ...rest } = exported;
  const count = ids.length / DIGITS;
  const found = { ...rest, count, ids, evidence: columns.evidence ?? [] };
  for (const name of ["verdict", "reason", "norm", "subject", "occasion", "bearer", "counterparty",
    "severity", "zone", "late_by", "waiver", "change", "grounds", "readings", "ledger"]) {
    found[name] = Uint32Array.from(columns[name] ?? []);
  }
  found.missingAt = Uint32Array.from(columns.missing ?? []);
  found.opened = moments(columns.opened ?? [], count);
  found.due = moments(columns.due ?? [], count, found.opened);
  found.performed = moments(columns.performed ?? [], count, found.due, found.opened);
  return found;
}

function moments(column, count, ...bases) {
  const found = new Float64Array(count).fill(NaN);
  for (let at = 0; at < count; at += 1) {
    if (column[at] === null) continue;
    const base = bases.find((each) => !Number.isNaN(each[at]));
    found[at] = column[at] + (base ? base[at] : 0);
  }
  return found;
}

const idOf = (at) => duties.ids.slice(at * DIGITS, (at + 1) * DIGITS);
const zoneOf = (at) => duties.texts[duties.zone[at]];
const normOf = (at) => page.norms[duties.norm[at]];
const textOf = (column, at) => duties.texts[duties[column][at]];

/** Return the number of the duty with an id, -1 if the page has none. */
function duty(id) {
  for (let at = 0; at < duties.count; at += 1) if (duties.ids.startsWith(id, at * DIGITS)) return at;
  return -1;
}

/** Tell a verdict as a word of the language. */
const verdict = (number) => tell(page.verdicts[number][1]);

/** Return the ids of the bodies behind a party: itself, or those who bear a duty jointly. */
function members(party) {
  const [id, , joint] = page.parties[party];
  return joint.length ? joint : [id];
}

/** Tell what a body is called: its id, and its name where it has one; of several the ids alone. */
function body(party) {
  const [id, name, joint] = page.parties[party];
  if (joint.length) return joint.join(" + ");
  const called = tell(name);
  return called && called !== id ? [id, " ", make("span", { class: "name" }, `(${called})`)] : id;
}

/** Return the bodies that bear duties, each with the numbers of the parties that it is or is of. */
function bearers() {
  const found = new Map();
  for (const party of new Set(duties.bearer)) {
    for (const id of members(party)) found.set(id, [...(found.get(id) ?? []), party]);
  }
  return found;
}

/** Write a verdict with its sign, so that neither colour nor shape stands alone. */
function mark(number) {
  return make("span", { class: `mark ${page.verdicts[number][0]}` },
    make("span", { "aria-hidden": "true", class: "sign" }, SIGNS[number]), verdict(number));
}

/** Return by how much a duty was late, or is where nothing was done; NaN where it is not late. */
function overdue(at) {
  if (textOf("late_by", at)) return duties.performed[at] - duties.due[at];
  const open = textOf("reason", at) === "missing" && duties.due[at] < page.head.as_of;
  return open ? page.head.as_of - duties.due[at] : NaN;
}

/** Return the numbers of the duties that fit: what is asked of each column, and every word. */
function fitting(asked) {
  const flags = words(asked.q).map(matching);
  const norm = number(page.norms.map((each) => each.id), asked.norm);
  const borne = asked.body ? new Set(bearers().get(asked.body)) : null;
  const severity = number(duties.texts, asked.severity);
  const verdicts = new Set(asked.verdict);
  const readings = duties.lists.map((names) => !asked.reading || names.includes(asked.reading));
  const found = [];
  for (let at = 0; at < duties.count; at += 1) {
    if (verdicts.size && !verdicts.has(page.verdicts[duties.verdict[at]][0])) continue;
    if (norm !== null && duties.norm[at] !== norm) continue;
    if (borne && !borne.has(duties.bearer[at])) continue;
    if (severity !== null && duties.severity[at] !== severity) continue;
    if (!readings[duties.readings[at]]) continue;
    if (asked.waiver && (asked.waiver === "waived") !== Boolean(textOf("waiver", at))) continue;
    if (asked.change && textOf("change", at) !== asked.change) continue;
    if (flags.every((fits) => fits(at))) found.push(at);
  }
  return Uint32Array.from(found);
}

const number = (names, wanted) => (wanted ? names.indexOf(wanted) : null);
const words = (text) => (text ?? "").toLowerCase().split(/\s+/).filter(Boolean);

let heard = null; // what is searched, in small letters, once for each language

/** Return a test whether a duty, its names or its evidence hold a word. */
function matching(word) {
  heard ??= {
    norms: page.norms.map((each) => `${each.id} ${tell(each.clause)} ${tell(each.summary)}`.toLowerCase()),
    parties: page.parties.map(([id, name]) => `${id} ${tell(name)}`.toLowerCase()),
    texts: duties.texts.map((text) => text.toLowerCase()),
    verdicts: page.verdicts.map(([code, said]) => `${code} ${tell(said)}`.toLowerCase()),
    places: duties.places.map(([place, rows]) =>
      `${tell(place)} ${rows.map(([, , cells]) => cells.join(" ")).join(" ")}`.toLowerCase()),
  };
  const holds = Object.fromEntries(Object.entries(heard).map(([name, texts]) =>
    [name, texts.map((text) => text.includes(word))]));
  const digits = /^[0-9a-f]{4,16}$/.test(word);
  return (at) => holds.norms[duties.norm[at]] || holds.parties[duties.bearer[at]]
    || holds.parties[duties.counterparty[at]] || holds.texts[duties.subject[at]]
    || holds.texts[duties.occasion[at]] || holds.texts[duties.reason[at]]
    || holds.verdicts[duties.verdict[at]] || (digits && duties.ids.startsWith(word, at * DIGITS))
    || duties.evidence[at].some((place) => holds.places[place]);
}

/** Put duties in order, those of one rank as the act has them; what has no such number comes last. */
function ordered(found, by) {
  if (by === "norm") return found;
  const keys = { due: (at) => duties.due[at], late: (at) => -overdue(at) };
  const key = Float64Array.from(found, keys[by] ?? ((at) => duties.verdict[at]));
  const places = Array.from(key.keys()).sort((one, other) => {
    const missing = Number.isNaN(key[one]) - Number.isNaN(key[other]);
    return missing || (key[one] - key[other]) || (one - other);
  });
  return Uint32Array.from(places, (place) => found[place]);
}

/** Count the duties of each verdict, for every key that they fall under. */
function tallied(keyOf) {
  const found = new Map();
  for (let at = 0; at < duties.count; at += 1) {
    for (const key of keyOf(at)) {
      if (!found.has(key)) found.set(key, new Uint32Array(page.verdicts.length));
      found.get(key)[duties.verdict[at]] += 1;
    }
  }
  return found;
}
