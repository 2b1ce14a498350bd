// Shows openapi.yaml with Swagger UI. It sends nothing but the request for that file.
"use strict";

{
  // The operations and the schemas; servers and authorization matter only to those who can send something.
  const layout = (system) => {
    const create = system.React.createElement;
    const part = (name) => create(system.getComponent(name, true), { key: name });
    return { components: { Contract: () => create("div", { className: "swagger-ui" }, ["errors", "operations", "Models"].map(part)) } };
  };

  // What Swagger UI leaves without a name or at the wrong level, for those who listen to a page.
  const LEVELS = { ".opblock-tag": 2, ".models > h4": 2, ".opblock-title": 3 };

  const mend = (root) => {
    for (const select of root.querySelectorAll("select:not([aria-label])")) {
      select.setAttribute("aria-label", select.closest(".content-type-wrapper") ? "Media type" : "Example");
    }
    for (const [selector, level] of Object.entries(LEVELS)) {
      for (const heading of root.querySelectorAll(`${selector}:not([aria-level])`)) {
        heading.setAttribute("aria-level", level);
      }
    }
  };

  window.addEventListener("DOMContentLoaded", () => {
    const root = document.getElementById("contract");
    root.textContent = "";
    // Out of the text, whose style would reach into it.
    root.closest("article").after(root);
    new MutationObserver(() => mend(root)).observe(root, { childList: true, subtree: true });
    SwaggerUIBundle({
      url: new URL("../assets/openapi.yaml", document.baseURI).href,
      domNode: root,
      plugins: [layout],
      layout: "Contract",
      // no "try it out", and no word with a validator on another host
      supportedSubmitMethods: [],
      validatorUrl: null,
      deepLinking: false,
      docExpansion: "full",
      defaultModelsExpandDepth: 3,
      defaultModelExpandDepth: 3,
      syntaxHighlight: { activated: false },
    });
  });
}
