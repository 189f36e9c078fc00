// The playground: what is chosen, the network, and how far it has come. It asks a model of
// anywidget's shape for everything, and knows no server: the same file mounts in a notebook.

const DEFAULTS = {
  problem: "classification", dataset: "circle", features: ["x", "y"], layers: [4, 2],
  activation: "tanh", loss: "cross-entropy", step: "sgd", rate: 0.03, penalty: "none", strength: 0,
  train_percent: 50, noise: 0, batch: 10, start: "random", seed: 1, points_seed: 1,
};
const VIEW = { test: false, discrete: false, stop: 0, goal: 0, hide: [] };
const ALL = { ...DEFAULTS, ...VIEW };
const RATES = [0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const STRENGTHS = [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const ACTIVATIONS = {
  relu: "ReLU", tanh: "tanh", sigmoid: "sigmoid", linear: "linear", "leaky relu": "leaky ReLU",
  elu: "ELU", selu: "SELU", gelu: "GELU", softplus: "softplus", step: "step",
};
const STEPS = {
  sgd: "SGD", "gradient step": "gradient step", momentum: "momentum", adagrad: "AdaGrad",
  rmsprop: "RMSProp", adam: "Adam",
};
const LOSSES = { "cross-entropy": "cross-entropy, softmax", squares: "½ (output − label)²" };
const DATASETS = {
  classification: { circle: "circle", xor: "XOR", gauss: "two clouds", spiral: "spiral" },
  regression: { plane: "plane", hills: "hills" },
};
const FEATURES = { x: "x", y: "y", x2: "x²", y2: "y²", xy: "xy", sinx: "sin x", siny: "sin y" };
const WHOSE = { yours: "yours", reference: "reference", playground: "not written", unknown: "?" };
const MOST_LAYERS = 6, MOST_UNITS = 8, EDGE = 6;

const PRESETS = [
  { name: "Lines on a ring", settings: { activation: "linear", rate: 0.1 },
    question: "Six neurons, all linear. What shapes can the border take, however long it trains? Would a third layer help?" },
  { name: "Features bend the line", settings: { layers: [], features: ["x2", "y2"], rate: 0.01 },
    question: "There is no hidden layer, and the ring is solved. Which curve do x² and y² make of a straight border?" },
  { name: "One feature for XOR", settings: { dataset: "xor", layers: [], rate: 0.03 },
    question: "No line solves XOR. Which single feature, switched on, does?" },
  { name: "tanh", settings: { layers: [4, 2], activation: "tanh", rate: 0.1, stop: 300 },
    question: "Let it run to 300 epochs, then open the preset “sigmoid”: both start with the same weights. Which one leaves the plateau sooner? How large can each one's slope be?" },
  { name: "sigmoid", settings: { layers: [4, 2], activation: "sigmoid", rate: 0.1, stop: 300 },
    question: "The same network as in “tanh”, with sigmoids. What do the gradient norms by layer say about the plateau?" },
  { name: "Deep sigmoids", settings: { layers: [4, 4, 4, 4, 4], activation: "sigmoid", rate: 0.1 },
    question: "By what factor does the gradient shrink from each layer to the one before it? The slope of a sigmoid is at most ¼. What changes with ReLU?" },
  { name: "Five layers", settings: { dataset: "spiral", layers: [8, 8, 8, 8, 8], activation: "tanh", step: "adam", rate: 0.003 },
    question: "Five layers against the spiral. Take them away one by one: with how many does it still learn, and how fast?" },
  { name: "All zeros", settings: { start: "zeros", rate: 0.1 },
    question: "Every weight starts at 0. Why do the neurons of a layer stay alike for ever?" },
  { name: "Learnt by heart", settings: { noise: 35, train_percent: 10, layers: [8, 8], activation: "relu", step: "adam", rate: 0.01, test: true },
    question: "Training loss falls, test loss rises. What has been learnt? What do L2, fewer neurons and more points change?" },
  { name: "Another way down", settings: { dataset: "xor", layers: [4], step: "adam", rate: 0.03 },
    question: "Change Adam to SGD, momentum, AdaGrad and RMSProp at the same rate, and reset each time. Who is first, and who is smoothest?" },
];
const DIFFERENCES = [
  "The loss is cross-entropy with a softmax over two classes, as in the course; theirs is ½ (output − label)² with a tanh output, which you can choose here. A regression ends in a linear neuron in both.",
  "Batches are drawn anew in each epoch, and the last one may be short. Theirs are shuffled once, and a last short batch is carried over into the next epoch.",
  "L2 is the sum of the squared weights, so its slope is 2w; theirs is w. L1 pulls a weight to 0 and lets it come back; theirs removes the link for ever. Biases are left alone in both.",
  "Weights start between −0.5 and 0.5 and biases at 0.1, as theirs do; “zeros” and the number that draws the weights are yours to choose.",
  "Reset gives the same weights again, so that two settings can be compared; “another start” draws new ones. Most choices can be changed in the middle of a training.",
  "Optimizers, six more activations, accuracy, gradient norms, your own points, a place to stop, and the code that ran are not in theirs. Its moving dashes and its tutorial text are not here.",
];

export function encode(settings) {
  const changed = Object.entries(settings).filter(
    ([name, value]) => name in ALL && JSON.stringify(value) !== JSON.stringify(ALL[name]),
  );
  return new URLSearchParams(changed.map(([name, value]) => [name, String(value)])).toString();
}

export function decode(text) {
  const settings = structuredClone(ALL);
  for (const [name, value] of new URLSearchParams(text)) {
    if (!(name in ALL)) continue;
    const like = ALL[name];
    if (Array.isArray(like)) {
      const items = value === "" ? [] : value.split(",");
      settings[name] = name === "layers" ? items.map(Number) : items;
    } else if (typeof like === "number") settings[name] = Number(value);
    else settings[name] = typeof like === "boolean" ? value === "true" : value;
  }
  return settings;
}

function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && name !== "list") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const short = (value) =>
  value === null || value === undefined ? "not a number"
  : value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(1)
  : String(Number(value.toPrecision(3)));

// Orange is −1, blue is 1, and what lies between is as light (or as dark) as the page.
function colours(dark) {
  const low = [232, 119, 11], high = [8, 119, 189], middle = dark ? [38, 40, 44] : [244, 244, 242];
  const mix = (share, to) => middle.map((each, k) => Math.round(each + share * (to[k] - each)));
  return Array.from({ length: 256 }, (_, byte) => {
    const value = Math.max(-1, (byte - 128) / 127);
    return mix(Math.abs(value), value < 0 ? low : high);
  });
}

function paint(canvas, bytes, palette, discrete = false) {
  const side = Math.round(Math.sqrt(bytes.length));
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const context = canvas.getContext("2d");
  const image = context.createImageData(side, side);
  for (let k = 0; k < bytes.length; k++) {
    const [red, green, blue] = palette[discrete ? (bytes[k] < 128 ? 0 : 255) : bytes[k]];
    image.data.set([red, green, blue, 255], 4 * k);
  }
  context.putImageData(image, 0, 0);
}

const bytesOf = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

function render({ model, el }) {
  let settings = { ...ALL, ...(model.get("settings") ?? {}) };
  let frame = null, points = null, squares = [], seen = {}, field = null, pinned = null;
  let running = false, asked = false, curves = [], once = null, frames = [];
  const darkness = matchMedia("(prefers-color-scheme: dark)");
  let palette = colours(darkness.matches);
  el.classList.add("playground");
  el.replaceChildren();

  // --- Controls -----------------------------------------------------------------------------
  const controls = {};
  function labelled(name, text, control, wide = "") {
    control.id = `playground-${name}`;
    controls[name] = control;
    const box = h("div", { className: `control ${wide}` }, h("label", { htmlFor: control.id }, text), control);
    box.dataset.control = name;
    return box;
  }
  function choice(name, text, options) {
    const entries = Array.isArray(options) ? options.map((each) => [each, String(each)]) : Object.entries(options);
    const numeric = typeof ALL[name] === "number";
    const select = h("select", {
      onchange: () => change({ [name]: numeric ? Number(select.value) : select.value }),
    }, ...entries.map(([value, shown]) => h("option", { value }, shown)));
    return labelled(name, text, select);
  }
  function slider(name, text, low, high, step, unit = "") {
    const value = h("output");
    const input = h("input", {
      type: "range", min: low, max: high, step,
      oninput: () => { value.textContent = `${input.value}${unit}`; },
      onchange: () => change({ [name]: Number(input.value) }),
    });
    const box = labelled(name, text, input);
    box.querySelector("label").append(" ", value);
    input.show = () => { input.value = settings[name]; value.textContent = `${settings[name]}${unit}`; };
    return box;
  }
  function number(name, text, low, high, step) {
    const input = h("input", {
      type: "number", min: low, max: high, step,
      onchange: () => change({ [name]: Math.min(high, Math.max(low, Number(input.value) || 0)) }),
    });
    return labelled(name, text, input);
  }
  function tick(name, text) {
    const input = h("input", { type: "checkbox", onchange: () => change({ [name]: input.checked }) });
    input.show = () => { input.checked = settings[name]; };
    return labelled(name, text, input, "tick");
  }

  const play = h("button", { className: "main", onclick: () => (running ? pause() : start()) }, "Play");
  const button = (text, does, title) => h("button", { onclick: does, title }, text);
  const status = h("p", { className: "status", role: "status" }, "starting your code…");
  const trouble = h("p", { className: "trouble", role: "alert", hidden: true });
  const epoch = h("output", { className: "epoch" }, "0");
  const question = h("p", { className: "question", hidden: true });
  const presets = h("ul", { className: "presets" }, ...PRESETS.map((each) => h("li", {}, h("a", {
    href: `#${encode({ ...ALL, ...each.settings })}`,
    onclick: (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      open({ ...structuredClone(ALL), ...structuredClone(each.settings), hide: settings.hide });
    },
  }, each.name))));

  const datasets = h("div", { className: "datasets", role: "group", "aria-label": "points to learn" });
  const file = h("input", { type: "file", accept: ".csv,text/csv,text/plain", onchange: readFile });
  const dataPanel = h("section", { className: "data" }, h("h2", {}, "Points"),
    choice("problem", "problem", { classification: "classification", regression: "regression" }),
    datasets,
    labelled("own", "your own (x, y, label in each line of a CSV file)", file),
    slider("train_percent", "to learn from:", 10, 90, 10, " %"),
    slider("noise", "noise:", 0, 50, 5), slider("batch", "batch size:", 1, 30, 1),
    button("Draw new points", () => change({ points_seed: settings.points_seed + 1 })));

  const graph = h("div", { className: "graph" });
  const links = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  links.setAttribute("aria-hidden", "true");
  const columns = h("div", { className: "columns" });
  graph.append(links, columns);
  const layersLabel = h("span", {});
  const fewer = button("−", () => change({ layers: settings.layers.slice(0, -1) }));
  const more = button("+", () => change({ layers: [...settings.layers, 2] }));
  fewer.setAttribute("aria-label", "remove the last hidden layer");
  more.setAttribute("aria-label", "add a hidden layer");
  const card = h("form", { className: "card", hidden: true });
  const networkPanel = h("section", { className: "network" },
    h("h2", {}, "Network"), h("p", { className: "layers" }, fewer, more, " ", layersLabel), graph, card);

  const big = h("canvas", { role: "img", width: 600, height: 600, className: "plane" });
  const offscreen = document.createElement("canvas");
  const caption = h("p", { className: "caption" });
  const coarse = h("p", { className: "coarse", hidden: true });
  const scores = h("table", { className: "scores" });
  const chart = h("canvas", { role: "img", className: "chart", width: 600, height: 220,
    onmousemove: (event) => drawChart(event.offsetX / chart.clientWidth), onmouseleave: () => drawChart() });
  const chartText = h("p", { className: "caption" });
  const bar = h("div", { className: "bar", "aria-hidden": "true" });
  const outputPanel = h("section", { className: "output" }, h("h2", {}, "Output"),
    big, h("div", { className: "scale" }, h("span", {}, "−1 ■"), bar, h("span", {}, "● 1")), caption, coarse,
    h("div", { className: "ticks" }, tick("test", "show test points"), tick("discrete", "discretize")),
    scores, chart, chartText);

  const norms = h("div", { className: "norms" });
  const badges = h("ul", { className: "badges" });
  const codeBox = h("details", { ontoggle: () => codeBox.open && model.send({ do: "code" }) },
    h("summary", {}, "The code that ran"), h("div", { className: "code" }));
  const weightBox = h("details", { ontoggle: () => weights() }, h("summary", {}, "Weights and biases, as numbers"),
    h("div", { className: "weights" }));
  const differences = h("details", {}, h("summary", {}, "What differs from TensorFlow's playground"),
    h("ul", {}, ...DIFFERENCES.map((each) => h("li", {}, each))));

  el.append(
    h("header", {}, h("h1", {}, "Playground"), h("p", { className: "lead" },
      "Your own functions train this network, on your machine.")),
    h("nav", { "aria-label": "presets" }, h("h2", {}, "Try"), presets), question,
    h("div", { className: "top", role: "group", "aria-label": "training" },
      h("div", { className: "buttons" }, play,
        button("One epoch", () => single({ epochs: 1 })), button("One batch", () => single({ epochs: 1, batches: 1 })),
        button("Reset", () => restart({}), "the same weights again"),
        button("Another start", () => restart({ seed: settings.seed + 1 }), "new weights")),
      h("p", { className: "count" }, "epoch ", epoch)),
    status, trouble,
    h("div", { className: "choices", role: "group", "aria-label": "how it learns" },
      choice("step", "optimizer", STEPS), choice("rate", "learning rate", RATES),
      choice("activation", "activation", ACTIVATIONS), choice("loss", "loss", LOSSES),
      choice("penalty", "penalty", ["none", "L1", "L2"]), choice("strength", "its rate", STRENGTHS),
      choice("start", "first weights", { random: "random", zeros: "zeros" }),
      number("seed", "drawn by number", 0, 4294967295, 1), number("stop", "stop at epoch (0: never)", 0, 1000000, 50),
      number("goal", "or at test loss (0: never)", 0, 10, 0.01)),
    h("div", { className: "panels" }, dataPanel, h("div", { className: "middle" }, networkPanel,
      h("section", { className: "whose" }, h("h2", {}, "Whose function is it?"), badges, codeBox),
      h("section", { className: "gradients" }, h("h2", {}, "Length of the gradient, by layer"), norms)), outputPanel),
    weightBox, differences);

  // --- Asking -------------------------------------------------------------------------------
  const forServer = () => Object.fromEntries(Object.keys(DEFAULTS).map((name) => [name, settings[name]]));
  function ask(message) {
    if (asked) { once = message; return; }  // one word at a time: the last wish counts
    asked = true;
    model.send(message);
  }
  function remember() {
    model.set("settings", settings);
    model.save_changes();
  }
  function change(changed, word = "set") {
    const before = settings;
    settings = { ...settings, ...changed };
    if (settings.problem !== before.problem) {
      const regression = settings.problem === "regression";
      settings.loss = regression ? "squares" : "cross-entropy";
      if (settings.dataset !== "own") settings.dataset = regression ? "plane" : "circle";
    }
    if (settings.problem === "regression") settings.loss = "squares";
    remember();
    const forThem = Object.keys(changed).some((name) => name in DEFAULTS);
    const fresh = ["layers", "features", "loss", "problem", "start", "seed", "dataset", "points_seed", "noise", "train_percent"];
    if (fresh.some((name) => name in changed) || word === "start") curves = [];
    show();
    if (forThem || word === "start") ask({ do: word, settings: forServer() });
    else draw();
  }
  const restart = (changed) => { pause(); change(changed, "start"); };
  function open(chosen) { pause(); settings = chosen; change({}, "start"); }
  function single(message) { pause(); ask({ do: "train", ...message }); }
  function start() {
    running = true;
    play.textContent = "Pause";
    status.textContent = "training";
    frames = [];
    ask({ do: "train", epochs: 1 });
  }
  function pause(why = "") {
    running = false;
    play.textContent = "Play";
    if (why) status.textContent = why;
    describe();
  }
  async function readFile() {
    const [chosen] = file.files;
    if (!chosen) return;
    pause();
    const table = await chosen.text();
    settings.dataset = "own";
    remember();
    curves = [];
    ask({ do: "points", table, settings: forServer() });
  }

  // --- Being told ---------------------------------------------------------------------------
  model.on("msg:custom", (content, buffers) => {
    if (content.kind === "code") return showCode(content.functions);
    asked = false;
    if (content.kind === "gone") return complain("The grader has ended. Start it again with: grader play");
    if (content.kind === "refused" && !once) complain(`This cannot be: ${content.why}.`);
    if (content.kind === "stopped" && !once) { complain(content.why); showFunctions(content.functions); }
    if (content.kind === "frame" || content.kind === "started") {
      trouble.hidden = true;
      frame = content;
      field = bytesOf(buffers[0]);
      const units = settings.layers.reduce((sum, each) => sum + each, 0) + content.b.at(-1).length;
      squares = buffers.slice(1, 1 + units).map(bytesOf);
      if (content.kind === "started") {
        points = content.points;
        content.features.forEach((name, k) => { seen[name] = bytesOf(buffers[1 + units + k]); });
        if (content.epoch === 0) curves = [];
        build();
        showFunctions(content.functions, content.unrunnable);
      }
      if (!running) status.textContent = `${content.epoch ? `paused at epoch ${content.epoch}` : "ready"}: ${summary()}`;
      const last = curves.at(-1);
      const step = { epoch: content.epoch, train: content.train.loss, test: content.test.loss };
      if (!last || last.epoch !== step.epoch) curves.push(step); else curves[curves.length - 1] = step;
      requestAnimationFrame(() => {
        draw();
        frames.push(performance.now());
        el.dataset.frames = String(Number(el.dataset.frames ?? 0) + 1);
        next();
      });
    } else if (once) { const message = once; once = null; ask(message); }
    if (!running) describe();
  });
  model.on("change:settings", () => open({ ...ALL, ...model.get("settings") }));
  function next() {
    if (once) { const message = once; once = null; return ask(message); }
    if (!running || asked) return;
    if (settings.stop && frame.epoch >= settings.stop) return pause(`stopped at epoch ${frame.epoch}: ${summary()}`);
    if (settings.goal && frame.test.loss !== null && frame.test.loss <= settings.goal)
      return pause(`reached its goal at epoch ${frame.epoch}: ${summary()}`);
    ask({ do: "train", epochs: 1 });
  }
  function complain(why) {
    running = false;
    play.textContent = "Play";
    trouble.textContent = why;
    trouble.hidden = false;
    status.textContent = "stopped";
  }
  const percent = ({ right, count }) => `${Math.round((100 * right) / count)} %`;
  function summary() {
    const { train, test } = frame;
    const loss = `training loss ${short(train.loss)}, test loss ${short(test.loss)}`;
    return "right" in test ? `${loss}, ${percent(test)} of the test points right` : loss;
  }

  // --- Showing ------------------------------------------------------------------------------
  function show() {
    for (const [name, control] of Object.entries(controls)) {
      if (control.show) control.show();
      else if (name in settings) control.value = String(settings[name]);
    }
    controls.loss.disabled = settings.problem === "regression";
    controls.strength.disabled = settings.penalty === "none";
    controls.seed.disabled = settings.start === "zeros";
    controls.noise.disabled = settings.dataset === "own";
    const preset = PRESETS.find((each) => encode({ ...ALL, ...each.settings }) === encode({ ...settings, hide: [] }));
    if (preset) question.textContent = preset.question;
    question.hidden = !question.textContent || settings.hide.includes("text");
    el.querySelector(".lead").hidden = settings.hide.includes("text");
    for (const box of el.querySelectorAll("[data-control]")) box.hidden = settings.hide.includes(box.dataset.control);
    datasets.replaceChildren(...Object.entries(DATASETS[settings.problem]).map(([name, text]) => {
      const one = h("button", { onclick: () => change({ dataset: name }), "aria-pressed": String(settings.dataset === name) }, text);
      return one;
    }));
  }
  function unit(label, square, { wide = "", pressed, press, number } = {}) {
    const canvas = h("canvas", { width: 25, height: 25, "aria-hidden": "true" });
    const at = h("button", { className: `unit ${wide}`, "aria-label": label, title: label,
      onmouseenter: () => look(at), onmouseleave: () => look(null), onfocus: () => look(at), onblur: () => look(null),
      onclick: () => press?.() }, canvas);
    if (pressed !== undefined) at.setAttribute("aria-pressed", String(pressed));
    if (number) at.append(h("span", {}, number));
    at.square = square;
    at.canvas = canvas;
    return at;
  }
  let units = [], inputs = [];
  function build() {
    const focused = document.activeElement?.getAttribute?.("aria-label");
    inputs = Object.entries(FEATURES).map(([name, text]) => {
      const on = settings.features.includes(name);
      const others = Object.keys(FEATURES).filter((each) => (each === name) !== settings.features.includes(each));
      return unit(`feature ${text}`, () => seen[name], { wide: "feature", pressed: on, number: text,
        press: () => others.length && change({ features: others }) });
    });
    let place = 0;
    const layers = [...settings.layers, frame.b.at(-1).length];
    units = layers.map((count, layer) => Array.from({ length: count }, (_, k) => {
      const index = place++;
      const output = layer === layers.length - 1;
      const label = output ? `output ${count > 1 ? ["orange", "blue"][k] : ""}`.trim() : `layer ${layer + 1}, neuron ${k + 1}`;
      return unit(label, () => squares[index], { press: () => edit(layer, k, -1) });
    }));
    const column = (title, children, ...controls) => h("div", { className: "column" }, h("h3", {}, title), ...controls, ...children);
    columns.replaceChildren(column("features", inputs), ...units.map((each, layer) => {
      if (layer === layers.length - 1) return column("output", each);
      const size = (by) => change({ layers: settings.layers.map((n, k) => (k === layer ? n + by : n)) });
      const less = button("−", () => size(-1)), plus = button("+", () => size(1));
      less.disabled = each.length === 1;
      plus.disabled = each.length === MOST_UNITS;
      less.setAttribute("aria-label", `remove a neuron from layer ${layer + 1}`);
      plus.setAttribute("aria-label", `add a neuron to layer ${layer + 1}`);
      return column(`layer ${layer + 1}`, each, h("div", { className: "size" }, less, plus));
    }));
    layersLabel.textContent = `${settings.layers.length} hidden ${settings.layers.length === 1 ? "layer" : "layers"}`;
    fewer.disabled = !settings.layers.length;
    more.disabled = settings.layers.length === MOST_LAYERS;
    if (focused) [...el.querySelectorAll("button")].find((each) => each.getAttribute("aria-label") === focused)?.focus();
    inputs.forEach((each) => each.square() && paint(each.canvas, each.square(), palette));
    layLinks();
    weights();
    buildScores();
    buildNorms();
  }
  let paths = [];
  function layLinks() {
    const origin = graph.getBoundingClientRect();
    const place = (at) => {
      const box = at.canvas.getBoundingClientRect();
      return [box.left - origin.left, box.right - origin.left, (box.top + box.bottom) / 2 - origin.top];
    };
    const before = [inputs.filter((each) => each.getAttribute("aria-pressed") === "true"), ...units];
    links.replaceChildren();
    links.setAttribute("width", columns.scrollWidth);
    links.setAttribute("height", columns.scrollHeight);
    paths = units.map((layer, l) => layer.map((to, row) => before[l].map((from, column) => {
      const [, x1, y1] = place(from), [x2, , y2] = place(to), bend = (x2 - x1) / 2;
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`);
      path.append(document.createElementNS("http://www.w3.org/2000/svg", "title"));
      path.addEventListener("click", () => edit(l, row, column));
      links.append(path);
      return path;
    })));
  }
  function drawLinks() {
    paths.forEach((layer, l) => layer.forEach((row, r) => row.forEach((path, c) => {
      const weight = frame.W[l]?.[r]?.[c] ?? 0, size = Math.min(Math.abs(weight), 5);
      path.setAttribute("stroke-width", (0.5 + 1.6 * size).toFixed(2));
      path.setAttribute("class", weight < 0 ? "negative" : "positive");
      path.firstChild.textContent = `weight ${short(weight)}`;
    })));
  }
  function edit(layer, row, column) {
    pause();
    const value = column < 0 ? frame.b[layer][row] : frame.W[layer][row][column];
    const name = column < 0 ? "bias" : `weight from ${column + 1}`;
    const input = h("input", { type: "number", step: "any", value: String(value ?? 0), id: "playground-card" });
    const place = layer === settings.layers.length ? `output ${row + 1}` : `layer ${layer + 1}, neuron ${row + 1}`;
    card.replaceChildren(h("label", { htmlFor: input.id }, `${place}: ${name}`), input, h("button", { type: "submit" }, "Set"),
      h("button", { type: "button", onclick: () => { card.hidden = true; } }, "Close"));
    card.onsubmit = (event) => {
      event.preventDefault();
      ask({ do: "edit", layer, row, column, value: Number(input.value) });
    };
    card.hidden = false;
    input.focus({ preventScroll: true });
  }
  function weights() {
    const box = weightBox.lastChild;
    if (!weightBox.open || !frame) return;
    const names = settings.features.map((each) => FEATURES[each]);
    box.replaceChildren(...frame.W.map((W, layer) => h("table", {},
      h("caption", {}, layer === settings.layers.length ? "output" : `layer ${layer + 1}`),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "neuron"), h("th", { scope: "col" }, "bias"),
        ...W[0].map((_, k) => h("th", { scope: "col" }, layer ? `from ${k + 1}` : `from ${names[k] ?? k + 1}`)))),
      h("tbody", {}, ...W.map((row, r) => h("tr", {}, h("th", { scope: "row" }, String(r + 1)),
        ...[frame.b[layer][r], ...row].map((value, k) => h("td", {}, h("input", {
          type: "number", step: "any", value: short(value ?? 0),
          "aria-label": `${layer === settings.layers.length ? "output" : `layer ${layer + 1}`}, neuron ${r + 1}, ${k ? `weight ${k}` : "bias"}`,
          onchange: (event) => { pause(); ask({ do: "edit", layer, row: r, column: k - 1, value: Number(event.target.value) }); },
        })))))))));
  }
  function look(at) {
    pinned = at;
    drawPlane();
  }
  function drawPlane() {
    if (!frame || !points) return;
    const bytes = pinned?.square() ?? field;
    paint(offscreen, bytes, palette, settings.discrete && !pinned);
    const context = big.getContext("2d"), size = big.width, scale = size / (2 * EDGE);
    context.imageSmoothingEnabled = !settings.discrete;
    context.drawImage(offscreen, 0, 0, size, size);
    const dark = darkness.matches;
    points.labels.forEach((label, k) => {
      const test = k >= points.train;
      if (test && !settings.test) return;
      const x = (points.xy[0][k] + EDGE) * scale, y = (EDGE - points.xy[1][k]) * scale;
      const [red, green, blue] = palette[Math.round(128 + 127 * label)];
      context.fillStyle = `rgb(${red} ${green} ${blue})`;
      context.strokeStyle = test ? (dark ? "#fff" : "#000") : dark ? "#111" : "#fff";
      context.lineWidth = test ? 2 : 1.5;
      context.beginPath();
      if (label > 0) context.arc(x, y, 6, 0, 2 * Math.PI);
      else context.rect(x - 5.5, y - 5.5, 11, 11);
      context.fill();
      context.stroke();
    });
    caption.textContent = pinned ? pinned.getAttribute("aria-label")
      : `what the network says of each place from −6 to 6${settings.test ? "; test points have a " + (dark ? "white" : "black") + " edge" : ""}`;
    coarse.hidden = frame.side === 100 || frame.seconds < 0.02;
    coarse.textContent = `Forward took ${short(frame.seconds)} s for this picture: it is drawn at ${frame.side} × ${frame.side}.`;
  }
  function drawChart(share = null) {
    const context = chart.getContext("2d"), { width, height } = chart, style = getComputedStyle(el);
    const ink = style.getPropertyValue("--ink"), soft = style.getPropertyValue("--soft");
    context.clearRect(0, 0, width, height);
    const all = curves.flatMap(({ train, test }) => [train, test]).filter((each) => each !== null);
    const top = Math.max(...all, 1e-9) * 1.05, last = Math.max(curves.at(-1)?.epoch ?? 0, 1), left = 70;
    const x = (at) => left + (at / last) * (width - left - 10), y = (loss) => height - 30 - (loss / top) * (height - 50);
    context.font = "20px system-ui, sans-serif";
    context.fillStyle = ink;
    context.strokeStyle = soft;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(left, 10); context.lineTo(left, height - 30); context.lineTo(width - 10, height - 30);
    context.stroke();
    context.fillText(short(top / 1.05), 4, 30);
    context.fillText("0", 50, height - 24);
    context.fillText(`epoch ${last}`, width - 120, height - 6);
    const line = (name, dash, weight) => {
      context.strokeStyle = ink;
      context.setLineDash(dash);
      context.lineWidth = weight;
      context.beginPath();
      curves.forEach((each) => each[name] !== null && context.lineTo(x(each.epoch), y(each[name])));
      context.stroke();
      context.setLineDash([]);
    };
    line("train", [], 4);
    line("test", [10, 7], 2.5);
    const at = share === null ? curves.at(-1)
      : curves.reduce((near, each) => (Math.abs(x(each.epoch) - share * width) < Math.abs(x(near.epoch) - share * width) ? each : near), curves[0]);
    if (share !== null && at) context.fillRect(x(at.epoch), 10, 2, height - 40);
    if (at) chartText.textContent = `loss at epoch ${at.epoch}: training (solid) ${short(at.train)}, test (dashed) ${short(at.test)}`;
  }
  // Only texts change from frame to frame: elements are made where the shape is another one.
  let cells = [], meters = [];
  function buildScores() {
    const names = "right" in frame.test ? ["loss", "accuracy", "blue ● right", "orange ■ right"] : ["loss"];
    cells = names.map(() => [h("td"), h("td")]);
    const heads = ["train", "test"].map((name) => h("th", { scope: "col" }, `${name} (${frame[name].count})`));
    scores.replaceChildren(h("caption", { className: "hidden" }, "How good it is"),
      h("tbody", {}, h("tr", {}, h("td"), ...heads),
        ...names.map((name, k) => h("tr", {}, h("th", { scope: "row" }, name), ...cells[k]))));
  }
  function drawScores() {
    const of = (right, all) => (all ? `${right} of ${all}` : "none there");
    [frame.train, frame.test].forEach((part, column) => {
      const texts = [short(part.loss)];
      if ("right" in part) texts.push(percent(part), of(part.blue_right, part.blue),
        of(part.right - part.blue_right, part.count - part.blue));
      texts.forEach((text, row) => { cells[row][column].textContent = text; });
    });
  }
  function buildNorms() {
    meters = frame.W.map(() => ({ bar: h("div", { className: "meter" }), text: h("span") }));
    norms.replaceChildren(h("ol", {}, ...meters.map(({ bar, text }, k) => h("li", {},
      h("span", { className: "name" }, k === settings.layers.length ? "output" : `layer ${k + 1}`),
      h("span", { className: "track" }, bar), text))),
    h("p", { className: "caption" }, "Of the last batch, on a logarithmic scale: each fifth of the width is a power of ten."));
  }
  function drawNorms() {
    const top = Math.max(...frame.norms.map((each) => each ?? 0), 1e-12);
    meters.forEach(({ bar, text }, k) => {
      const norm = frame.norms[k];
      bar.style.width = norm ? `${Math.max(1, 100 + 20 * Math.log10(norm / top))}%` : "0";
      text.textContent = frame.norms.length ? short(norm) : "–";
    });
  }
  function showFunctions(functions, unrunnable = []) {
    badges.replaceChildren(...functions.map(({ role, exercise, function: name, whose, why, path }) => {
      const where = exercise ? `${name} in ${path ? path.split("/").pop() : exercise}` : "";
      const more = whose === "playground"
        ? `${why === "not written" ? "" : `${why}: `}the playground's own runs` : whose === "reference" ? `yours is ${why}` : "";
      return h("li", { className: `whose-${whose}` }, h("strong", {}, role), " ", h("span", { className: "badge" },
        whose === "playground" && why !== "not written" ? "playground's" : WHOSE[whose]), " ", h("span", { className: "where" }, where),
      ...(more ? [h("small", {}, more)] : []));
    }), ...unrunnable.map((each) => h("li", { className: "broken" }, h("strong", {}, "could not be run"), " ", h("small", {}, each))));
    if (codeBox.open) model.send({ do: "code" });
  }
  function showCode(functions) {
    codeBox.lastChild.replaceChildren(...functions.map(({ role, whose, path, line, source }) => h("section", {},
      h("h3", {}, `${role}: ${whose === "playground" ? "the playground's own" : whose}${whose === "yours" ? `, ${path}:${line}` : ""}`),
      ...(source ? [h("pre", { tabIndex: 0 }, source)] : []))));
  }
  function describe() {
    if (!frame) return;
    big.setAttribute("aria-label", `The plane as the network sees it at epoch ${frame.epoch}: ${summary()}`);
    chart.setAttribute("aria-label", `Loss by epoch, ${curves.length} of them: ${chartText.textContent}`);
    weights();
  }
  function draw() {
    if (!frame) return;
    epoch.textContent = frame.batch ? `${frame.epoch} + ${frame.batch} batches` : String(frame.epoch);
    let place = 0;
    units.forEach((layer) => layer.forEach((each) => {
      const bytes = squares[place++];
      if (bytes?.length) paint(each.canvas, bytes, palette);
    }));
    drawLinks();
    drawPlane();
    drawScores();
    drawNorms();
    drawChart();
  }
  darkness.addEventListener("change", () => {
    palette = colours(darkness.matches);
    inputs.forEach((each) => each.square() && paint(each.canvas, each.square(), palette));
    draw();
  });
  new ResizeObserver(() => { if (frame && units.length) { layLinks(); drawLinks(); } }).observe(columns);

  big.setAttribute("aria-label", "The plane as the network sees it");
  chart.setAttribute("aria-label", "Loss by epoch");
  show();
  ask({ do: "start", settings: forServer() });
  return () => { running = false; model.off?.("msg:custom"); };
}

export default { render };
