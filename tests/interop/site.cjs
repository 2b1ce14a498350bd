// Reads pages of a site in Chromium, each at every size and in every colour scheme that is asked for.
// Reads {chromium, arguments, origin, pages, views, search} from standard input, prints what it met.
"use strict";

const { chromium } = require("playwright-core");
const axe = require("axe-core").source;

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const judge = async (rules) => {
  const found = await window.axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary.split("\n")[1].trim()}`),
  );
};

const look = () => ({
  width: document.documentElement.clientWidth,
  scroll: document.documentElement.scrollWidth,
  // what a link in the page itself may lead to
  anchors: [...document.querySelectorAll("[id], a[name]")].map((element) => element.id || element.name),
  // what can be pressed in the contract
  buttons: [...document.querySelectorAll("#contract button")].map((button) => button.textContent.trim()),
});

const read = async (browser, { origin, pages }, view) => {
  const context = await browser.newContext({
    viewport: { width: view.width, height: view.height },
    colorScheme: view.scheme,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const met = [];
  const note = (kind, text) => met.push({ view: view.name, page: page.url().slice(origin.length), kind, text });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) note("console", message.text());
  });
  page.on("pageerror", (error) => note("console", String(error)));
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(origin)) note("outside", request.url());
  });
  page.on("response", (response) => {
    if (response.status() >= 400) note("missing", response.url());
  });
  const seen = {};
  for (const name of pages) {
    await page.goto(`${origin}/${name}`, { waitUntil: "load" });
    if ((await page.locator("#contract").count()) > 0) await page.locator("#contract .opblock-body").first().waitFor();
    const what = await page.evaluate(look);
    if (what.scroll > what.width) note("wide", `${what.scroll} of ${what.width} pixels`);
    await page.evaluate(axe); // not as a script of the page, which its own rules may forbid
    for (const violation of await page.evaluate(judge, RULES)) note("axe", violation);
    seen[name] = { anchors: what.anchors, buttons: what.buttons };
  }
  await context.close();
  return { met, seen };
};

const search = async (browser, origin, words) => {
  const page = await browser.newPage();
  await page.goto(`${origin}/index.html`, { waitUntil: "networkidle" });
  await page.keyboard.press("Control+k");
  await page.keyboard.type(words);
  const hits = page.locator("a[role=option]");
  await hits.first().waitFor({ timeout: 10000 });
  const found = await hits.evaluateAll((links) => links.map((link) => link.href));
  await Promise.all([page.waitForURL((url) => !url.pathname.endsWith("/index.html")), hits.first().click()]);
  const answer = { found, url: page.url(), text: await page.locator("article").innerText() };
  await page.close();
  return answer;
};

const main = async (given) => {
  const browser = await chromium.launch({
    executablePath: given.chromium,
    args: given.arguments,
    chromiumSandbox: false,
  });
  try {
    const readings = await Promise.all(given.views.map((view) => read(browser, given, view)));
    const met = readings.flatMap((one) => one.met);
    const { seen } = readings[0];
    return { met, seen, search: given.search ? await search(browser, given.origin, given.search) : null };
  } finally {
    await browser.close();
  }
};

main(JSON.parse(require("node:fs").readFileSync(0, "utf8"))).then(
  (answer) => console.log(JSON.stringify(answer)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
