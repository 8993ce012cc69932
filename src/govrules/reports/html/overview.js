// The overview: totals, norms by bodies, what is due next, readings, the data and its findings.

const MOST_BODIES = 40, NEXT = 12, FINDINGS_AT_ONCE = 50;

function overview() {
  return [contents(), totals(), notices(), heat(), next(), readings(), quality(), basis()];
}

/** Lead to the parts of the page; the address stays, for it says which duties are asked for. */
function contents() {
  const names = ["totals", "heat", "next", "readings", "data", "basis", "duties"];
  const jump = (name) => (event) => {
    event.preventDefault();
    const part = document.getElementById(name);
    part.scrollIntoView();
    part.querySelector("h2").focus({ preventScroll: true });
  };
  return make("nav", { "aria-label": label("contents") }, make("ul", null, names.map((name) =>
    make("li", null, make("a", { href: `#${name}`, click: jump(name) }, label(name))))));
}

function section(name, title, ...children) {
  return make("section", { id: name, "aria-labelledby": `${name}-title` },
    make("h2", { id: `${name}-title`, tabindex: "-1" }, title), children);
}

/** Every duty, listed or not, by verdict: each number leads to its duties. */
function totals() {
  const all = page.head.totals.reduce((sum, each) => sum + each, 0);
  return section("totals", label("totals"),
    make("ul", { class: "totals" }, page.head.totals.map((count, at) => make("li", null,
      make("a", { href: link({ verdict: page.verdicts[at][0] }), class: count ? null : "none" },
        make("b", null, counted(count)), mark(at))))),
    make("p", { class: "note" }, label("count", { count: all })), waived(), changes());
}

/** How many violations are waived, and by which file. */
function waived() {
  const { given, path, digest } = page.head.waivers;
  if (!given) return "";
  return make("p", null, make("a", { href: link({ waiver: "waived" }) },
    label("waived-count", { waived: page.head.waivers.used, count: page.head.totals[0], path })),
  make("code", { class: "digest" }, ` ${digest}`));
}

/** What came and went since the baseline. */
function changes() {
  const { as_of: then, violations, violations_gone: away, gone, left_out: more, path, digest } = page.head.baseline;
  if (!then) return "";
  const rows = gone.map(([number, clause, subject, bearer]) => [mark(number), tell(clause), subject, bearer]);
  return [make("h3", null, label("changes", { as_of: exact(then, page.head.zone) })),
    make("p", null, make("a", { href: link({ change: "new", verdict: "violated" }) },
      label("changes-count", { ...violations, gone: away })), ` · ${path} `, make("code", { class: "digest" }, digest)),
    rows.length ? make("details", null, make("summary", null, `${label("gone")}: ${counted(rows.length + more)}`),
      tabled(label("gone"), ["verdict", "clause", "subject", "bearer"].map((each) => label(each)), rows),
      more ? make("p", null, label("more", { count: more })) : "") : ""];
}

/** What the page does not show or hold. */
function notices() {
  const { included, narrowed_to: narrowed, not_assessed: missed, wanting } = page.head;
  const names = (codes) => codes.map((code) =>
    verdict(page.verdicts.findIndex(([each]) => each === code))).join(", ");
  const left = page.wanted - duties.count;
  const found = [
    included && label("included", { verdicts: names(included) }),
    left > 0 && label("left-out", { count: left }),
    narrowed.length && label("narrowed", { norms: narrowed.join(", ") }),
    ...wanting[language()].map(([act, other]) => label("wanting", { act, language: other })),
  ].filter(Boolean);
  if (missed.length) {
    found.push(make("span", null, label("not-assessed"),
      make("ul", null, missed.map(([id, clause, summary]) =>
        make("li", null, `${tell(clause)} · ${tell(summary) || id}`)))));
  }
  return make("div", { class: "notices" }, found.map((each) => make("p", null, typeof each === "string" ? rich(each) : each)));
}

const OPEN = new Set(["indeterminate", "attestation-required"]);

