// "Leave now" takes this page out of the browser's history. Without this script it is a plain link that leaves as well.
document.addEventListener("click", (event) => {
  const exit = event.target.closest("a.exit");
  if (!exit) return;
  event.preventDefault();
  document.documentElement.hidden = true;
  window.location.replace(exit.href);
});
