// SPDX-License-Identifier: Apache-2.0
// validate.js SCHEMA < LINES - for each line of standard input one line: "ok", or what is wrong with it.
"use strict";
const fs = require("fs");
const readline = require("readline");
const Ajv = require("ajv/dist/2020");

const ajv = new Ajv({ strict: true, strictRequired: false, strictTypes: "log" });
const valid = ajv.compile(JSON.parse(fs.readFileSync(process.argv[2], "utf8")));

function say(line) {
    let value;
    try {
        value = JSON.parse(line);
    } catch (e) {
        return "no JSON: " + e.message;
    }
    if (valid(value)) return "ok";
    return valid.errors.map((e) => e.instancePath + " " + e.message).join("; ");
}

const out = [];
readline.createInterface({ input: process.stdin, crlfDelay: Infinity })
    .on("line", (line) => out.push(say(line)))
    .on("close", () => fs.writeSync(1, out.join("\n") + "\n"));
