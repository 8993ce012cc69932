// One duty in the place of the page: what it demands, its clock, its evidence, what it rests on.

function account(at) {
  const norm = normOf(at), { listed, same, left } = clocked(at);
  return make("article", { class: "duty", "aria-labelledby": "duty-title" },
    make("p", { class: "back" }, make("a", { href: link({ ...state(), v: "" }) }, `← ${label("back")}`)),
    head(at, norm),
    part("clock", label("clock"), ledger(at)),
    part("clocks", label("clocks", { subject: textOf("subject", at) }), timeline(at, listed),
      others(at, listed), make("p", { class: "note" },
        label("same-subject", { count: same }), left > 0 ? ` ${label("lanes-left", { count: left })}` : "",
        " ", make("a", { href: link({ q: textOf("subject", at) }) }, label("all-of-subject")))),
    part("path", label("path"), path(at, norm)),
    part("evidence", label("evidence"), evidence(at)),
    part("rests", label("rests"), rests(at)));
}

function part(name, title, ...children) {
  return make("section", { "aria-labelledby": `${name}-title` },
    make("h3", { id: `${name}-title` }, title), children);
}

function head(at, norm) {
  const act = page.head.acts.find(([id]) => norm.id.startsWith(`${id}/`));
  const about = [norm.id, textOf("subject", at), textOf("occasion", at)].filter(Boolean).join(" · ");
  const severity = tell(page.severities[textOf("severity", at)]);
  return make("header", null,
    make("h2", { id: "duty-title", tabindex: "-1" }, mark(duties.verdict[at]), " ", about),
    conclusion(at), leave(at),
    make("p", { class: "provision" }, label("provision", { clause: tell(norm.clause), summary: tell(norm.summary) })),
    norm.words ? make("p", { class: "words" }, label("words", { words: norm.words })) : "",
    make("p", { class: "note" }, act ? `${act[0]} · ${tell(act[1])}` : ""),
    make("p", { class: "note" }, make("a", { href: `#v=${idOf(at)}` }, label("duty", { id: idOf(at), severity }))));
}

function conclusion(at) {
  const why = textOf("reason", at), grounds = duties.lists[duties.grounds[at]];
  return make("p", { class: "conclusion" }, why ? tell(page.reasons[why]) : "",
    why ? make("code", null, ` ${page.verdicts[duties.verdict[at]][0]}/${why}`) : "",
    grounds.length ? ` (${grounds.join(", ")})` : "", held(at).map((tag) => [" ", tag]));
}

/** Say by whose leave a violation is let be, why, and until when. */
function leave(at) {
  const waiver = textOf("waiver", at), given = page.head.waivers.given?.[waiver];
  if (!given) return "";
  return make("p", { class: "otherwise" }, label("waived-by",
    { ...given, waiver, end: exact(given.end, page.head.zone) }));
}

/** Write what stands in a slot of the duty's ledger. */
function slots(at) {
  const zone = zoneOf(at), told = duties.ledgers[duties.ledger[at]];
  const { opened, due, performed } = { opened: duties.opened[at], due: duties.due[at], performed: duties.performed[at] };
  const writers = {
    start: () => exact(opened - told.wait, zone),
    opened_at: () => exact(opened, zone),
    due_at: () => exact(due, zone),
    performed_at: () => exact(performed, zone),
    delay: () => length(Math.max(0, performed - opened)),
    spare: () => length(due - performed),
    late_by: () => `${lateness(textOf("late_by", at))} (${textOf("late_by", at)})`,
  };
  return (name) => writers[name]();
}

function ledger(at) {
  const told = duties.ledgers[duties.ledger[at]], write = slots(at), zone = zoneOf(at);
  const lines = [...told.lines.map(([name, value]) => [tell(name, write), tell(value, write)]),
    [label("as-of"), exact(page.head.as_of, zone)]];
  const missing = duties.missing[duties.missingAt[at]];
  return [make("table", { class: "ledger" },
    make("caption", { class: "unseen" }, label("clock")),
    make("tbody", null, lines.map(([name, value]) =>
      make("tr", null, make("th", { scope: "row" }, name), make("td", null, value))))),
  told.otherwise ? make("p", { class: "otherwise" }, rich(tell(told.otherwise, write))) : "",
  missing.map(([cell]) => make("p", { class: "otherwise" }, rich(label("decided-by", { cell: tell(cell) }))))].flat();
}

