// `node examples/nextjs-route/main.mjs [--port 3000]`: serves the two routes as Next.js would, without installing it.
// Copy app/ and authorize.js into a Next.js app to use them there.
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { toNode } from "@decartai/sdk/server";
import { endWith, startService } from "../shared/service.mjs";

const { values } = parseArgs({ options: { port: { type: "string", default: "3000" } } });
const service = await startService();
process.env.DECART_API_KEY = service.apiKey;
if (service.baseUrl) process.env.DECART_BASE_URL = service.baseUrl;

/** @type {[string, Record<string, (request: Request) => Promise<Response>>][]} */
const routes = [
  ["/api/realtime-token", await import("./app/api/realtime-token/route.js")],
  ["/api/decart/", await import("./app/api/decart/[...path]/route.js")],
];

const server = createServer(
  toNode(async (request) => {
    const { pathname } = new URL(request.url);
    const [, route] =
      routes.find(([path]) => (path.endsWith("/") ? pathname.startsWith(path) : pathname === path)) ?? [];
    const handle = route?.[request.method];
    return handle ? handle(request) : new Response("Not found", { status: route ? 405 : 404 });
  }),
);
server.listen(Number(values.port), "127.0.0.1", () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === "object" ? address?.port : values.port}`);
});
endWith(async () => {
  server.close();
  server.closeAllConnections();
  await service.close();
});
