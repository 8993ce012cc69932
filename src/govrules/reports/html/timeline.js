// The clocks of one subject in one picture: when each opened, its last moment, what was done, lateness.

const LEFT = 190, WIDE = 900, LANE = 30, HEAD = 30, FOOT = 30;
const STEPS = [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR,
  DAY, 2 * DAY, 5 * DAY, 10 * DAY, 30 * DAY, 91 * DAY, 182 * DAY, 365 * DAY];
const FINEST = 0.03; // of the width: a clock shorter than that calls for a logarithmic scale
const MOST_LANES = 60;
const LETTER = 7; // the width of a letter of a label, at most

/** Return the duties of the same subject that have a clock, in the order in which they open. */
function clocked(at) {
  const codes = new Set(["not-applicable", "not-triggered"]);
  const same = [];
  for (let each = 0; each < duties.count; each += 1) {
    if (duties.subject[each] === duties.subject[at]) same.push(each);
  }
  const found = same.filter((each) => each === at || (!codes.has(page.verdicts[duties.verdict[each]][0])
    && !(Number.isNaN(duties.opened[each]) && Number.isNaN(duties.due[each]))));
  const ownFirst = (each) => (duties.bearer[each] === duties.bearer[at] ? 0 : 1);
  const listed = found.length <= MOST_LANES ? found
    : found.sort((one, other) => (other === at) - (one === at) || ownFirst(one) - ownFirst(other))
      .slice(0, MOST_LANES);
  const key = (each) => (Number.isNaN(duties.opened[each]) ? duties.due[each] : duties.opened[each]);
  listed.sort((one, other) => key(one) - key(other) || duties.due[one] - duties.due[other] || one - other);
  return { listed, same: same.length, left: found.length - listed.length };
}

/** Draw the clocks; the duty that the page is about is marked. */
function timeline(at, listed) {
  const zone = zoneOf(at), scale = scaled(listed);
  const tall = HEAD + listed.length * LANE + FOOT;
  const title = label("clocks", { subject: textOf("subject", at) });
  const picture = draw("svg", { viewBox: `0 0 ${WIDE} ${tall}`, role: "img", class: "timeline",
    "aria-label": title, "aria-describedby": "clocks-table" });
  picture.append(hatching(), ...ticks(scale, zone, tall));
  listed.forEach((each, lane) => picture.append(drawn(each, HEAD + lane * LANE, scale, each === at)));
  if (page.head.as_of <= scale.last) picture.append(moment(scale, tall));
  return make("figure", null,
    make("div", { class: "scrolls", tabindex: "0", role: "group", "aria-label": title }, picture),
    make("figcaption", null, legend(), make("br"), label(scale.logarithmic ? "scale-log" : "scale-linear",
      { zone, first: exact(scale.first, zone) })));
}

/** Return the scale: even, or logarithmic from the first moment where a clock would vanish. */
function scaled(listed) {
  const known = listed.flatMap((each) => [duties.opened[each], duties.due[each], duties.performed[each]])
    .filter((each) => !Number.isNaN(each));
  const first = Math.min(...known, ...(known.length ? [] : [page.head.as_of]));
  const late = listed.some((each) => !Number.isNaN(overdue(each)) && Number.isNaN(duties.performed[each]));
  const latest = Math.max(first + MINUTE, ...known);
  const open = late || page.head.as_of - first < 1.5 * (latest - first);
  const last = open ? Math.max(latest, page.head.as_of) : latest;
  const lengths = listed.map((each) => duties.due[each] - duties.opened[each]).filter((each) => each > 0);
  const shortest = Math.min(last - first, ...lengths);
  const logarithmic = shortest < FINEST * (last - first);
  const unit = Math.max(MINUTE, shortest / 4);
  const along = (span) => (logarithmic ? Math.log1p(span / unit) : span);
  const room = WIDE - LEFT - 20;
  const x = (instant) => LEFT + (room * along(Math.min(Math.max(instant, first), last) - first)) / along(last - first);
  return { first, last, logarithmic, x };
}