/** The same as the picture, for whoever reads rather than looks. */
function others(at, listed) {
  const time = (each) => (Number.isNaN(each) ? "" : stamp(each, zoneOf(at)));
  const rows = listed.map((each) => [
    each === at ? make("b", null, `▸ ${tell(normOf(each).clause)}`)
      : make("a", { href: link({ v: idOf(each) }) }, tell(normOf(each).clause)),
    make("span", null, `${members(duties.bearer[each]).join(" + ")} → ${members(duties.counterparty[each]).join(" + ")}`),
    tell(normOf(each).opening), time(duties.opened[each]), time(duties.due[each]), time(duties.performed[each]),
    textOf("late_by", each) ? lateness(textOf("late_by", each)) : "", mark(duties.verdict[each])]);
  const headings = ["clause", "path-short", "start", "opened", "due", "performed", "late", "verdict"].map((each) => label(each));
  const table = tabled(label("clocks", { subject: textOf("subject", at) }), headings, rows, { class: "clocks", id: "clocks-table" });
  return make("details", { open: listed.length <= 12 }, make("summary", null, label("as-table")), table);
}

function path(at, norm) {
  const party = (column, name) => make("div", { class: "party" }, make("small", null, label(name)),
    make("b", null, members(duties[column][at]).join(" + ")), make("span", null, tell(page.parties[duties[column][at]][1])));
  return make("div", { class: "path" }, party("bearer", "bearer"),
    make("div", { class: "deed" }, make("span", null, rich(tell(norm.deed))), make("span", { "aria-hidden": "true" }, "→")),
    page.parties[duties.counterparty[at]][0] ? party("counterparty", "counterparty") : "");
}

/** The rows relied on as they stood, cell by cell; what is withheld, blank or unknown says so. */
function evidence(at) {
  const missing = duties.missing[duties.missingAt[at]];
  if (!duties.evidence[at].length) return [make("p", null, label("no-row"))];
  return duties.evidence[at].map((number) => {
    const [place, rows] = duties.places[number];
    const unknown = new Set(missing.filter(([, row]) => row === number).map(([, , column]) => column));
    return make("div", { class: "row" }, make("h4", null, make("code", null, tell(place))),
      rows.map(([table, headings, cells]) => make("dl", { class: "cells", "aria-label": table },
        duties.headings[headings].map((name, each) => make("div", { class: unknown.has(name) ? "unknown" : null },
          make("dt", null, name), make("dd", null, written(cells[each]),
            unknown.has(name) ? make("em", null, ` ${label("unknown")}`) : ""))))));
  });
}

function written(cell) {
  if (cell === null) return make("em", null, label("withheld"));
  if (Array.isArray(cell)) {
    return make("span", null, cell[0], make("em", null, ` … ${label("longer", { count: cell[1] })}`));
  }
  return cell === "" ? make("em", null, label("blank")) : make("span", null, cell);
}

function rests(at) {
  const names = duties.lists[duties.readings[at]];
  if (!names.length) return make("p", null, label("no-reading"));
  return make("ul", { class: "rests" }, names.map((name) => {
    const [, taken, choices, question] = page.readings.find(([each]) => each === name) ?? [name, "", [], ""];
    const rest = choices.filter((each) => each !== taken);
    return make("li", null, make("a", { href: link({ reading: name }) }, name), " ", make("code", null, taken), " ",
      make("small", null, label(taken === choices[0] ? "by-default" : "chosen")), " ", tell(question),
      rest.length ? make("span", { class: "note" }, ` ${label("choices")}: ${rest.join(", ")}`) : "");
  }));
}
