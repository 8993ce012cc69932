// Telling: sentences, moments and lengths of time in the language chosen, as the program tells them.

const SECOND = 1e6, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

let told = null; // the language chosen: its templates, texts and plural forms
let page = null; // everything that the report holds

/** Tell a text as the report holds it; `slots` writes what differs from duty to duty. */
function tell(said, slots) {
  if (said === null || said === undefined) return "";
  if (Array.isArray(said)) return sentence(said[0], said[1] ?? {}, slots);
  if (typeof said === "object") return "slot" in said ? slots(said.slot) : told.texts[said.text];
  return String(said);
}

function sentence(number, fields, slots) {
  const template = told.templates[number];
  const chosen = Array.isArray(template) ? template[form(fields.count)] : template;
  return chosen.replace(/\{(\w+)\}/g, (whole, name) =>
    Object.hasOwn(fields, name) ? tell(fields[name], slots) : whole);
}

/** Return which plural form a number takes; from a hundred on its last two digits decide. */
function form(count) {
  return told.plurals[count < 100 ? count : 100 + (count % 100)];
}

/** Tell a label of the page, its fields filled in. */
function label(name, fields) {
  const [number, own] = page.labels[name];
  return sentence(number, { ...own, ...fields });
}

/** Write an instant as RFC 3339 in a zone; microseconds only where there are any. */
function exact(at, zone) {
  const offset = offsetAt(at, zone);
  const local = at + offset * SECOND;
  const micros = ((local % SECOND) + SECOND) % SECOND;
  const seconds = new Date((local - micros) / 1000).toISOString().slice(0, 19);
  return seconds + (micros ? `.${String(micros).padStart(6, "0")}` : "") + signed(offset);
}

/** Write an instant for a list: to the minute, to the second where there are any. */
function brief(at, zone) {
  const [day, time] = exact(at, zone).split("T");
  return `${day} ${time.slice(6, 8) === "00" ? time.slice(0, 5) : time.slice(0, 8)}`;
}

/** Make an instant for a list an element that does not break. */
const stamp = (at, zone) => make("time", { datetime: exact(at, zone) }, brief(at, zone));

function signed(offset) {
  const size = Math.abs(offset);
  const parts = [size / 3600, (size % 3600) / 60, size % 60].map(Math.floor);
  const written = parts.slice(0, parts[2] ? 3 : 2).map((part) => String(part).padStart(2, "0"));
  return (offset < 0 ? "-" : "+") + written.join(":");
}

function offsetAt(at, zone) {
  const changes = page.zones[zone];
  let found = changes[0][1];
  for (const [since, offset] of changes) if (since <= at) found = offset;
  return found;
}

/** Write a length of time in words: `2 d 3 h`, `0.000001 s`. */
function length(duration) {
  const parts = [["days", DAY], ["hours", HOUR], ["minutes", MINUTE]];
  const words = [];
  let rest = duration;
  for (const [name, size] of parts) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count) words.push(label(name, { count }));
  }
  if (rest || !words.length) {
    const seconds = Math.floor(rest / SECOND), micros = rest % SECOND;
    const decimals = String(micros).padStart(6, "0").replace(/0+$/, "");
    words.push(micros ? label("decimals", { seconds, decimals }) : label("seconds", { count: seconds }));
  }
  return words.join(" ");
}

/** Write a length of time for a list: whole minutes, or all of it below a minute. */
function rounded(duration) {
  return length(duration < MINUTE ? duration : duration - (duration % MINUTE));
}

/** Write in words how late something was, from ISO 8601 as the program has it: days or elapsed. */
function lateness(iso) {
  const days = /^P(\d+)D$/.exec(iso);
  if (days) return label("days", { count: Number(days[1]) });
  const [, hours, minutes, seconds, decimals] =
    /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?$/.exec(iso);
  return length((hours ?? 0) * HOUR + (minutes ?? 0) * MINUTE + (seconds ?? 0) * SECOND
    + Number((decimals ?? "").padEnd(6, "0")));
}

/** Write a number with its thousands apart; the space does not break. */
function counted(count) {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, "\u00a0");
}
