// Keys, and word of what changed meanwhile. The page works without this file.
"use strict";

const NEWS_EVERY = 5000; // milliseconds between two looks for changes
const KEYS = "watchlist-keys";

const areKeysOn = () => localStorage.getItem(KEYS) !== "off";
const isWriting = (element) => element.matches("input:not([type=checkbox]), textarea, select");

function move(step) {
  const links = [...document.querySelectorAll(".queue .alerts a")];
  const now = links.findIndex((link) => link.getAttribute("aria-current") === "true");
  const next = links[now < 0 ? 0 : now + step];
  if (next) next.click();
  else if (step > 0) document.querySelector(".pages a:last-of-type")?.click();
}

// A decision by key: the reason is suggested and can be changed; Enter sends it.
let pending = null;

function choose(button) {
  const reason = document.getElementById("reason");
  pending = button;
  for (const other of button.form.querySelectorAll("button")) other.classList.toggle("pending", other === button);
  if (!reason.value) reason.value = button.dataset.reason;
  reason.focus();
  reason.select();
}

function unchoose() {
  pending?.classList.remove("pending");
  pending = null;
  document.activeElement.blur();
}

function press(key) {
  const named = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (key === "j") move(1);
  else if (key === "k") move(-1);
  else if (key === "/") document.querySelector("[name=q]")?.focus();
  else if (key === "?") document.getElementById("keys").toggleAttribute("open");
  else if (key === "r") document.querySelector("#news a")?.click();
  else if (named?.dataset.reason) choose(named);
  else if (named) named.click();
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return unchoose();
  if (event.key === "Enter" && pending && event.target.id === "reason") {
    event.preventDefault();
    return pending.form.requestSubmit(pending);
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || !areKeysOn()) return;
  if (press(event.key)) event.preventDefault();
});

// What changed since the page was shown is told, not swapped in: nothing moves under a reader's eyes.
async function tellNews(desk) {
  if (document.hidden) return;
  const answer = await fetch(`/review/news?after=${desk.dataset.seq}`, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return;
  const { count, changed } = await answer.json();
  if (!count) return;
  const news = document.getElementById("news");
  const shown = document.querySelector("[data-alert]")?.dataset.alert;
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = "Show";
  news.replaceChildren(`${count} ${count === 1 ? "change" : "changes"} since you looked`,
    changed.includes(shown) ? ", one of this alert. " : ". ", link);
  news.hidden = false;
}

const desk = document.querySelector(".desk");
if (desk) {
  setInterval(() => tellNews(desk).catch(() => {}), NEWS_EVERY);
  document.querySelector(".queue [aria-current]")?.scrollIntoView({ block: "nearest" });
}

const off = document.getElementById("keys-off");
if (off) {
  const tell = () => { off.textContent = areKeysOn() ? "Turn keys off" : "Turn keys on"; };
  off.hidden = false;
  off.addEventListener("click", () => { localStorage.setItem(KEYS, areKeysOn() ? "off" : "on"); tell(); });
  tell();
}
