// Run by node: node read_ranges.mjs READER ADDRESS INDICATOR AREA prints what a reader of ranges gives, a line of JSON.
// sql.js-httpvfs works in a browser: the page that loads it comes from here, the database from the service, cross-origin.
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
const [reader, address, indicator, area] = process.argv.slice(2);
const require = createRequire(`${process.env.CLIENTS_NODE}/`);

function tell(rows) {
  const periods = rows.filter((row) => row.area === area).map((row) => row.period);
  console.log(JSON.stringify({ rows: rows.length, periods: periods.sort() }));
}

const READERS = {
  async hyparquet() {
    const { asyncBufferFromUrl, parquetReadObjects } = await import(require.resolve("hyparquet"));
    const file = await asyncBufferFromUrl({ url: address });
    const rows = await parquetReadObjects({ file, columns: ["indicator", "area", "period"], filter: { indicator: { $eq: indicator } } });
    tell(rows);
  },
  async sqljs() {
    const folder = dirname(require.resolve("sql.js-httpvfs"));
    const types = { js: "text/javascript", wasm: "application/wasm", html: "text/html" };
    const site = createServer((request, response) => {
      const name = request.url.slice(1) || "index.html";
      if (name === "favicon.ico") return response.writeHead(404).end();
      response.setHeader("Content-Type", types[name.split(".").pop()] ?? "text/plain");
      response.end(name === "index.html" ? "<script src=index.js></script>" : readFileSync(join(folder, name)));
    });
    await new Promise((ready) => site.listen(0, "127.0.0.1", ready));
    const { chromium } = require("playwright-core");
    const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${site.address().port}/`);
      const rows = await page.evaluate(async ([url, wanted]) => {
        const config = { from: "inline", config: { serverMode: "full", requestChunkSize: 4096, url } };
        const worker = await createDbWorker([config], "/sqlite.worker.js", "/sql-wasm.wasm");
        return worker.db.query("SELECT area, period FROM observations WHERE indicator = ?", [wanted]);
      }, [address, indicator]);
      tell(rows);
    } finally {
      await browser.close();
      site.close();
    }
  },
};
await READERS[reader]();
