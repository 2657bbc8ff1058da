// Goes from page to page without leaving: the next one is fetched and put where this one stands.
// To go anywhere costs a browser more than the room takes to answer. Every link and form is a plain
// one underneath, so without this file the browser goes there itself, and so it does wherever the
// answer may be no page of ours: `download`, `type` and `data-file` mark such links and forms.
"use strict";

(() => {
  const AGAIN = 1500;
  const STILL = 100;
  const LONG = 500;
  let asked = null;
  let posting = false;
  let again = 0;
  let scrolled = 0;
  let long = 0;
  let here = location.href;

  const bare = (address) => address.split("#")[0];
  const main = () => document.querySelector("main");

  const tell = (words) => {
    const place = document.querySelector("[data-told]");
    if (!place) return;
    place.textContent = words || place.dataset.told;
    place.hidden = false;
    place.focus();
  };

  const stop = () => {
    asked = null;
    posting = false;
    clearTimeout(long);
    main()?.removeAttribute("aria-busy");
    main()?.classList.remove("waiting");
  };

  // Where a browser would be after going there: at what the address names, or where it was before.
  const stand = (top) => {
    const part = document.getElementById(location.hash.slice(1));
    if (top === undefined && part) part.scrollIntoView({ behavior: "instant" });
    else scrollTo({ top: top ?? 0, behavior: "instant" });
    const first = document.querySelector("[autofocus]") ?? main();
    first?.focus({ preventScroll: true });
  };

  const shown = () => {
    here = location.href;
    clearTimeout(again);
    // What is being made elsewhere is looked at again; without this file the page does it itself.
    if (document.querySelector("[data-reload]")) {
      again = setTimeout(() => asked || go(location.href, { top: scrollY }), AGAIN);
    }
    document.dispatchEvent(new Event("shown"));
  };

  // Of the page that stands here: on the way back the address is another one's before the page is.
  const remember = () => {
    clearTimeout(scrolled);
    if (bare(location.href) === bare(here)) history.replaceState({ top: scrollY }, "");
  };

  const put = (page, address, { record = true, top } = {}) => {
    for (const one of page.querySelectorAll("noscript, script")) one.remove();
    if (record) {
      remember();
      history[address === here ? "replaceState" : "pushState"](null, "", address);
    }
    const [root, fresh] = [document.documentElement, page.documentElement];
    root.lang = fresh.lang;
    if (fresh.dataset.theme) root.dataset.theme = fresh.dataset.theme;
    else delete root.dataset.theme;
    document.title = page.title;
    const body = document.adoptNode(page.body);
    // Its pictures are asked for before the page is laid out, and not after.
    queueMicrotask(() => {
      document.body.replaceWith(body);
      stand(top);
      shown();
    });
  };

  const ask = (method, address, answered) => {
    asked?.abort();
    stop();
    const request = new XMLHttpRequest();
    asked = request;
    posting = method === "POST";
    main()?.setAttribute("aria-busy", "true");
    // Not by an animation that waits: every page would be drawn once more for it.
    long = setTimeout(() => main()?.classList.add("waiting"), LONG);
    request.open(method, address);
    request.responseType = "document";
    request.setRequestHeader("X-Exchange", "1");
    request.onreadystatechange = () => {
      if (request.readyState !== request.HEADERS_RECEIVED) return;
      const kind = request.getResponseHeader("Content-Type") ?? "";
      if (!kind.startsWith("text/html")) request.responseType = "text";
    };
    request.onload = () => {
      stop();
      answered(request, request.responseType === "document" ? request.responseXML : null);
    };
    request.onerror = () => {
      stop();
      tell();
    };
    return request;
  };

  const go = (address, how) => {
    ask("GET", address, (request, page) => {
      if (page) put(page, request.responseURL + new URL(address).hash, how);
      else location.assign(address);
    }).send();
  };

  const send = (address, fields) => {
    const request = ask("POST", address, (answer, page) => {
      // Said and done: it leads on. A refusal is told here, where what was typed still stands.
      const to = answer.getResponseHeader("X-Leads-To");
      const wrong = page?.querySelector("[data-wrong]");
      if (to) go(new URL(to, location.href).href);
      else if (wrong) tell(wrong.textContent);
      else if (page) put(page, answer.responseURL);
      else tell(answer.responseText);
    });
    request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8");
    request.send(fields.toString());
  };

  document.addEventListener("click", (e) => {
    if (e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
    const link = e.target.closest("a[href]:not([download], [type])");
    if (!link) return;
    const to = new URL(link.getAttribute("href"), location.href);
    if (to.origin !== location.origin) return;
    if (to.hash && bare(to.href) === bare(here)) return;
    e.preventDefault();
    if (!posting) go(to.href);
  });

  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (e.defaultPrevented || form.hasAttribute("data-file")) return;
    e.preventDefault();
    if (posting) return;
    // The bytes that a browser would send: the button that was pressed, and lines ended as in forms.
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      fields.append(name, value.replace(/\r\n|\r|\n/g, "\r\n"));
    }
    if (e.submitter?.name) fields.append(e.submitter.name, e.submitter.value);
    // By their attributes: a field may be called `action` too.
    const to = new URL(form.getAttribute("action") ?? location.href, location.href);
    if ((form.getAttribute("method") ?? "get").toLowerCase() === "post") send(to.href, fields);
    else {
      to.search = fields.toString();
      go(to.href);
    }
  });

  window.addEventListener("popstate", (e) => {
    if (bare(location.href) === bare(here)) here = location.href;
    else go(location.href, { record: false, top: e.state?.top });
  });
  // The browser would scroll what stands here on its way back, before the page of then is there.
  history.scrollRestoration = "manual";
  window.addEventListener("scroll", () => {
    clearTimeout(scrolled);
    scrolled = setTimeout(remember, STILL);
  });
  document.addEventListener("DOMContentLoaded", () => {
    if (history.state?.top) scrollTo({ top: history.state.top, behavior: "instant" });
    shown();
  });
})();