function ticks(scale, zone, tall) {
  const { first, last, x } = scale;
  const step = STEPS.find((each) => (last - first) / each <= 7) ?? 365 * DAY * Math.ceil((last - first) / (7 * 365 * DAY));
  const spans = scale.logarithmic ? STEPS.filter((each) => each < last - first)
    : Array.from({ length: Math.floor((last - first) / step) }, (_, at) => (at + 1) * step);
  const begun = brief(first, zone);
  let edge = LEFT + LETTER * begun.length;
  const found = [tick(LEFT, begun, tall, "start")];
  for (const span of spans) {
    const place = x(first + span), text = `+${length(span)}`, half = (LETTER * text.length) / 2;
    if (place - half < edge + LETTER || place + half > WIDE) continue;
    found.push(tick(place, text, tall, "middle"));
    edge = place + half;
  }
  return found;
}

function tick(place, text, tall, anchor) {
  return draw("g", { class: "tick" },
    draw("line", { x1: place, x2: place, y1: HEAD - 6, y2: tall - FOOT + 4 }),
    draw("text", { x: place, y: HEAD - 12, "text-anchor": anchor }, text));
}

/** Draw one clock: the term as a bar, its last moment as its end, lateness hatched beyond it. */
function drawn(each, top, scale, own) {
  const { x, first, last } = scale, as = page.head.as_of;
  const opened = Number.isNaN(duties.opened[each]) ? first : duties.opened[each];
  const due = duties.due[each], performed = duties.performed[each], done = !Number.isNaN(performed);
  const code = page.verdicts[duties.verdict[each]][0];
  const end = Number.isNaN(due) ? Math.max(opened, Math.min(last, done ? performed : as)) : due;
  const middle = top + LANE / 2;
  const parts = [draw("text", { x: 4, y: middle + 4, class: "lane" }, `${SIGNS[duties.verdict[each]]} ${tell(normOf(each).clause)}`)];
  // A duty that counts only after its opening, and is due no later, has no bar to draw.
  parts.push(draw("rect", { x: x(opened), y: middle - 5, height: 10, class: Number.isNaN(due) ? "endless" : "term",
    width: Math.max(1.5, x(end) - x(opened)) }));
  if (!Number.isNaN(due)) parts.push(draw("line", { class: "due", x1: x(due), x2: x(due), y1: middle - 10, y2: middle + 10 }));
  const until = done ? performed : as;
  if (!Number.isNaN(overdue(each)) && until > due) {
    parts.push(draw("rect", { class: "late", x: x(due), y: middle - 5, height: 10, width: Math.max(1.5, x(until) - x(due)) }));
  }
  if (done) parts.push(draw("path", { class: "done", d: `M${x(performed)} ${middle - 7}l7 7l-7 7l-7 -7z` }));
  const spoken = draw("title", null, `${tell(normOf(each).clause)}: ${verdict(duties.verdict[each])}`);
  // For the pointer alone: the table below the picture has the same as links.
  const visit = () => { location.hash = link({ v: idOf(each) }); };
  return draw("g", { class: `clock ${code}${own ? " own" : ""}`, click: visit }, spoken, draw("rect", { class: "ground", x: 0, y: top, width: WIDE, height: LANE }), parts);
}

function moment(scale, tall) {
  const place = scale.x(page.head.as_of);
  return draw("g", { class: "now" }, draw("line", { x1: place, x2: place, y1: HEAD, y2: tall - FOOT + 4 }),
    draw("text", { x: Math.min(place, WIDE - 4), y: tall - 8, "text-anchor": "end" }, label("as-of")));
}

/** Lateness is hatched, so that it is seen on grey paper too. */
function hatching() {
  return draw("defs", null, draw("pattern", { id: "hatch", width: 6, height: 6,
    patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
  draw("rect", { width: 6, height: 6, class: "hatch-ground" }),
  draw("line", { x1: 0, x2: 0, y1: 0, y2: 6, class: "hatch-line" })));
}

function legend() {
  const key = (shape, name) => make("span", { class: "key" },
    draw("svg", { viewBox: "0 0 26 16", width: 26, height: 16, "aria-hidden": "true" }, shape), label(name));
  return make("span", { class: "legend" },
    key(draw("rect", { class: "term", x: 1, y: 3, width: 24, height: 10 }), "term"),
    key(draw("line", { class: "due", x1: 13, x2: 13, y1: 0, y2: 16 }), "due"),
    key(draw("path", { class: "done", d: "M13 1l7 7l-7 7l-7 -7z" }), "performed"),
    key(draw("rect", { class: "late", x: 1, y: 3, width: 24, height: 10 }), "late-shade"));
}
