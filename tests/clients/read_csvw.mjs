// Run by node: node read_csvw.mjs CSV DESCRIPTION … prints what rdf-parser-csvw makes of each described table, a line of JSON.
// How many rows became triples about an area, and which areas they name. The context of CSVW is the one the package has.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
const places = process.argv.slice(2);
const require = createRequire(`${process.env.CLIENTS_NODE}/`);
const jsonld = require("jsonld");
const { DataFactory, Store } = require("n3");
const home = dirname(require.resolve("rdf-parser-csvw"));
const { default: CsvParser } = await import(join(home, "index.js"));
const context = JSON.parse(readFileSync(join(home, "test/support/csvw.json")));
const documentLoader = async (url) => ({ contextUrl: null, documentUrl: url, document: context });

function term({ termType, value, language, datatype }) {
  if (termType === "Literal") return DataFactory.literal(value, language || DataFactory.namedNode(datatype.value));
  return termType === "BlankNode" ? DataFactory.blankNode(value.replace("_:", "")) : DataFactory.namedNode(value);
}

const texts = await Promise.all(places.map(async (place) => (await fetch(place)).text())); // before parsing takes its time
for (let place = 0; place < places.length; place += 2) {
  const [table, description] = places.slice(place, place + 2);
  const told = JSON.parse(texts[place + 1]);
  const quads = await jsonld.toRDF(told, { base: description, documentLoader });
  const metadata = new Store(quads.map((quad) => DataFactory.quad(...["subject", "predicate", "object"].map((part) => term(quad[part])))));
  const rows = new Set(), areas = new Set();
  for await (const quad of new CsvParser({ metadata, baseIRI: table }).import(Readable.from([texts[place]]))) {
    if (!/[/#](area|refArea)$/.test(quad.predicate.value)) continue;
    rows.add(quad.subject.value);
    areas.add(quad.object.value.split("/").pop());
  }
  console.log(JSON.stringify({ table, rows: rows.size, areas: [...areas].sort() }));
}
