// Looks at a page of a file in Chromium, at several sizes and in both colour schemes.
// Reads {chromium, arguments, file, views} from standard input, prints what it saw in each view.
"use strict";

const { chromium } = require("playwright-core");

// In the page: what overflows, the outline, and the contrast of every text with what is behind it.
const look = () => {
  const channel = (value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const luminance = ([red, green, blue]) =>
    0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
  const parse = (color) => color.match(/[\d.]+/g).map(Number);
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = parse(getComputedStyle(one).backgroundColor);
      if (color.length < 4 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const contrast = (element) => {
    const [light, dark] = [parse(getComputedStyle(element).color), behind(element)]
      .map(luminance)
      .sort((one, other) => other - one);
    return (light + 0.05) / (dark + 0.05);
  };
  const texts = [...document.body.querySelectorAll("*")].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()),
  );
  const width = document.documentElement.clientWidth;
  return {
    title: document.title,
    language: document.documentElement.lang,
    overflow: document.documentElement.scrollWidth - width,
    outside: texts.filter((element) => element.getBoundingClientRect().right > width + 0.5).length,
    headings: [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((one) => Number(one.tagName[1])),
    texts: texts.length,
    contrast: Math.min(...texts.map(contrast)),
    smallest: Math.min(...texts.map((element) => parseFloat(getComputedStyle(element).fontSize))),
    ground: getComputedStyle(document.body).backgroundColor,
    text: document.body.innerText,
    ids: [...document.querySelectorAll("[aria-labelledby]")].filter(
      (one) => !document.getElementById(one.getAttribute("aria-labelledby")),
    ).length,
  };
};

const main = async (given) => {
  const browser = await chromium.launch({
    executablePath: given.chromium,
    args: given.arguments,
    chromiumSandbox: false,
  });
  try {
    const views = [];
    for (const view of given.views) {
      const context = await browser.newContext({
        viewport: { width: view.width, height: 800 },
        colorScheme: view.scheme,
        // the page's policy would keep the axe out
        bypassCSP: true,
      });
      const page = await context.newPage();
      const said = [];
      const asked = [];
      page.on("console", (message) => said.push(message.text()));
      page.on("pageerror", (error) => said.push(String(error)));
      page.on("request", (request) => asked.push(request.url()));
      await page.goto(given.file);
      if (view.screenshot) await page.screenshot({ path: view.screenshot, fullPage: true });
      const seen = await page.evaluate(look);
      await page.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
      const result = await page.evaluate(() => window.axe.run());
      seen.violations = result.violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`,
      );
      views.push({ ...seen, said, asked });
      await context.close();
    }
    return views;
  } finally {
    await browser.close();
  }
};

main(JSON.parse(require("node:fs").readFileSync(0, "utf8"))).then(
  (views) => console.log(JSON.stringify(views)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
