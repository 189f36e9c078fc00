// The page's own model, in anywidget's shape: words go over a WebSocket, settings into the address.
import playground, { decode, encode } from "./playground.js";

const listeners = new Map();
const waiting = [];
let socket;

const model = {
  get: (name) => (name === "settings" ? decode(location.hash.slice(1)) : undefined),
  set: (name, value) => {
    if (name === "settings") history.replaceState(null, "", `#${encode(value)}`);
  },
  save_changes: () => {},
  on: (event, callback) => listeners.set(event, callback),
  off: (event) => listeners.delete(event),
  send: (message) => {
    const text = JSON.stringify(message);
    if (socket.readyState === WebSocket.OPEN) socket.send(text);
    else waiting.push(text);
  },
};

function tell(content, buffers = []) {
  listeners.get("msg:custom")?.(content, buffers);
}

function connect() {
  socket = new WebSocket(`ws://${location.host}/talk`);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => waiting.splice(0).forEach((text) => socket.send(text));
  socket.onmessage = ({ data }) => {
    const length = new DataView(data).getUint32(0);
    const content = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length)));
    let start = 4 + length;
    const buffers = content.lengths.map((size) => new DataView(data, (start += size) - size, size));
    tell(content, buffers);
  };
  socket.onclose = () => tell({ kind: "gone" });
}

// The token has done its work: the address that stays can be copied.
history.replaceState(null, "", location.pathname + location.hash);
connect();
playground.render({ model, el: document.getElementById("playground") });
window.addEventListener("hashchange", () => listeners.get("change:settings")?.());
