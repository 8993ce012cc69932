// The list of duties: filters, search, and rows of which only those in sight are made.

const SPARE = 8, MOST_PRINTED = 500;

let found = new Uint32Array(0); // the duties that fit, in order

function list() {
  const rows = make("div", { role: "rowgroup", class: "rows", keydown: walk });
  const frame = make("div", { class: "frame", role: "group", tabindex: "0",
    "aria-label": label("duties"), scroll: () => requestAnimationFrame(show) },
  make("div", { role: "table", class: "list", "aria-label": label("duties") },
    make("div", { role: "rowgroup", class: "heads" }, make("div", { role: "row" },
      ["verdict", "clause", "subject", "bearer", "counterparty", "due", "late"].map((name) =>
        make("span", { role: "columnheader", class: name }, label(name))))), rows));
  return section("duties", label("duties"), filters(),
    make("p", { id: "count", role: "status" }), frame);
}

function filters() {
  const asked = state();
  const options = (choices, chosen) => [make("option", { value: "" }, label("any")),
    choices.map(([value, text]) => make("option", { value, selected: value === chosen }, text))].flat();
  const select = (name, choices) => make("label", null, label(name),
    make("select", { name, change: (event) => ask({ [name]: event.target.value }) },
      options(choices, asked[name])));
  let waiting = 0;
  const hear = (event) => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => ask({ q: event.target.value }));
  };
  const called = new Map(page.parties.map(([id, name]) => [id, tell(name)]));
  const bodies = [...bearers().keys()].sort().map((id) =>
    [id, called.get(id) ? `${id} (${called.get(id)})` : id]);
  const names = page.readings.map(([name, taken]) => [name, `${name} ${taken}`]);
  const levels = Object.entries(page.severities).map(([name, said]) => [name, tell(said)]);
  const orders = ["due", "late", "norm"].map((each) => [each, label(`by-${each}`)]);
  return make("form", { class: "filters", role: "search", "aria-label": label("search"),
    submit: (event) => event.preventDefault() },
  make("label", { class: "wide" }, label("search"), make("input", { type: "search", name: "q",
    value: asked.q, placeholder: label("search-hint"), autocomplete: "off", input: hear })),
  make("fieldset", null, make("legend", null, label("verdict")), page.verdicts.map(([code], at) =>
    make("label", { class: "choice" }, make("input", { type: "checkbox", name: "verdict", value: code,
      checked: asked.verdict.includes(code), change: checked }), mark(at)))),
  page.head.waivers.given ? select("waiver", choices("waived", "not-waived")) : "",
  page.head.baseline.as_of ? select("change", choices("new", "updated", "unchanged")) : "",
  select("norm", page.norms.map((norm) => [norm.id, `${tell(norm.clause)} · ${tell(norm.summary)}`])),
  select("body", bodies), select("reading", names), select("severity", levels),
  make("label", null, label("order"), make("select", { name: "sort",
    change: (event) => ask({ sort: event.target.value }) },
  make("option", { value: "" }, label("by-verdict")),
  orders.map(([value, text]) => make("option", { value, selected: value === asked.sort }, text)))),
  make("button", { type: "button", click: () => go({}) }, label("reset")));
}

const choices = (...names) => names.map((name) => [name, label(name)]);

function checked() {
  const boxes = document.querySelectorAll("input[name=verdict]:checked");
  ask({ verdict: [...boxes].map((box) => box.value) });
}

/** Ask for other duties, and remember it in the address without leaving the page. */
function ask(change) {
  history.replaceState(null, "", link({ ...state(), ...change }));
  choose();
}

/** Find the duties that fit what the address asks, and show them from the first. */
function choose() {
  const asked = state();
  found = ordered(fitting(asked), asked.sort);
  document.getElementById("count").textContent = found.length
    ? label("found", { count: found.length, all: counted(duties.count) }) : label("none");
  const frame = document.querySelector(".frame");
  frame.scrollTop = 0;
  frame.querySelector(".list").setAttribute("aria-rowcount", found.length + 1);
  frame.querySelector(".rows").replaceChildren();
  show();
}

