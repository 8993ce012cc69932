// Elements, made of text alone: nothing that comes from the data is ever read as markup.

const SVG = "http://www.w3.org/2000/svg";

/** Make an element; a property that is a function listens, `null` and `false` are left out. */
function make(tag, properties, ...children) {
  return fitted(document.createElement(tag), properties, children);
}

/** Make an element of a drawing. */
function draw(tag, properties, ...children) {
  return fitted(document.createElementNS(SVG, tag), properties, children);
}

function fitted(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== false && child !== ""));
  return element;
}

/** Make what stands between backticks code, as a text of the program has it. */
function rich(text) {
  return text.split("`").map((part, at) => (at % 2 ? make("code", null, part) : part));
}

/** Make a table cell by cell: captions of columns, rows of texts or elements. */
function tabled(caption, headings, rows, properties) {
  return make("div", { class: "scrolls", tabindex: "0", role: "group", "aria-label": caption },
    make("table", properties,
      make("caption", { class: "unseen" }, caption),
      make("thead", null, make("tr", null,
        headings.map((each) => make("th", { scope: "col" }, each)))),
      make("tbody", null, rows.map((cells) => make("tr", null,
        cells.map((cell) => (cell instanceof HTMLTableCellElement ? cell : make("td", null, cell))))))));
}

/** Return the value that stands in the page as gzip, written in base64. */
async function unpacked(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}
