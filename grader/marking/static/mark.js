// One answer at a time beside its rubric. What is shown of a student is text; what is kept is asked
// of the server, and a mark that it did not take stays in the fields.
const el = (id) => document.getElementById(id);
const state = { parts: [], part: 0, at: 0, paper: null, items: [], chosen: 0, changed: false, last: Promise.resolve() };

function made(name, text = "", attributes = {}) {
  const element = document.createElement(name);
  if (text) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

async function ask(path, message) {
  const options = message && {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(message),
  };
  let answer;
  try {
    answer = await fetch(path, options || {});
  } catch {
    throw new Error("grader mark has ended. What you typed stands here until you leave this page.");
  }
  const json = answer.headers.get("content-type")?.startsWith("application/json");
  const said = json ? await answer.json() : { why: await answer.text() };
  if (!answer.ok) throw new Error(said.why);
  return said;
}

function say(text) {
  el("said").textContent = text;
}

function trouble(text, reload = false) {
  el("trouble").textContent = text;
  if (!reload || !text) return;
  const button = made("button", "Load it again", { type: "button" });
  button.addEventListener("click", () => load(state.paper?.id));
  el("trouble").append(" ", button);
}

const papers = () => state.parts[state.part]?.papers ?? [];

// One thing after the other: a key that comes early acts on the answer that it was meant for.
function alone(work) {
  state.last = state.last.then(work).catch((error) => {
    say("");
    trouble(error.message, true);
  });
  return state.last;
}

function load(id) {
  return alone(async () => {
    const found = await ask("answers");
    state.parts = found.parts;
    const part = state.parts.findIndex((each) => each.papers.some((paper) => paper.id === id));
    state.part = part >= 0 ? part : Math.min(state.part, Math.max(0, state.parts.length - 1));
    const titles = state.parts.map((each) => `${each.exercise}: ${each.part}`);
    el("part").replaceChildren(...titles.map((each, value) => made("option", each, { value })));
    el("part").value = state.part;
    const place = papers().findIndex((each) => each.id === id);
    const open = papers().findIndex((each) => each.waits);
    await show(place >= 0 ? place : Math.max(0, open));
  });
}

async function show(place) {
  if (!papers().length) {
    el("who").textContent = "There is nothing to mark.";
    return;
  }
  el("form").inert = true; // what is typed meanwhile would be of neither answer
  try {
    state.paper = await ask(`answers/${papers()[place].id}`);
  } finally {
    el("form").inert = false;
  }
  state.at = place;
  state.changed = false;
  say("");
  trouble("");
  draw();
}

function draw() {
  const paper = state.paper;
  const number = `Answer ${state.at + 1} of ${papers().length}`;
  el("who").textContent = paper.who ? `${number}: ${paper.who}` : number;
  document.title = `${number}, ${paper.exercise}: ${paper.part}`;
  el("where").textContent = [paper.path, `attempt ${paper.attempt}`].filter(Boolean).join(", ");
  el("shown").replaceChildren(shown(paper));
  el("code").replaceChildren(...paper.code.map(code));
  drawRubric();
}

function shown({ id, answer }) {
  switch (answer.kind) {
    case "text":
      return made("pre", answer.text, { class: "text", tabindex: "0" });
    case "picture":
      return made("img", "", { src: `pictures/${id}`, alt: "the picture that was handed in" });
    case "document":
      return made("a", "Save the document that was handed in", { href: `pictures/${id}` });
    default:
      return made("p", `It cannot be shown: ${answer.text}`, { class: "wait" });
  }
}

function code({ label, lines }) {
  const details = made("details");
  details.append(made("summary", `The code: ${label}`));
  const pre = made("pre", "", { tabindex: "0" });
  for (const line of lines) {
    const row = made("code");
    row.innerHTML = line; // our own: escaped, with spans for colours
    pre.append(row, "\n");
  }
  details.append(pre);
  return details;
}

function drawRubric() {
  const { items, comment, note } = state.paper;
  state.items = items.map((item, place) => {
    const input = made("input", "", { type: "number", id: `item-${place}`, min: 0, max: item.of, step: 0.01, inputmode: "decimal" });
    input.value = item.points ?? "";
    input.addEventListener("input", () => changed());
    input.addEventListener("focus", () => choose(place));
    const row = made("li");
    const text = item.text ? made("p", item.text, { class: "soft", id: `text-${place}` }) : "";
    if (text) input.setAttribute("aria-describedby", `text-${place}`);
    row.append(made("label", item.name, { for: `item-${place}` }), " ", input, ` of ${item.of}`, text);
    return { input, row, of: item.of };
  });
  el("items").replaceChildren(...state.items.map((each) => each.row));
  el("comment").value = comment;
  el("note").textContent = note ? `Note: ${note}.` : "";
  el("note").hidden = !note;
  const open = state.items.findIndex((each) => each.input.value === "");
  choose(Math.max(0, open));
  sum();
}

function choose(place) {
  state.chosen = place;
  state.items.forEach(({ row }, at) => {
    if (at === place) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  });
}

const points = ({ input }) => (input.value === "" ? null : Number(input.value));

function sum() {
  const given = state.items.map(points);
  const total = given.reduce((all, each) => all + Math.round(100 * (each ?? 0)), 0) / 100;
  const most = state.items.reduce((all, each) => all + Math.round(100 * each.of), 0) / 100;
  const open = given.filter((each) => each === null).length;
  el("sum").textContent = `${total} of ${most} points${open ? `, ${open} not given yet` : ""}`;
  const marked = papers().filter((each) => !each.waits).length;
  el("bar").max = Math.max(1, papers().length);
  el("bar").value = marked;
  el("count").textContent = `${marked} of ${papers().length} marked`;
}

function changed() {
  state.changed = true;
  say("not saved yet");
  sum();
}

function give(value) {
  const item = state.items[state.chosen];
  if (!item) return;
  if (value > item.of) {
    say(`at most ${item.of}`);
    return;
  }
  item.input.value = value;
  changed();
  if (state.chosen + 1 < state.items.length) choose(state.chosen + 1);
  else if (state.items.every((each) => points(each) !== null)) alone(save);
}

function half() {
  const given = state.items[state.chosen].input.value === "" && state.chosen ? state.chosen - 1 : state.chosen;
  const item = state.items[given];
  const value = (points(item) ?? 0) + 0.5;
  if (value > item.of) say(`at most ${item.of}`);
  else {
    item.input.value = value;
    changed();
  }
}

// Throws what kept it from being saved; the fields keep what was typed.
async function save() {
  if (!state.changed) return;
  const wrong = state.items.find(({ input }) => !input.checkValidity());
  if (wrong) throw new Error(`${wrong.row.querySelector("label").textContent}: a number from 0 to ${wrong.of}, with two decimals at most`);
  const names = state.paper.items.map((each) => each.name);
  const given = Object.fromEntries(names.map((name, place) => [name, points(state.items[place])]));
  const comment = el("comment").value;
  const { id, number } = state.paper;
  const now = await ask("mark", { id, number, points: given, comment });
  Object.assign(state.paper, now);
  papers()[state.at].waits = now.waits;
  const typed = el("comment").value !== comment;
  state.changed = typed || state.items.some((each, at) => points(each) !== now.items[at].points);
  trouble("");
  say(now.waits ? "saved; points that are not given yet are held" : "saved");
  el("note").hidden = true;
  sum();
}

async function go(step) {
  await save();
  const place = state.at + step;
  if (place >= 0 && place < papers().length) await show(place);
  else say(place < 0 ? "this is the first one" : "this is the last one");
}

async function nextOpen() {
  await save();
  const count = papers().length;
  const places = Array.from({ length: count }, (_, step) => (state.at + 1 + step) % count);
  const open = places.find((place) => papers()[place].waits);
  if (open === undefined) say("all answers of this part are marked");
  else await show(open);
}

const KEYS = {
  n: () => go(1),
  p: () => go(-1),
  u: nextOpen,
  s: save,
  c: () => el("comment").focus(),
  f: () => give(state.items[state.chosen]?.of),
  x: () => {
    state.items[state.chosen].input.value = "";
    changed();
  },
  ".": half,
  "?": () => el("help").showModal(),
  ArrowDown: () => choose(Math.min(state.chosen + 1, state.items.length - 1)),
  ArrowUp: () => choose(Math.max(state.chosen - 1, 0)),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || el("help").open) return;
  const field = event.target.closest?.("input, textarea, select");
  if (field) {
    if (event.key === "Escape") field.blur();
    return;
  }
  if (event.target.closest?.("pre, #answer") && event.key.startsWith("Arrow")) return; // it scrolls
  const act = /^[0-9]$/.test(event.key) ? () => give(Number(event.key)) : KEYS[event.key];
  if (!act || !state.paper) return;
  event.preventDefault();
  alone(act);
});

el("form").addEventListener("submit", (event) => {
  event.preventDefault();
  alone(save);
});
el("form").noValidate = true;
el("comment").addEventListener("input", changed);
el("next").addEventListener("click", () => alone(KEYS.n));
el("previous").addEventListener("click", () => alone(KEYS.p));
el("open").addEventListener("click", () => alone(KEYS.u));
el("keys").addEventListener("click", KEYS["?"]);
el("part").addEventListener("change", () =>
  alone(async () => {
    const wanted = Number(el("part").value);
    el("part").value = state.part;
    await save();
    state.part = wanted;
    el("part").value = wanted;
    await show(Math.max(0, papers().findIndex((each) => each.waits)));
  }),
);
window.addEventListener("beforeunload", (event) => {
  if (state.changed) event.preventDefault();
});

// The token has done its work: the address that stays can be copied.
history.replaceState(null, "", location.pathname);
load();
