// "Leave now" takes this page out of the browser's history. Without this script it is a plain link that leaves as well.
(() => {
  "use strict";
  const exit = document.querySelector("a.exit");
  if (!exit) return;
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    document.documentElement.hidden = true;
    window.location.replace(exit.href);
  });
})();
