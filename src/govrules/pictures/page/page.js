/* The picture as something to walk through: pan, zoom, choose a body, filter. Reads the data block
 * `picture` and fetches nothing. Every text goes through `textContent` or onto the canvas. */
"use strict";

const data = JSON.parse(document.getElementById("picture").textContent);
const bodies = new Map(data.bodies.map((body) => [body.id, body]));
const words = data.words;
const looks = data.looks;
const linesOf = new Map(data.bodies.map((body) => [body.id, []]));
for (const line of data.lines) {
  for (const end of new Set([line.source, line.target])) linesOf.get(end).push(line);
}

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/* The picture */

const elements = [];
data.frames.forEach((frame, index) => {
  elements.push({ data: { id: `f${index}`, label: frame.title, w: frame.w, h: frame.h },
    position: centre(frame), classes: "frame", selectable: false });
});
data.boxes.forEach((box) => {
  elements.push({ data: { id: box.key, label: box.text, w: box.w, h: box.h, members: box.members,
    ...look(box.status) }, position: centre(box),
  classes: ["box", box.outer ? "outer" : "", box.named ? "" : "unnamed"].join(" ") });
});
data.labels.forEach((label) => {
  elements.push({ data: { id: label.key, label: label.text, w: label.w, h: label.h,
    norms: label.norms, verdicts: label.verdicts, ends: label.ends, ...look(label.status) },
  position: centre(label), classes: label.status === "violated" ? "label bad" : "label",
  selectable: false });
});
data.wires.forEach((wire, index) => elements.push(wired(wire, index)));

function centre(place) {
  return { x: place.x + place.w / 2, y: place.y + place.h / 2 };
}

function look(status) {
  const { colour, width, dashes } = looks[status];
  return { colour, weight: width, pattern: dashes.length ? "dashed" : "solid",
    dashes: dashes.length ? dashes : [1, 0] };
}

function wired(wire, index) {
  const label = data.labels.find((each) => each.key === wire.label);
  const box = data.boxes.find((each) => each.key === wire.box);
  const points = wire.points.map(([x, y]) => ({ x, y })).filter((point, at, all) =>
    at === 0 || point.x !== all[at - 1].x || point.y !== all[at - 1].y);
  const [first, last] = [points[0], points[points.length - 1]];
  const along = { x: last.x - first.x, y: last.y - first.y };
  const square = along.x ** 2 + along.y ** 2 || 1;
  const between = points.slice(1, -1).map((point) => {
    const off = { x: point.x - first.x, y: point.y - first.y };
    return { weight: (off.x * along.x + off.y * along.y) / square,
      distance: (off.y * along.x - off.x * along.y) / Math.sqrt(square) };
  });
  return { data: { id: `w${index}`, source: wire.label, target: wire.box,
    weights: between.map((each) => each.weight).join(" ") || "0.5",
    distances: between.map((each) => each.distance).join(" ") || "0",
    from: offset(first, centre(label)), to: offset(last, centre(box)), ...look(label.status) },
  classes: wire.arrow ? "wire arrow" : "wire", selectable: false };
}

function offset(point, middle) {
  return `${point.x - middle.x}px ${point.y - middle.y}px`;
}

