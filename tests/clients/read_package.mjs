// Run by node: node read_package.mjs READER EDITION NAME AREA PERIOD prints what a reader in JavaScript gives, a line of JSON.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const [reader, edition, name, area, period] = process.argv.slice(2);
const require = createRequire(`${process.env.CLIENTS_NODE}/`);
const folder = `${edition}/datapackages/${name}`;

function tell(rows, keys = "") {
  const listed = rows.filter((row) => (row.dataset ?? name) === name);
  const found = listed.find((row) => String(row.area).padStart(area.length, "0") === area && String(row.period) === period);
  const row = Object.fromEntries(["area", "period", "sex", "value", "status"].map((column) => [column, found[column] ?? null]));
  console.log(JSON.stringify({ rows: listed.length, row, keys }));
}

const READERS = {
  async datapackage() {
    const { Package, validate } = require("datapackage");
    const { valid, errors } = await validate(`${folder}/datapackage.json`);
    if (!valid) throw new Error(errors.join("\n"));
    const opened = await Package.load(`${folder}/datapackage.json`);
    const resource = opened.getResource("observations");
    const keys = [...resource.schema.primaryKey, ...resource.schema.foreignKeys.map((key) => key.reference.resource)];
    tell(await resource.read({ keyed: true, relations: false }), keys.join(" "));
  },
  async frictionlessjs() {
    const { open } = require("frictionless.js");
    const stream = await open(`${folder}/observations.csv`).rows({ keyed: true });
    const rows = [];
    for await (const row of stream) rows.push(row);
    tell(rows);
  },
  async hyparquet() {
    const { asyncBufferFromFile, parquetReadObjects } = await import(require.resolve("hyparquet").replace(/hyparquet\.\w+$/, "node.js"));
    tell(await parquetReadObjects({ file: await asyncBufferFromFile(`${edition}/downloads/observations.parquet`) }));
  },
};
await READERS[reader]();
