// SPDX-License-Identifier: Apache-2.0
// match.js LIST < QUESTIONS - the same questions as ask.c's, answered by @ghostery/adblocker: the rule as text, or nothing.
"use strict";
const fs = require("fs");
const readline = require("readline");
const { FiltersEngine, Request } = require("@ghostery/adblocker");

const engine = FiltersEngine.parse(fs.readFileSync(process.argv[2], "utf8"), { loadCosmeticFilters: false, debug: true, enableOptimizations: false });
const out = [];
readline.createInterface({ input: process.stdin, crlfDelay: Infinity })
    .on("line", (line) => {
        const [type, url, from] = line.split("\t");
        const { match, filter, exception } = engine.match(Request.fromRawDetails({ type, url, sourceUrl: from ? "https://" + from + "/" : "" }));
        out.push(match ? String(filter) : exception ? "@ " + exception : "");
    })
    .on("close", () => fs.writeFileSync(1, out.join("\n") + "\n"));
