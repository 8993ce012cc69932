// What the address asks for, and the page that answers it.

const SINGLE = ["v", "q", "norm", "body", "reading", "severity", "waiver", "change", "sort", "lang"];

/** Return what the address asks for. */
function state() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const found = Object.fromEntries(SINGLE.map((name) => [name, asked.get(name) ?? ""]));
  return { ...found, verdict: (asked.get("verdict") ?? "").split(",").filter(Boolean) };
}

/** Return the address that asks for something; the language stays. */
function link(asked) {
  const wanted = new URLSearchParams();
  const all = { lang: state().lang, ...asked };
  for (const name of [...SINGLE, "verdict"]) {
    const value = String(all[name] ?? "");
    if (value) wanted.set(name, value);
  }
  const written = wanted.toString();
  return `#${written || "all"}`;
}

function go(asked) {
  history.pushState(null, "", link(asked));
  turn();
}

function language() {
  const { lang } = state();
  return lang in page.languages ? lang : page.head.language;
}

function speak() {
  const code = language();
  if (told === page.languages[code]) return false;
  told = page.languages[code];
  heard = null;
  document.documentElement.lang = code;
  return true;
}

/** Show what the address asks for; `null` where the overview stays as it is. */
function turn() {
  const changed = speak();
  const { v } = state();
  if (changed) document.getElementById("top").replaceChildren(...heading());
  const main = document.getElementById("main");
  if (v) {
    const at = duty(v);
    main.dataset.shows = "duty";
    main.replaceChildren(at < 0 ? lost(v) : account(at));
    scrollTo(0, 0);
    main.querySelector("h2")?.focus({ preventScroll: true });
    return;
  }
  if (changed || main.dataset.shows !== "all") {
    main.dataset.shows = "all";
    main.replaceChildren(...overview(), list());
  }
  const form = document.querySelector(".filters");
  form.replaceWith(filters());
  choose();
  if (location.hash.length > 1 && /(?:norm|body|reading|verdict|waiver|change|q|sort)=/.test(location.hash)) {
    document.getElementById("duties").scrollIntoView();
  }
}

function lost(id) {
  return make("article", { class: "duty" }, make("h2", { tabindex: "-1" }, label("lost", { id })),
    make("p", null, make("a", { href: link({ v: "" }) }, label("back"))));
}

function heading() {
  const as = exact(page.head.as_of, page.head.zone);
  const titles = page.head.acts.map(([id, title]) => make("span", null, make("b", null, id), ` ${tell(title)}`));
  const languages = Object.entries(page.languages).map(([code, { name }]) =>
    make("option", { value: code, selected: code === language(), lang: code }, name));
  const themes = ["auto", "light", "dark"].map((name) => make("option", { value: name,
    selected: name === (document.documentElement.dataset.theme ?? "auto") }, label(`theme-${name}`)));
  document.title = `${label("title")} · ${as}`;
  return [make("a", { href: "#main", class: "skip", click: skip }, label("skip")),
    make("div", { class: "controls" },
      make("label", null, label("language"), make("select", { id: "language",
        change: (event) => go({ ...state(), lang: event.target.value }) }, languages)),
      make("label", null, label("theme"), make("select", { id: "theme", change: (event) => {
        document.documentElement.dataset.theme = event.target.value;
      } }, themes))),
    make("h1", null, make("a", { href: link({}) }, label("title"))),
    make("p", null, `${label("as-of")} `, make("time", { datetime: as }, as)),
    make("p", { class: "acts" }, titles)];
}

function skip(event) {
  event.preventDefault();
  document.getElementById("main").focus();
}

async function start() {
  const data = document.getElementById("data");
  page = await unpacked(data.textContent);
  data.remove();
  duties = taken(page.duties);
  page.duties = null;
  addEventListener("hashchange", turn);
  addEventListener("beforeprint", spread);
  addEventListener("afterprint", gather);
  addEventListener("resize", () => requestAnimationFrame(gather));
  turn();
  document.documentElement.dataset.ready = "yes";
}

const failed = document.getElementById("failed");

start().catch((error) => {
  failed.hidden = false;
  document.getElementById("main").replaceChildren(failed);
  throw error;
});