/** Norms by bodies: in each cell what is violated, else what is open, else that all is well. */
function heat() {
  const bodies = [...bearers().keys()], place = new Map(bodies.map((id, at) => [id, at]));
  const counts = tallied((at) => members(duties.bearer[at]).map((id) =>
    duties.norm[at] * bodies.length + place.get(id)));
  const violated = new Map(bodies.map((id) => [id, 0]));
  for (const [key, tally] of counts) {
    const id = bodies[key % bodies.length];
    violated.set(id, violated.get(id) + tally[0]);
  }
  const ranked = [...bodies].sort((one, other) => violated.get(other) - violated.get(one)
    || (one < other ? -1 : 1));
  const listed = ranked.slice(0, MOST_BODIES), others = ranked.slice(MOST_BODIES);
  const sum = (norm, some) => some.reduce((total, id) => {
    const tally = counts.get(norm * bodies.length + place.get(id));
    return tally ? total.map((count, at) => count + tally[at]) : total;
  }, new Uint32Array(page.verdicts.length));
  const names = new Map(page.parties.map(([id, name]) => [id, tell(name)]));
  const rows = page.norms.map((norm, at) => make("tr", null,
    make("th", { scope: "row", title: `${norm.id}: ${tell(norm.summary)}` },
      make("b", null, tell(norm.clause)), make("span", null, tell(norm.summary))),
    listed.map((each) => cell(at, each, sum(at, [each]))),
    others.length ? cell(at, null, sum(at, others)) : []));
  const heads = listed.map((each) => make("th", { scope: "col", title: names.get(each) ?? each },
    make("span", null, each)));
  if (others.length) {
    heads.push(make("th", { scope: "col" },
      make("span", null, label("others", { count: others.length }))));
  }
  const grid = make("table", { class: "heat", keydown: steps },
    make("caption", { class: "unseen" }, label("heat")),
    make("thead", null, make("tr", null, make("th", { scope: "col" }, label("clause")), heads)),
    make("tbody", null, rows));
  grid.querySelector("tbody a")?.removeAttribute("tabindex");
  return section("heat", label("heat"), make("p", { class: "note" }, label("heat-note")),
    make("div", { class: "scrolls", role: "group", "aria-label": label("heat"), tabindex: "0" }, grid));
}

function cell(norm, bearer, tally) {
  const all = tally.reduce((sum, each) => sum + each, 0);
  if (!all) return make("td", null);
  const codes = page.verdicts.map(([code]) => code);
  const open = tally.reduce((sum, each, at) => sum + (OPEN.has(codes[at]) ? each : 0), 0);
  const at = (code) => tally[codes.indexOf(code)];
  const shown = [["violated", at("violated"), "✕"], ["indeterminate", open, "?"],
    ["pending", at("pending"), "…"], ["compliant", at("compliant"), "✓"], ["not-applicable", all, "·"]]
    .find(([, count]) => count);
  const [kind, count, sign] = shown;
  const share = kind === "violated" ? Math.ceil((3 * count) / all) : 0;
  const spoken = codes.map((_, each) => tally[each] && `${verdict(each)} ${tally[each]}`)
    .filter(Boolean).join(", ");
  const text = kind === "compliant" || kind === "not-applicable" ? sign : `${sign}${count}`;
  const name = `${tell(page.norms[norm].clause)}, ${bearer === null ? label("others", { count: 2 }) : bearer}: ${spoken}`;
  const content = bearer === null
    ? make("span", { role: "img", "aria-label": name, title: name }, text)
    : make("a", { href: link({ norm: page.norms[norm].id, body: bearer }),
      tabindex: "-1", "aria-label": name, title: name }, text);
  return make("td", { class: `${kind} share-${share}` }, content);
}

/** Let the arrow keys step through a table of links, of which one alone is a stop of the tab key. */
function steps(event) {
  const [down, right] = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1],
    ArrowLeft: [0, -1] }[event.key] ?? [0, 0];
  const place = event.target.closest("td");
  if (!place || (!down && !right)) return;
  event.preventDefault();
  let row = place.parentElement, column = place.cellIndex;
  for (;;) {
    row = down > 0 ? row.nextElementSibling : down < 0 ? row.previousElementSibling : row;
    column += right;
    const found = row?.cells[column];
    if (!found) return;
    const target = found.querySelector("a");
    if (!target) continue;
    event.target.setAttribute("tabindex", "-1");
    target.removeAttribute("tabindex");
    target.focus();
    return;
  }
}