function height() {
  return Number.parseFloat(getComputedStyle(document.querySelector(".rows")).getPropertyValue("--row"));
}

/** Make the rows in sight, and drop those that no longer are. */
function show() {
  const frame = document.querySelector(".frame");
  if (!frame) return;
  const rows = frame.querySelector(".rows"), tall = height();
  rows.style.height = `${found.length * tall}px`;
  const first = Math.max(0, Math.floor(frame.scrollTop / tall) - SPARE);
  const last = Math.min(found.length, Math.ceil((frame.scrollTop + frame.clientHeight) / tall) + SPARE);
  const kept = new Map([...rows.children].map((each) => [Number(each.dataset.place), each]));
  for (const [place, each] of kept) {
    if ((place < first || place >= last) && !each.contains(document.activeElement)) each.remove();
  }
  for (let place = first; place < last; place += 1) {
    if (!kept.has(place)) rows.append(rowAt(place, tall));
  }
}

function rowAt(place, tall) {
  const row = entry(found[place]);
  row.dataset.place = place;
  row.setAttribute("aria-rowindex", place + 2);
  row.style.top = `${place * tall}px`;
  return row;
}

function entry(at) {
  const late = overdue(at), since = textOf("late_by", at);
  const why = textOf("reason", at);
  const cells = {
    verdict: [make("a", { href: link({ v: idOf(at) }) }, mark(duties.verdict[at])), ...held(at),
      why ? make("small", null, tell(page.reasons[why])) : ""],
    clause: [tell(normOf(at).clause)],
    subject: [[textOf("subject", at), textOf("occasion", at)].filter(Boolean).join(" · ")],
    bearer: [members(duties.bearer[at]).join(" + ")],
    counterparty: [members(duties.counterparty[at]).join(" + ")],
    due: [Number.isNaN(duties.due[at]) ? "" : stamp(duties.due[at], zoneOf(at))],
    late: [since ? lateness(since) : Number.isNaN(late) ? "" : `> ${rounded(late)}`],
  };
  const names = { bearer: body(duties.bearer[at]), counterparty: body(duties.counterparty[at]) };
  return make("div", { role: "row" }, Object.entries(cells).map(([name, content]) =>
    make("span", { role: "cell", class: name, title: [names[name] ?? content].flat(2).map((each) => each.textContent ?? each).join(" ").trim() }, content)));
}

/** Say that a violation is waived, or that the baseline did not know of it so. */
function held(at) {
  const change = textOf("change", at);
  const told = [textOf("waiver", at) && label("waived"), change && change !== "unchanged" && label(change)];
  return told.filter(Boolean).map((text) => make("small", { class: "tag" }, text));
}

/** Let the arrow keys, the page keys, Home and End walk through the list. */
function walk(event) {
  const row = event.target.closest("[role=row]");
  if (!row) return;
  const here = Number(row.dataset.place), leap = 10;
  const there = { ArrowDown: here + 1, ArrowUp: here - 1, PageDown: here + leap, PageUp: here - leap,
    Home: 0, End: found.length - 1 }[event.key];
  if (there === undefined) return;
  event.preventDefault();
  const place = Math.min(found.length - 1, Math.max(0, there));
  const frame = document.querySelector(".frame"), tall = height();
  const head = frame.querySelector(".heads").offsetHeight;
  const top = place * tall, seen = frame.clientHeight - head - tall;
  if (top < frame.scrollTop) frame.scrollTop = top;
  if (top > frame.scrollTop + seen) frame.scrollTop = top - seen;
  show();
  frame.querySelector(`[data-place="${place}"] a`).focus();
}

/** For paper there is no scrolling: the first duties as they stand, and how many are left out. */
function spread() {
  const rows = document.querySelector(".rows");
  if (!rows) return;
  rows.style.height = "";
  rows.replaceChildren(...Array.from(found.slice(0, MOST_PRINTED), entry));
  const left = found.length - rows.children.length;
  if (left > 0) rows.append(make("p", { class: "note" }, label("not-printed", { count: left })));
}

function gather() {
  document.querySelector(".rows")?.replaceChildren();
  show();
}
