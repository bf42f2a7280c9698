// Keyboard, the live line, and what script adds to real links and forms. Nothing here is needed to work.

const body = () => document.body;
const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const typing = () => {
  const at = document.activeElement;
  return at && (/^(TEXTAREA|SELECT)$/.test(at.tagName) || (at.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(at.type)));
};

// ---- The live line -------------------------------------------------------------------------------------------------

const AT_MOST_MS = 500;
const SILENT_MS = 6000;
const live = { source: null, position: 0, heard: 0, kinds: new Set(), timer: 0, last: 0, busy: false };

function connect() {
  live.position ||= Number(body().dataset.position || 0);
  if (!window.EventSource) return;
  live.source = new EventSource(`/live?after=${live.position}`);
  live.source.addEventListener("tick", (message) => {
    const told = JSON.parse(message.data);
    live.heard = Date.now();
    live.position = told.position;
    show("live");
    // Some pages show what is no event: log lines, a doctor at work.
    if ($('[data-live~="pulse"]')) told.kinds.push("pulse");
    if (told.kinds.length) moved(told.kinds);
  });
  live.source.onerror = () => {
    // The browser reconnects by itself, with the id of the last event; when it gives up, so do we for a moment.
    if (live.source.readyState === EventSource.CLOSED) setTimeout(connect, 3000);
  };
}

function show(state) {
  const pill = $("#fresh");
  if (!pill) return;
  const words = { live: body().dataset.saidLive, polling: body().dataset.saidPolling, stale: body().dataset.saidStale };
  pill.className = `fresh ${state}`;
  const text = $("[data-fresh]", pill);
  if (text.textContent !== words[state]) text.textContent = words[state];
  pill.title = `#${live.position}`;
}

function moved(kinds) {
  kinds.forEach((kind) => live.kinds.add(kind));
  if (document.hidden || live.timer) return;
  live.timer = setTimeout(refresh, Math.max(0, AT_MOST_MS - (Date.now() - live.last)));
}

function wanted(region) {
  const kinds = (region.dataset.live || "").split(" ");
  return live.kinds.has("*") || kinds.includes("*") || kinds.some((kind) => live.kinds.has(kind));
}

async function refresh() {
  live.timer = 0;
  live.last = Date.now();
  const regions = all("[data-live]").filter((region) => region.id && wanted(region));
  live.kinds.clear();
  if (!regions.length || live.busy) return;
  live.busy = true;
  const here = location.href;
  try {
    const answer = await fetch(here, { headers: { "X-Live": "1" }, cache: "no-store" });
    if (!answer.ok || here !== location.href) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const region of regions) {
      const next = fresh.getElementById(region.id);
      if (next && region.isConnected && !region.isEqualNode(next)) patch(region, next);
    }
    const nav = $(".side");
    const nextNav = $(".side", fresh);
    if (nav && nextNav && !nav.isEqualNode(nextNav)) patch(nav, nextNav);
  } catch {
    // The next tick, or the poll, tries again.
  } finally {
    live.busy = false;
  }
}

// Rows are matched by id and changed in place: what is unfolded, ticked, typed or focused stays as it is.
function patch(old, fresh) {
  Idiomorph.morph(old, fresh, {
    ignoreActiveValue: true,
    callbacks: {
      beforeAttributeUpdated: (name, node) =>
        !((name === "open" && node.tagName === "DETAILS") || name === "checked" || name === "data-cursor"),
      beforeNodeMorphed: (node, next) =>
        !(node.nodeType === 1 && (node.hasAttribute("data-keep") || (node.tagName === "AUDIO" && !node.paused))) || !next,
    },
  });
  htmx.process(old);
  count();
}

setInterval(() => {
  const silent = Date.now() - live.heard > SILENT_MS;
  if (!silent) return;
  show(live.heard ? "stale" : "polling");
  if (!document.hidden) {
    fetch("/live/position", { cache: "no-store" })
      .then((answer) => answer.json())
      .then(({ position }) => {
        show("polling");
        if (position !== live.position) {
          live.position = position;
          moved(["*"]);
        }
      })
      .catch(() => show("stale"));
  }
}, 3000);

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && live.kinds.size) moved([]);
});