/** The duties that fall due next. */
function next() {
  const pending = page.verdicts.findIndex(([code]) => code === "pending");
  const open = [];
  for (let at = 0; at < duties.count; at += 1) {
    if (duties.verdict[at] === pending && !Number.isNaN(duties.due[at])) open.push(at);
  }
  open.sort((one, other) => duties.due[one] - duties.due[other] || one - other);
  if (!open.length) return section("next", label("next"), make("p", null, label("nothing-due")));
  const rows = open.slice(0, NEXT).map((at) => [
    make("a", { href: link({ v: idOf(at) }) }, stamp(duties.due[at], zoneOf(at))),
    rounded(duties.due[at] - page.head.as_of),
    make("span", null, body(duties.bearer[at])), rich(tell(normOf(at).deed)), tell(normOf(at).clause), textOf("subject", at)]);
  const headings = ["due", "left", "bearer", "deed", "clause", "subject"].map((each) => label(each));
  return section("next", label("next"), tabled(label("next"), headings, rows),
    open.length > NEXT && make("p", null,
      make("a", { href: link({ verdict: "pending", sort: "due" }) }, label("all-due", { count: open.length }))));
}

/** The readings that listed duties rest on, those first on which most violations hang. */
function readings() {
  const counts = tallied((at) => duties.lists[duties.readings[at]]);
  const used = page.readings.filter(([name]) => counts.has(name));
  const sums = new Map([...counts].map(([name, tally]) =>
    [name, tally.reduce((sum, each) => sum + each, 0)]));
  used.sort(([one], [other]) => counts.get(other)[0] - counts.get(one)[0]
    || sums.get(other) - sums.get(one));
  const rows = used.map(([name, taken, choices, question]) => [
    make("th", { scope: "row" }, make("a", { href: link({ reading: name }) }, name)),
    tell(question),
    make("span", null, make("code", null, taken), " ",
      make("small", null, label(taken === choices[0] ? "by-default" : "chosen"))),
    choices.filter((each) => each !== taken).map((each) => [make("code", null, each), " "]).flat(),
    counted(counts.get(name)[0]), counted(sums.get(name))].map((each) =>
    (each instanceof HTMLTableCellElement ? each : make("td", null, each))));
  const headings = [label("reading"), label("question"), label("taken"), label("choices"),
    verdict(0), label("all")];
  return section("readings", label("readings"), make("p", { class: "note" }, label("readings-note")),
    tabled(label("readings"), headings, rows, { class: "readings" }));
}

/** The files, what became of their rows, and the findings. */
function quality() {
  const headings = [label("file"), label("rows"), label("used"), label("set-aside"), label("digest")];
  const files = page.head.inputs.map(([path, rows, used, aside, digest]) => [make("b", null, path),
    counted(rows), counted(used), aside ? make("b", null, counted(aside)) : "0",
    make("code", { class: "digest" }, digest)]);
  const { totals: levels, listed } = page.findings;
  const all = levels.reduce((sum, each) => sum + each, 0);
  const list = make("ol", { class: "findings" });
  const more = make("button", { type: "button", click: () => grow() });
  function grow() {
    const from = list.children.length;
    list.append(...listed.slice(from, from + FINDINGS_AT_ONCE).map(finding));
    const left = listed.length - list.children.length;
    more.hidden = !left;
    more.textContent = label("more", { count: left });
  }
  grow();
  const names = ["error", "warning", "note"].map((each, at) => `${label(each)} ${counted(levels[at])}`);
  return section("data", label("data"),
    files.length ? tabled(label("data"), headings, files, { class: "files" }) : "",
    make("h3", null, label("findings")),
    make("p", null, all ? names.join(" · ") : label("no-findings")),
    all > listed.length && make("p", null, label("findings-left-out", { count: all - listed.length })),
    all ? [list, more] : []);
}

function finding([level, code, place, column, message, help]) {
  const name = ["error", "warning", "note"][level];
  return make("li", { class: name },
    make("b", null, `${label(name)} `), make("code", null, code), " ",
    make("span", { class: "place" }, column ? `${tell(place)} ${column}` : tell(place)),
    make("p", null, rich(tell(message))), make("p", { class: "note" }, rich(tell(help))));
}

/** By what was judged: the acts with their digests, the engine. */
function basis() {
  return section("basis", label("basis"), make("dl", { class: "basis" },
    page.head.acts.map(([id, title, digest]) => [make("dt", null, id),
      make("dd", null, tell(title), make("code", { class: "digest" }, digest))]).flat(),
    make("dt", null, label("engine")),
    make("dd", null, Object.entries(page.head.engine).map(([name, value]) => `${name} ${value}`).join(" · "))));
}
