// `node examples/runtimes/hono.mjs [--port 3000]`: the routes in a Hono app. On Bun, Deno and Workers Hono needs no
// `toNode`: there its `app` is what is exported.
import { toNode } from "@decartai/sdk/server";
import { Hono } from "hono";
import { serve } from "../shared/serve.mjs";
import { envOf } from "../shared/service.mjs";
import { createHandlers } from "./app.mjs";

await serve((service) => {
  const { tokens, proxy } = createHandlers(envOf(service));
  const app = new Hono();
  app.all("/api/realtime-token", (context) => tokens(context.req.raw));
  app.all("/api/decart/*", (context) => proxy(context.req.raw));
  return toNode(async (request) => app.fetch(request));
});