const canvas = document.getElementById("canvas");
const cy = cytoscape({
  container: canvas,
  elements,
  layout: { name: "preset" },
  autoungrabify: true,
  boxSelectionEnabled: false,
  minZoom: 0.05,
  maxZoom: 4,
  style: [
    { selector: "node", style: { shape: "round-rectangle", width: "data(w)", height: "data(h)",
      label: "data(label)", "text-wrap": "wrap", "text-max-width": "10000px", "font-size": 11,
      "font-family": data.fonts, "text-valign": "center", "text-halign": "center",
      "background-color": "#ffffff", "border-color": "data(colour)", color: "#1a1a1a" } },
    { selector: ".frame", style: { "background-color": "#f3f5f9", "border-width": 1,
      "border-color": "#8b97ad", "text-valign": "top", "text-margin-y": 16, "font-weight": "bold",
      events: "no", "z-index": 0 } },
    { selector: ".box", style: { "border-width": "data(weight)", "border-style": "data(pattern)",
      "border-dash-pattern": "data(dashes)", "font-size": 12.5, "font-weight": "bold",
      "z-index": 3 } },
    { selector: ".outer", style: { "background-color": "#f3f5f9", "border-width": 1,
      "border-style": "solid", "border-color": "#8b97ad", "text-valign": "top",
      "text-margin-y": (node) => node.data("label").split("\n").length * 15 + 6, "z-index": 1 } },
    { selector: ".unnamed", style: { "border-style": "dashed", "border-color": "#6b6b6b" } },
    { selector: ".label", style: { "border-width": 1, "border-color": "#c3cad6",
      "text-justification": "left", "z-index": 2 } },
    { selector: ".label.bad", style: { "border-color": "data(colour)", color: "data(colour)",
      "font-weight": "bold" } },
    { selector: "edge", style: { "curve-style": "round-segments", "segment-radii": 16,
      "segment-weights": "data(weights)", "segment-distances": "data(distances)",
      "edge-distances": "endpoints", "source-endpoint": "data(from)", "target-endpoint": "data(to)",
      width: "data(weight)", "line-color": "data(colour)", "line-style": "data(pattern)",
      "line-dash-pattern": "data(dashes)", "target-arrow-color": "data(colour)",
      events: "no", "z-index": 1 } },
    { selector: ".arrow", style: { "target-arrow-shape": "triangle", "arrow-scale": 0.9 } },
    { selector: ".dim", style: { opacity: 0.13 } },
    { selector: ".box.chosen", style: { "background-color": "#fff3c4", "outline-width": 3,
      "outline-color": "#1a1a1a", "outline-offset": 2 } },
    { selector: ".outer.chosen", style: { "background-color": "#f3f5f9", "outline-width": 0 } },
  ],
});

/* Filters, and who is chosen */

const norm = document.getElementById("norm");
const search = document.getElementById("search");
const verdicts = document.getElementById("verdicts");
const list = document.getElementById("bodies");
const about = document.getElementById("about");
let chosen = null;

for (const [id, text] of data.norms) norm.append(element("option", text, { value: id }));
for (const verdict of data.verdicts) {
  const box = element("input", undefined, { type: "checkbox", value: verdict, checked: "" });
  const label = element("label");
  label.append(box, element("span", `${looks[verdict].sign} ${words[verdict]}`, { class: verdict }));
  verdicts.append(label);
}
document.getElementById("by-verdict").hidden = data.verdicts.length === 0;

function wantedVerdicts() {
  return new Set([...verdicts.querySelectorAll("input:checked")].map((box) => box.value));
}

function matches(line, wanted = wantedVerdicts()) {
  if (norm.value && line.norm !== norm.value) return false;
  const found = Object.keys(line.counts);
  return found.length === 0 || found.some((verdict) => wanted.has(verdict));
}

function refresh() {
  const wanted = wantedVerdicts();
  const filtered = norm.value !== "" || wanted.size < data.verdicts.length;
  const left = new Set();
  for (const line of data.lines) {
    if (matches(line, wanted)) for (const end of [line.source, line.target]) left.add(end);
  }
  cy.batch(() => {
    cy.elements().removeClass("dim chosen");
    cy.nodes(".label").forEach((label) => {
      const [norms, found] = [label.data("norms"), label.data("verdicts")];
      const kept = (!norm.value || norms.includes(norm.value))
        && (found.length === 0 || found.some((verdict) => wanted.has(verdict)))
        && (chosen === null || label.data("ends").includes(chosen));
      if (!kept) label.union(label.connectedEdges()).addClass("dim");
    });
    cy.nodes(".box").forEach((box) => {
      const members = box.data("members");
      if (chosen !== null && members.includes(chosen)) box.addClass("chosen");
      const near = chosen !== null && linesOf.get(chosen).some((line) =>
        matches(line, wanted) && (members.includes(line.source) || members.includes(line.target)));
      const kept = chosen === null
        ? !filtered || members.some((member) => left.has(member))
        : members.includes(chosen) || near;
      if (!kept) box.addClass("dim");
    });
  });
  listBodies(filtered ? left : null);
  describe(wanted);
}

function listBodies(left) {
  const sought = search.value.trim().toLocaleLowerCase();
  const found = data.bodies.filter((body) => body.named && (left === null || left.has(body.id))
    && (!sought || body.label.toLocaleLowerCase().includes(sought)
      || body.id.toLocaleLowerCase().includes(sought)));
  list.replaceChildren(...found.slice(0, data.most).map(button));
  document.getElementById("count").textContent = `${found.length} / ${data.bodies.length}`;
}

