"use strict";
// ---- connection: both streams end when nobody looks, and begin again when the program is back
const picture = $("picture");
let events = null, retry = 0, heardOf = 0, unwatched = 0, lastSeen = null;
function openPicture() { clearTimeout(retry); retry = 0; picture.src = "/stream.mjpg?overlay=false&page=" + Date.now(); }
picture.onerror = () => { retry ||= setTimeout(openPicture, 1000); };
function gone() {
  life("", "no connection");
  notice(`no connection to the program; ${lastSeen ? `last seen ${lastSeen.toLocaleTimeString()}; ` : ""}trying again`);
  hear("no connection");
  entitle("no connection", false);
  setGone(true);
}
function connect() {
  events?.close();
  heardOf = performance.now();
  events = new EventSource("/events?page");
  let fresh = true;
  events.onmessage = message => {
    const s = JSON.parse(message.data);
    heardOf = performance.now();
    lastSeen = new Date();
    unwatched = s.viewers ? 0 : unwatched + 1;
    if (fresh || unwatched > 15) { fresh = false; unwatched = 0; openPicture(); } // the picture's stream may have ended without a word
    show(s);
  };
  events.onerror = () => {
    fresh = true;
    if (events.readyState === EventSource.CLOSED) fetch("/api/state?page").then(answer => { if (answer.status === 401) location.reload(); }, () => {}); // the token was changed
    gone();
  };
}
function disconnect() { events?.close(); events = null; picture.removeAttribute("src"); }
setInterval(() => { // a closed stream is not opened again by the browser, and a silent one is dead: the program speaks twice a second
  if (!document.hidden && (events?.readyState === EventSource.CLOSED || performance.now() - heardOf > 4000)) { gone(); connect(); }
}, 1500);
document.addEventListener("visibilitychange", () => document.hidden ? disconnect() : connect());
if (!document.hidden) connect();
