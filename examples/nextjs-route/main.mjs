// `node examples/nextjs-route/main.mjs [--port 3000]`: serves the two routes as Next.js would, without installing it.
// Copy app/ and authorize.js into a Next.js app to use them there.
import { toNode } from "@decartai/sdk/server";
import { serve } from "../shared/serve.mjs";
import { envOf } from "../shared/service.mjs";

await serve(async (service) => {
  // The routes look there, as they do in an app.
  for (const [name, value] of Object.entries(envOf(service))) if (value) process.env[name] = value;

  /** @type {[string, Record<string, (request: Request) => Promise<Response>>][]} */
  const routes = [
    ["/api/realtime-token", await import("./app/api/realtime-token/route.js")],
    ["/api/decart/", await import("./app/api/decart/[...path]/route.js")],
  ];
  return toNode(async (request) => {
    const { pathname } = new URL(request.url);
    const [, route] =
      routes.find(([path]) => (path.endsWith("/") ? pathname.startsWith(path) : pathname === path)) ?? [];
    const handle = route?.[request.method];
    return handle ? handle(request) : new Response("Not found", { status: route ? 405 : 404 });
  });
});
