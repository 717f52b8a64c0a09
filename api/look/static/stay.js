// On a lost connection the page stays, with everything typed in it. A form that holds much (`data-long`) asks first
// whether the server answers; of the others the browser's word is enough. Without this script a form goes as forms do.
(() => {
  "use strict";
  const words = document.getElementById("no-connection");
  if (!words) return;
  const PATIENCE = 8000; // milliseconds
  let asking = false;

  const stay = (form) => {
    form.querySelectorAll(".lost").forEach((note) => note.remove());
    const note = document.createElement("p");
    note.className = "note bad lost";
    note.setAttribute("role", "alert");
    note.textContent = words.content.textContent.trim();
    form.prepend(note);
    note.scrollIntoView({ block: "center" });
  };

  const answers = async () => {
    const enough = new AbortController();
    const timer = setTimeout(() => enough.abort(), PATIENCE);
    try {
      await (await fetch("/healthz", { cache: "no-store", signal: enough.signal })).text();
      return true;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (!navigator.onLine) {
      event.preventDefault();
      stay(form);
      return;
    }
    if (!("long" in form.dataset)) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    if (await answers()) form.submit();
    else stay(form);
    asking = false;
  });
})();
