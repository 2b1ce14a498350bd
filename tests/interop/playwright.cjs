// Sends requests from a page in Chromium, which gets its answers from a HAR file and never from a network.
// Reads {chromium, arguments, profile, har, origin, requests} from standard input, prints the answers.
"use strict";

const { chromium } = require("playwright-core");

const ask = async ({ url, method, headers, body }) => {
  try {
    const answer = await fetch(url, { method, headers, body, signal: AbortSignal.timeout(10000) });
    return [answer.status, Object.fromEntries(answer.headers), await answer.text()];
  } catch (error) {
    return String(error);
  }
};

const main = async (given) => {
  const context = await chromium.launchPersistentContext(given.profile, {
    executablePath: given.chromium,
    args: given.arguments,
    chromiumSandbox: false,
  });
  try {
    const page = context.pages()[0];
    await page.routeFromHAR(given.har, { notFound: "abort" });
    // The requests come from a page of the recorded origin, so that it may read the whole answers.
    const home = `${given.origin}/a-page-of-its-own`;
    await page.route(home, (route) => route.fulfill({ contentType: "text/html", body: "" }));
    await page.goto(home);
    const answers = [];
    for (const request of given.requests) {
      answers.push(await page.evaluate(ask, request));
    }
    return answers;
  } finally {
    await context.close();
  }
};

main(JSON.parse(require("node:fs").readFileSync(0, "utf8"))).then(
  (answers) => console.log(JSON.stringify(answers)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
