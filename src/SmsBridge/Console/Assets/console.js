// Keys, theme and local times. Every page works without this script.
const page = document;
const field = element => element && (element.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName));
const say = words => { const box = page.getElementById("say"); if (box) box.textContent = words; };

// Times: the server writes them in the operator's own zone, or in UTC with a data-form for us to put into the browser's zone.
const two = number => String(number).padStart(2, "0");
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
function localText(at, form) {
  const [time, now] = [`${two(at.getHours())}:${two(at.getMinutes())}`, new Date()];
  const day = `${at.getDate()} ${months[at.getMonth()]}`;
  if (form === "time" || (form === "short" && at.toDateString() === now.toDateString())) return `${time}:${two(at.getSeconds())}`;
  if (form === "full") return `${day} ${at.getFullYear()}, ${time}:${two(at.getSeconds())}`;
  return at.getFullYear() === now.getFullYear() ? `${day}, ${time}` : `${day} ${at.getFullYear()}, ${time}`;
}
function localTimes(within) {
  for (const element of within.querySelectorAll("time[data-form]")) {
    element.textContent = localText(new Date(element.dateTime), element.dataset.form);
  }
}

// So that the server knows whose midnight a day begins at.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !page.cookie.split("; ").includes(`smsbridge-zone=${zone}`)) page.cookie = `smsbridge-zone=${zone}; path=/; max-age=31536000; SameSite=Strict`;

// Theme: as the system is set, until somebody chooses.
function theme() {
  const dark = page.documentElement.dataset.theme ? page.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  return dark ? "dark" : "light";
}
function showTheme() {
  for (const word of page.querySelectorAll("[data-theme-word]")) word.textContent = theme() === "dark" ? "Light colours" : "Dark colours";
}
const acts = {
  theme() {
    const next = theme() === "dark" ? "light" : "dark";
    page.documentElement.dataset.theme = next;
    page.cookie = `smsbridge-theme=${next}; path=/; max-age=31536000; SameSite=Strict`;
    showTheme();
  },
  help: () => page.getElementById("help")?.showModal(),
  async copy(button) {
    await navigator.clipboard.writeText(new URL(button.dataset.copy, page.baseURI).href);
    say("Copied.");
    button.querySelector("[data-word]")?.replaceChildren("Copied");
  },
  dialog: button => page.getElementById(button.dataset.dialog)?.showModal(),
  close: button => button.closest("dialog")?.close(),
};
page.addEventListener("click", event => {
  const button = event.target.closest("[data-act]");
  if (button) acts[button.dataset.act]?.(button);
});
page.addEventListener("change", event => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// A number, once it is on the audit that it was asked for; gone again after a minute.
page.addEventListener("submit", async event => {
  const form = event.target.closest("form[data-reveal]");
  if (!form) return;
  event.preventDefault();
  const box = page.getElementById("number");
  const answer = await fetch(new URL(form.dataset.reveal, page.baseURI), {
    method: "POST", headers: { "Content-Type": "application/json", "X-SmsBridge": "1" }, body: JSON.stringify({ reason: form.elements.reason.value }),
  });
  form.closest("dialog").close();
  if (!answer.ok) { say("The number could not be revealed."); box.textContent = `${box.dataset.masked} (not revealed)`; return; }
  const { number, seconds } = await answer.json();
  box.textContent = number;
  box.dataset.shown = "1";
  say("The number is shown.");
  setTimeout(() => { box.textContent = box.dataset.masked; delete box.dataset.shown; }, seconds * 1000);
});

// Keys.
let goTo = 0;
const places = { o: "console", m: "console/messages", e: "console/events", t: "console/tenants", a: "console/audit" };
function step(by) {
  const rows = [...page.querySelectorAll("tr.row")];
  if (!rows.length) return;
  const at = rows.findIndex(row => row.classList.contains("at"));
  const next = Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by));
  rows[at]?.classList.remove("at");
  rows[next].classList.add("at");
  rows[next].querySelector("a.open")?.focus({ preventScroll: true });
  rows[next].scrollIntoView({ block: "nearest" });
}
const keys = {
  "/": () => { const box = page.getElementById("find"); box?.focus(); box?.select(); },
  j: () => step(1),
  k: () => step(-1),
  l: () => page.querySelector("[data-live]")?.click(),
  "?": () => acts.help(),
};
page.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || page.querySelector("dialog[open]")) return;
  if (field(event.target)) { if (event.key === "Escape") event.target.blur(); return; }
  if (goTo && event.timeStamp - goTo < 1500 && places[event.key]) { location.href = new URL(places[event.key], page.baseURI); return; }
  goTo = event.key === "g" ? event.timeStamp : 0;
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});

