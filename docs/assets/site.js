// What the pages need for those who listen to them or use the keyboard.
"use strict";

{
  const mend = () => {
    // A header cell without a text is none.
    for (const cell of document.querySelectorAll("th:empty")) {
      cell.replaceWith(document.createElement("td"));
    }
    // A long name in a table may be broken between its words.
    for (const code of document.querySelectorAll("td code:not(:has(*))")) {
      const parts = code.textContent.split(/(?<=[_./,=])(?=\w)/);
      if (code.textContent.length > 16 && parts.length > 1) {
        code.replaceChildren(...parts.flatMap((part) => [part, document.createElement("wbr")]).slice(0, -1));
      }
    }
    // The buttons of each code block get a name of their own.
    const blocks = [...document.querySelectorAll(".highlight, pre")];
    for (const buttons of document.querySelectorAll(".md-code__nav:not([aria-label])")) {
      buttons.setAttribute("aria-label", `Code block ${blocks.indexOf(buttons.closest(".highlight, pre")) + 1}`);
    }
    // A table too wide for the screen can be moved with the keyboard.
    for (const table of document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])")) {
      if (table.scrollWidth > table.clientWidth) {
        table.tabIndex = 0;
        table.setAttribute("role", "group");
        table.setAttribute("aria-label", "Wide table");
      }
    }
  };

  // Where there is no page, the way back; the menu is out of sight on a phone.
  const title = document.querySelector("article h1");
  if (title?.textContent.startsWith("404")) {
    const way = document.createElement("p");
    const home = document.createElement("a");
    home.href = document.querySelector("a.md-logo").href;
    home.textContent = "first page";
    way.append("There is no such page. Go to the ", home, ", or search for what you need.");
    title.after(way);
  }

  mend();
  new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
  window.addEventListener("resize", mend);
}
