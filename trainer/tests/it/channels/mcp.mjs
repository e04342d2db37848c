// Asks `pairwell mcp` by the protocol's own clients: MODULES PAIRWELL MODEL SKU; prints the revision that each spoke.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [modules, pairwell, model, sku] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const named = { name: 'pairwell-test', version: '1.0.0' };

/** What every client must find. */
async function ask(client) {
  const { tools } = await client.listTools();
  assert.deepEqual(
    tools.map((tool) => tool.name),
    ['suggest', 'explain', 'bundle'],
  );
  assert.ok(tools.every((tool) => tool.annotations.readOnlyHint === true));
  // The client checks the structured answer by the tool's own output schema.
  const answer = await client.callTool({ name: 'suggest', arguments: { cart: [sku], limit: 2 } });
  assert.equal(answer.structuredContent.suggestions.length, 2);
  const explained = await client.callTool({
    name: 'explain',
    arguments: { cart: [sku], item: answer.structuredContent.suggestions[0].sku },
  });
  assert.equal(explained.structuredContent.position, 1);
  const bundles = await client.callTool({ name: 'bundle', arguments: { cart: [sku] } });
  assert.deepEqual(bundles.structuredContent, { bundles: [] });
  const refused = await client.callTool({ name: 'suggest', arguments: { cart: sku } });
  assert.equal(refused.isError, true);
  await assert.rejects(client.callTool({ name: 'no-such-tool', arguments: {} }));
}

const server = { command: pairwell, args: ['mcp', model] };

{
  const { Client } = await load('@modelcontextprotocol/sdk/client/index.js');
  const { StdioClientTransport } = await load('@modelcontextprotocol/sdk/client/stdio.js');
  const client = new Client(named);
  await client.connect(new StdioClientTransport(server));
  assert.equal(client.getServerVersion().name, 'pairwell');
  await ask(client);
  await client.close();
  console.log('sdk: answered by revision 2025-11-25');
}

for (const mode of ['legacy', 'auto']) {
  const { Client } = await load('@modelcontextprotocol/client');
  const { StdioClientTransport } = await load('@modelcontextprotocol/client/stdio');
  const client = new Client(named, { versionNegotiation: { mode } });
  await client.connect(new StdioClientTransport(server));
  await ask(client);
  console.log(`client, ${mode}: answered by revision ${client.getNegotiatedProtocolVersion()}`);
  assert.equal(client.getProtocolEra(), mode === 'auto' ? 'modern' : 'legacy');
  await client.close();
}
