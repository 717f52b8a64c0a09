// The next step comes into this page, and no new page is loaded. On a lost connection what she pressed, wrote or
// recorded stays here and goes by itself: the server takes the same form once. Without this script forms go as forms do.
import { smaller } from "./photos.js";

const STALLED = 45000; // milliseconds without a byte on the way
const LOST = [0, 502, 503, 504]; // nobody answered, or only a proxy
const REFUSED = [403, 413, 500]; // the page itself would be lost with what she typed
const TRIES = [2000, 5000, 10000, 20000]; // milliseconds until the next one
const SLOW = 700; // milliseconds until a step says that it is on its way
let going = false;
let waiting = 0;

const words = (name) => document.getElementById("steps").dataset[name];
const unfold = (part) => part.closest("details")?.setAttribute("open", "");

const note = (place, kind, text) => {
  document.querySelectorAll(".step").forEach((old) => old.remove());
  const line = document.createElement("p");
  line.className = `step note ${kind}`;
  line.setAttribute("role", kind === "bad" ? "alert" : "status");
  line.textContent = text;
  place.append(line);
  line.scrollIntoView({ block: "nearest" });
  return line;
};

const send = (action, data, hear) =>
  new Promise((done) => {
    const request = new XMLHttpRequest();
    let silence = 0;
    const alive = () => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), STALLED);
    };
    request.open("POST", action);
    request.responseType = "document";
    request.upload.onprogress = (event) => {
      alive();
      hear(event.loaded / event.total);
    };
    request.onprogress = alive;
    request.onloadend = () => {
      clearTimeout(silence);
      done({ status: request.status, page: request.response });
    };
    alive();
    request.send(data);
  });

// What stands in the text box, was picked or is being recorded, when something else than its own form was sent.
const unsent = () =>
  [
    document.querySelector("#voice:has(#listen:not([hidden]), #stop:not([hidden]))"),
    ...document.querySelectorAll("#text, #spoken, #photo, #files"),
  ].filter((part) => part && (part.id === "voice" || part.value));

// Without this script a button brings along what stands in the text box; with it that stays where it is.
const apart = () => document.querySelectorAll("button[form]").forEach((button) => button.removeAttribute("form"));

const draw = (page, place) => {
  const kept = place.querySelector("#text") ? [] : unsent();
  document.documentElement.lang = page.documentElement.lang;
  document.body.replaceWith(document.adoptNode(page.body));
  apart();
  for (const part of kept) {
    document.getElementById(part.id)?.replaceWith(part);
    if (part.type === "file") unfold(part);
  }
  document.dispatchEvent(new Event("drawn"));
  remember();
  window.scrollTo(0, 0);
  const alert = document.querySelector("[role=alert]");
  const first = alert || document.querySelector("[data-first]") || document.querySelector("h1, main");
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
  if (alert) alert.scrollIntoView({ block: "center" });
};

const tell = async (place, action, data, tries = 0) => {
  going = true;
  const slow = setTimeout(() => note(place, "wait", words("sending")), SLOW);
  const far = (part) => {
    const line = place.querySelector(".step.wait");
    if (line) line.textContent = `${words("sending")} ${Math.round(part * 100)} %`;
  };
  document.querySelector("main").setAttribute("aria-busy", "true");
  const { status, page } = navigator.onLine ? await send(action, data, far) : { status: 0, page: null };
  clearTimeout(slow);
  document.querySelector("main").removeAttribute("aria-busy");
  going = false;
  if (LOST.includes(status) || !page) {
    note(place, "bad", words("waiting"));
    waiting = setTimeout(again, TRIES[Math.min(tries, TRIES.length - 1)]);
    again.now = () => tell(place, action, data, tries + 1);
  } else if (REFUSED.includes(status)) note(place, "bad", page.querySelector(".note.bad")?.textContent || words("failed"));
  else draw(page, place);
};

const again = () => {
  if (!again.now || !navigator.onLine) return;
  const now = again.now;
  forget();
  now();
};

const forget = () => {
  clearTimeout(waiting);
  again.now = null;
};

// A page that is loaded anew, because the phone had no room for it, goes on where she was. What is kept for that
// belongs to this entry of the history, and goes with it at "leave now".
const remember = () => {
  const token = document.querySelector("form[action='/chat'] [name=token]")?.value;
  if (!token && location.pathname !== "/chat") return;
  const kept = token && { token, language: document.documentElement.lang, typed: document.getElementById("text").value };
  history.replaceState(kept || null, "", "/chat");
};

const resume = async ({ token, language, typed }) => {
  const main = document.querySelector("main");
  const data = new FormData();
  for (const [name, value] of Object.entries({ token, language, look: "yes" })) data.set(name, value);
  main.replaceChildren();
  await tell(main, "/chat", data);
  const text = document.getElementById("text");
  if (text) text.value ||= typed;
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || !event.submitter) return;
  event.preventDefault();
  if (going) return;
  going = true;
  forget();
  const data = new FormData();
  for (const [name, value] of new FormData(form)) data.append(name, value instanceof File ? await smaller(value) : value);
  const { name, value } = event.submitter;
  if (name) data.append(name, value);
  tell(form, form.getAttribute("action"), data);
});
window.addEventListener("online", again);
document.addEventListener("visibilitychange", () => document.getElementById("text") && remember());

apart();
if (location.pathname === "/chat" && history.state?.token && !document.getElementById("text")) resume(history.state);
else remember();
