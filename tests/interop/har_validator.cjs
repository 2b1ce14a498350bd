// Reads a HAR document from standard input and prints what har-validator finds wrong with it.
"use strict";

const { har } = require("har-validator");

const text = require("node:fs").readFileSync(0, "utf8");
har(JSON.parse(text)).then(
  () => console.log("[]"),
  ({ errors }) => console.log(JSON.stringify(errors.map(({ dataPath, message }) => [dataPath, message]))),
);
