// `node examples/cdn/main.mjs [--port 3000]`: a page without a build step, under a strict content security policy. The SDK
// comes from another origin, as from a CDN, and the browser checks it against its hash.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { createTokenHandler, toNode } from "@decartai/sdk/server";
import { endWith, startService } from "../shared/service.mjs";

const { values } = parseArgs({ options: { port: { type: "string", default: "3000" } } });
const { apiKey, baseUrl, realtimeBaseUrl, close } = await startService();
const { resolve } = createRequire(import.meta.url);
const integrity = JSON.parse(readFileSync(resolve("@decartai/sdk/dist/integrity.json"), "utf8"))["decart.min.js"];

/** @param {import("node:http").Server} server @param {number} port @returns {Promise<string>} */
const listen = (server, port) =>
  new Promise((done) => {
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      done(`http://127.0.0.1:${typeof address === "object" ? address?.port : port}`);
    });
  });

// In the place of https://cdn.jsdelivr.net. A module of another origin needs the header, and so does its hash.
const cdn = createServer((_, response) => {
  response.setHeader("content-type", "text/javascript");
  response.setHeader("access-control-allow-origin", "*");
  response.end(readFileSync(resolve("@decartai/sdk/dist/decart.min.js")));
});
const sdk = `${await listen(cdn, 0)}/npm/@decartai/sdk/dist/decart.min.js`;

const policy = [
  "default-src 'none'",
  `script-src 'self' ${new URL(sdk).origin}`,
  "style-src 'self'",
  // Tokens from here; sessions, HTTP calls and telemetry of the SDK.
  `connect-src 'self' ${realtimeBaseUrl ?? "wss://api3.decart.ai"} ${baseUrl ?? "https://api.decart.ai"} https://platform.decart.ai`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

/** @type {Record<string, string>} */
const TYPES = { html: "text/html; charset=utf-8", js: "text/javascript", css: "text/css" };

// A page for everybody: a site with users passes a function that knows them.
const mint = toNode(createTokenHandler({ apiKey, baseUrl, authorize: "public", token: { expiresIn: 300 } }));

const server = createServer((request, response) => {
  const path = request.url === "/" ? "/index.html" : (request.url ?? "");
  if (path === "/api/realtime-token") return void mint(request, response);
  const [, name = "", extension = ""] = /^\/(\w+)\.(html|js|css)$/.exec(path) ?? [];
  try {
    const text = readFileSync(new URL(`public/${name}.${extension}`, import.meta.url), "utf8");
    response.setHeader("content-type", TYPES[extension] ?? "");
    response.setHeader("content-security-policy", policy);
    // On a page of your own these stand in the file: see docs/cdn.md.
    response.end(
      text
        .replaceAll("%SDK%", sdk)
        .replaceAll("%INTEGRITY%", integrity)
        .replaceAll("%SERVICE%", realtimeBaseUrl ?? ""),
    );
  } catch {
    response.statusCode = 404;
    response.end();
  }
});
console.log(await listen(server, Number(values.port)));
endWith(async () => {
  for (const each of [server, cdn]) {
    each.close();
    each.closeAllConnections();
  }
  await close();
});