// ---- Ticked rows ---------------------------------------------------------------------------------------------------

function count() {
  for (const form of all("form[data-bulk]")) {
    const ticks = all("input[name=pick]", form);
    const n = ticks.filter((tick) => tick.checked).length;
    const whole = $("input[name=whole]", form);
    const bar = $(".bulkbar", form);
    if (bar) bar.dataset.n = whole && whole.checked ? "all" : String(n);
    for (const out of all("[data-n-picked]", form)) out.textContent = String(n);
    const everything = $("[data-pick-all]", form);
    if (everything) {
      everything.checked = n > 0 && n === ticks.length;
      everything.indeterminate = n > 0 && n < ticks.length;
    }
  }
}

document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.matches?.("[data-pick-all]")) {
    for (const tick of all("input[name=pick]", box.form)) tick.checked = box.checked;
  }
  if (box.form?.matches("[data-bulk]")) count();
  if (box.form?.matches("[data-auto]")) box.form.requestSubmit();
});

// ---- Keyboard ------------------------------------------------------------------------------------------------------

let going = 0;
const rows = () => all("main [data-row]").filter((row) => row.offsetParent !== null);
const current = () => $("main [data-row][data-cursor]");

function move(by) {
  const list = rows();
  if (!list.length) return;
  const at = list.indexOf(current());
  const next = list[Math.min(list.length - 1, Math.max(0, at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by))];
  current()?.removeAttribute("data-cursor");
  next.setAttribute("data-cursor", "");
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function press(key) {
  const row = current();
  const target = (row && $(`[data-key="${key}"]`, row)) || $(`main [data-key="${key}"]:not([data-row] *)`) || $(`main [data-key="${key}"]`);
  if (!target || target.disabled) return false;
  target.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") {
    document.activeElement?.blur();
    all("details.menu[open]").forEach((menu) => (menu.open = false));
    return;
  }
  if (typing() || $("dialog[open]")) return;
  const used = act(event.key);
  if (used) event.preventDefault();
});

function act(key) {
  if (Date.now() - going < 1200) {
    going = 0;
    const link = $(`[data-go="${key}"]`);
    if (link) link.click();
    return Boolean(link);
  }
  switch (key) {
    case "/": {
      const box = $("main [data-find]") || $("#find");
      box?.focus();
      box?.select();
      return true;
    }
    case "g":
      going = Date.now();
      return true;
    case "j":
      move(1);
      return true;
    case "k":
      move(-1);
      return true;
    case "x": {
      const box = current() && $("input[name=pick]", current());
      if (box) box.click();
      return Boolean(box);
    }
    case "o":
    case "Enter": {
      const row = current();
      if (!row || (key === "Enter" && document.activeElement !== row)) return false;
      const link = $("a[data-open]", row) || $("a[href]", row);
      link?.click();
      return Boolean(link);
    }
    case "?":
      $("#keys")?.showModal();
      return true;
    default:
      return /^[a-z]$/.test(key) && press(key);
  }
}

// ---- Beginning, and after each page --------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// On a phone the pages stand in one line that scrolls: the present one is brought into sight.
function centre() {
  const nav = $(".side");
  const link = nav && $("[aria-current]", nav);
  if (link) nav.scrollLeft = link.offsetLeft - (nav.clientWidth - link.offsetWidth) / 2;
}

document.addEventListener("htmx:afterSettle", () => {
  count();
  centre();
  show(Date.now() - live.heard < SILENT_MS ? "live" : "polling");
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.boosted) {
    window.scrollTo(0, 0);
    $("#main")?.focus({ preventScroll: true });
  }
});
document.addEventListener("htmx:sendError", () => show("stale"));

connect();
count();
centre();
