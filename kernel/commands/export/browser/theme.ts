// Runs before the page is drawn: the reader's choice of colours, if there is one, so that nothing flashes.
// Without a choice the style sheet follows the system.
try {
  const choice = localStorage.getItem("gradbook:theme");
  if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
} catch {
  // Storage is switched off: the system decides.
}