// Live tail: the same page, asked for once a second (or as often as its button says) while somebody looks, its results put in the place of the old ones.
const live = { button: page.querySelector("[data-live]"), timer: 0, busy: false };
function setLive(on) {
  if (!live.button) return;
  clearInterval(live.timer);
  live.timer = on ? setInterval(refresh, Number(live.button.dataset.live) || 1000) : 0;
  live.button.setAttribute("aria-pressed", on);
  live.button.classList.toggle("on", on);
  answers(true);
  const url = new URL(location.href);
  if (on) url.searchParams.set("live", "1"); else url.searchParams.delete("live");
  history.replaceState(history.state, "", url);
}
// What is not asked for successfully any more must not look like what is so now.
function answers(well) {
  const word = live.button?.querySelector("span");
  if (word) word.textContent = well || !live.timer ? "Live" : "No answer; trying again";
}
const isTyping = () => [...page.querySelectorAll("main textarea, main input")].some(box => box.value !== box.defaultValue);
async function refresh(always) {
  if (live.busy || page.hidden || page.querySelector("dialog[open]")) return;
  live.busy = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(20000) });
    if (answer.redirected) {
      if (isTyping()) say("Your session has ended. Send what you typed, and you can sign in without losing it."); else location.reload();
      return;
    }
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("results");
    answers(answer.ok);
    if (answer.ok && next && (always || live.timer)) show(next);
  } catch {
    answers(false);
    say("The bridge does not answer; the live tail keeps trying.");
  } finally {
    live.busy = false;
  }
}
// What a link or a table is called, to find it again among the new results.
const called = element => (element.closest("figure")?.getAttribute("aria-labelledby") ?? "")
  + (element.getAttribute("aria-label") ?? (element.querySelector(".name") ?? element).textContent);
function show(next) {
  const old = page.getElementById("results");
  const words = next.textContent;
  old.dataset.refresh = next.dataset.refresh ?? "";
  if (!next.dataset.refresh) delete old.dataset.refresh;
  if (live.words === words) return; // nothing new: what is read or about to be pressed stays as it is
  live.words = words;
  const known = new Set([...old.querySelectorAll("tr.row")].map(row => row.dataset.id));
  const picked = new Set([...old.querySelectorAll("input:checked")].map(box => box.value));
  const [at, focused] = [old.querySelector("tr.at")?.dataset.id, old.contains(page.activeElement) && page.activeElement.closest("tr.row")?.dataset.id];
  const fresh = [...next.querySelectorAll("tr.row")].filter(row => !known.has(row.dataset.id));
  for (const row of fresh) row.classList.add("fresh");
  for (const box of next.querySelectorAll("input[type=checkbox]")) box.checked = picked.has(box.value);
  if (at) next.querySelector(`tr.row[data-id="${at}"]`)?.classList.add("at");
  const [button, shown] = [old.contains(page.activeElement) && page.activeElement.dataset.dialog, old.querySelector("[data-shown]")];
  const kept = !focused && !button && old.contains(page.activeElement) && called(page.activeElement);
  const tables = [...old.querySelectorAll("figure details")].map(table => ({ open: table.open, top: table.querySelector(".table-flat")?.scrollTop }));
  const sentence = next.querySelector(".sentence");
  const isNews = sentence && sentence.textContent !== live.sentence;
  live.sentence = sentence?.textContent;
  localTimes(next);
  if (shown) next.querySelector(`#${shown.id}`)?.replaceWith(shown); // a revealed number stays for its minute
  old.replaceWith(page.adoptNode(next));
  if (button) next.querySelector(`[data-dialog="${button}"]`)?.focus({ preventScroll: true });
  if (kept) [...next.querySelectorAll("a, summary, [tabindex]")].find(element => called(element) === kept)?.focus({ preventScroll: true });
  next.querySelectorAll("figure details").forEach((table, at) => { // who reads a chart as a table goes on reading
    table.open = Boolean(tables[at]?.open);
    if (tables[at]?.top) table.querySelector(".table-flat").scrollTop = tables[at].top;
  });
  if (isNews) say(sentence.textContent);
  if (focused) next.querySelector(`tr.row[data-id="${focused}"] a.open`)?.focus({ preventScroll: true });
  if (fresh.length) say(fresh.length === 1 ? "A new message." : `${fresh.length} new messages.`);
}
if (live.button) {
  live.button.addEventListener("click", () => setLive(!live.timer));
  if (new URL(location.href).searchParams.has("live")) setLive(true);
}

// A page that tells of work under way asks again until it is done.
(async function follow() {
  while (page.querySelector("#results[data-refresh]")) {
    await new Promise(resume => setTimeout(resume, Math.max(700, Number(page.getElementById("results").dataset.refresh) || 0)));
    await refresh(true);
  }
})();

// Tabs that do not fit: the one that is open is in sight.
for (const open of page.querySelectorAll(".tab-bar [aria-current], .tabs > nav [aria-current]")) {
  const [bar, at] = [open.closest("nav"), open.getBoundingClientRect()];
  bar.scrollLeft += at.left - bar.getBoundingClientRect().left - (bar.clientWidth - at.width) / 2;
}

localTimes(page);
showTheme();
window.smsbridge = { localTimes, say };
