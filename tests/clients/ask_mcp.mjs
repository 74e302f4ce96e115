// What the official TypeScript SDK of MCP is told: a JSON object a line. Arguments: address of the site, series.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const installed = createRequire(`${process.env.CLIENTS_NODE}/package.json`);
const part = async (name) => import(pathToFileURL(installed.resolve(`@modelcontextprotocol/sdk/client/${name}.js`)).href);
const { Client } = await part("index");
const { StreamableHTTPClientTransport } = await part("streamableHttp");

const [base, ...series] = process.argv.slice(2);
const client = new Client({ name: "test", version: "1" });
await client.connect(new StreamableHTTPClientTransport(new URL(`${base}/mcp`)));
const { tools } = await client.listTools();
if (tools.length !== 7) throw new Error(`${tools.length} tools`);
for (const one of series) {
  const [indicator, period] = one.split("/");
  const wrong = await client.callTool({ name: "values", arguments: { indicator, period: "1899" } });
  if (!wrong.isError) throw new Error("a year that is not published was answered");
  const said = await client.callTool({ name: "values", arguments: { indicator, period, sex: "T", limit: "400" } });
  const rows = JSON.parse(said.content[0].text).data;
  console.log(JSON.stringify(Object.fromEntries(rows.map((row) => [row.area, row.value]))));
}
await client.close();
