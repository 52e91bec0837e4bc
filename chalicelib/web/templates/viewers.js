// Tells that somebody is looking, and shows who else is. Scanners and previews open pages, too: so only after a
// sign of a human, and no more once none came for a while. What scripts do to a page, such as scrolling, is none.
(() => {
  const PACE_MS = 31000, IDLE_MS = 300000, STALE_MS = 75000;
  const place = document.getElementById("viewers");
  const here = `${location.pathname.replace(/\/$/, "")}/here`;
  let signed = -Infinity, told = -Infinity, heard = performance.now(), isOver = false;

  const say = (text) => { if (place.textContent !== text) place.textContent = text; };

  const tell = async () => {
    const now = performance.now();
    if (now - heard > STALE_MS) say("");
    const isLooking = document.visibilityState === "visible" && now - signed < IDLE_MS;
    if (isOver || !isLooking || now - told < PACE_MS) return;
    told = now;
    try {
      const answer = await fetch(here, { method: "POST", keepalive: true });
      isOver = answer.status === 404 || answer.status === 410;
      if (!answer.ok) return;
      say((await answer.json()).said);
      heard = performance.now();
    } catch { /* Nothing came back: the next word may. */ }
  };

  const sign = () => { signed = performance.now(); tell(); };
  for (const each of ["pointermove", "pointerdown", "wheel", "touchmove", "keydown", "focusin"]) {
    addEventListener(each, sign, { passive: true });
  }
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") sign(); });
  setInterval(tell, 5000);
})();
