// A thousand calls of Twilio's official Node SDK to a simulator, one after the other on one connection.
//
//     node sdk.mjs URL ACCOUNT_SID TOKEN
//
// Prints how long they took and their CPU time, in seconds; then its name and versions.

import assert from "node:assert/strict";
import http from "node:http";
import { createRequire } from "node:module";
import path from "node:path";

// The packages are in the folder that it is started in.
const require = createRequire(path.join(process.cwd(), "x.js"));
const twilio = require("twilio");

const ROUNDS = 250;
const [url, account, token] = process.argv.slice(2);

// Sends to the simulator what is meant for Twilio. Over https the SDK keeps its connections open by itself.
class Loopback extends twilio.RequestClient {
  constructor() {
    super();
    this.axios.defaults.httpAgent = new http.Agent({ keepAlive: true });
  }

  request(options) {
    return super.request({ ...options, uri: url + new URL(options.uri).pathname + new URL(options.uri).search });
  }
}

async function fourCalls(trunk) {
  const sipUrl = "sip:sbc.example.com:5061;transport=tls";
  const added = await trunk.originationUrls.create({ weight: 1, priority: 0, enabled: true, friendlyName: "sbc", sipUrl });
  assert.equal((await trunk.originationUrls.list()).length, 1);
  assert.equal((await trunk.fetch()).sid, added.trunkSid);
  assert(await trunk.originationUrls(added.sid).remove());
}

const { trunks } = twilio(account, token, { httpClient: new Loopback() }).trunking.v1;
const trunk = trunks((await trunks.create({ friendlyName: "node" })).sid);
for (let round = 0; round < 10; round++) await fourCalls(trunk);
const [began, before] = [process.hrtime.bigint(), process.cpuUsage()];
for (let round = 0; round < ROUNDS; round++) await fourCalls(trunk);
const [took, cpu] = [process.hrtime.bigint() - began, process.cpuUsage(before)];
console.log(Number(took) / 1e9, (cpu.user + cpu.system) / 1e6);
console.log(`Twilio's Node SDK ${require("twilio/package.json").version}, Node ${process.versions.node}`);
await trunk.remove();