function button(body) {
  const made = element("button", undefined, { type: "button", "data-body": body.id });
  made.setAttribute("aria-pressed", String(body.id === chosen));
  made.append(element("bdi", body.label));
  for (const [verdict, count] of [["violated", body.violated],
    ["indeterminate", body.indeterminate]]) {
    if (count) made.append(element("span", `${looks[verdict].sign} ${count}`, { class: verdict }));
  }
  made.addEventListener("click", () => choose(body.id, true));
  const item = element("li");
  item.append(made);
  return item;
}

function choose(id, towards = false) {
  chosen = id;
  refresh();
  if (towards) {
    cy.zoom(Math.max(cy.zoom(), 0.8));
    cy.center(cy.nodes(".box.chosen").last());
  }
  if (id !== null) about.scrollIntoView({ block: "nearest" });
}

function listOf(items) {
  const made = element("ul");
  made.append(...items);
  return made;
}

function describe(wanted) {
  about.hidden = chosen === null;
  if (chosen === null) return;
  const body = bodies.get(chosen);
  const bad = (line) => -(line.counts.violated ?? 0) * 1e6 - (line.counts.indeterminate ?? 0);
  const lines = linesOf.get(chosen).filter((line) => matches(line, wanted))
    .sort((one, other) => bad(one) - bad(other));
  const parts = [element("h2", body.label)];
  const facts = [body.id, body.note, body.group, bodies.get(body.part_of)?.label];
  parts.push(element("p", [...new Set(facts)].filter(Boolean).join(" · "), { class: "facts" }));
  for (const [heading, found] of [
    [words.owes, lines.filter((line) => line.source === chosen)],
    [words.owed, lines.filter((line) => line.target === chosen && line.source !== chosen)]]) {
    if (found.length) parts.push(element("h3", `${heading} (${found.length})`), table(found));
  }
  if (lines.length === 0) parts.push(element("p", words.nothing));
  about.replaceChildren(...parts);
}

function table(lines) {
  const made = element("table");
  for (const line of lines) {
    const row = made.insertRow();
    row.title = line.detail;
    const other = bodies.get(line.source === chosen ? line.target : line.source);
    const verdicts = row.insertCell();
    for (const [verdict, count] of Object.entries(line.counts)) {
      verdicts.append(element("span", `${looks[verdict].sign} ${count}`,
        { class: verdict, title: words[verdict] }));
    }
    row.insertCell().textContent = line.text;
    row.insertCell().append(element("bdi", other.id === chosen ? "" : other.label));
    if (line.detail) row.cells[1].append(element("small", line.detail));
  }
  return made;
}

/* Pointers and keys */

cy.on("tap", "node.box", (event) => {
  const members = event.target.data("members");
  if (members.length === 1) choose(members[0]);
  else {
    chosen = null;
    refresh();
    about.hidden = false;
    about.replaceChildren(element("h2", event.target.data("label").split("\n")[0]),
      listOf(members.slice(0, data.most).map((member) => button(bodies.get(member)))));
  }
});
cy.on("tap", (event) => { if (event.target === cy) choose(null); });
for (const control of [norm, verdicts]) control.addEventListener("change", refresh);
search.addEventListener("input", refresh);
const middle = () => ({ x: cy.width() / 2, y: cy.height() / 2 });
const zoom = (factor) => cy.zoom({ level: cy.zoom() * factor, renderedPosition: middle() });
const fit = () => cy.fit(undefined, 24);
document.getElementById("nearer").addEventListener("click", () => zoom(1.25));
document.getElementById("farther").addEventListener("click", () => zoom(0.8));
document.getElementById("whole").addEventListener("click", fit);
canvas.addEventListener("keydown", (event) => {
  const steps = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
  if (event.key in steps) cy.panBy({ x: steps[event.key][0], y: steps[event.key][1] });
  else if (event.key === "+" || event.key === "=") zoom(1.25);
  else if (event.key === "-") zoom(0.8);
  else if (event.key === "0") fit();
  else return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape") choose(null); });

document.body.classList.add("live");
cy.resize();
fit();
refresh();
window.picture = cy;
