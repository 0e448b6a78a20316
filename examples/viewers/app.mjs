import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { createTokenHandler, toExpress } from "@decartai/sdk/server";
import express from "express";
import { createLogin } from "../shared/login.mjs";

const sdk = createRequire(import.meta.url).resolve("@decartai/sdk/dist/decart.min.js");
const pages = fileURLToPath(new URL("public/", import.meta.url));

/**
 * An app that mints tokens for its users, and tells its viewers what to watch: the producer's subscribe token, as it is
 * now. A real one would keep one for each show, and let only its producer change it.
 *
 * @param {{ apiKey: string, baseUrl?: string | undefined, realtimeBaseUrl?: string | undefined }} service
 */
export function createApp({ apiKey, baseUrl, realtimeBaseUrl }) {
  const { authorize, guard, welcome } = createLogin();
  const app = express();

  app.use(
    "/api/realtime-token",
    toExpress(createTokenHandler({ apiKey, baseUrl, authorize, token: { allowedModels: ["lucy-2.1"] } })),
  );

  let show = "";
  /** @type {Set<() => void>} */
  const viewers = new Set();

  app.put("/api/show", guard, express.text({ limit: "4kb" }), (request, response) => {
    const token = typeof request.body === "string" ? request.body : "";
    if (token !== show) {
      show = token;
      for (const tell of viewers) tell();
    }
    response.sendStatus(204);
  });

  // A stream of server-sent events: the token of the moment, and each one that takes its place.
  app.get("/api/show", guard, (request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    const tell = () => void response.write(`data: ${JSON.stringify(show)}\n\n`);
    tell();
    viewers.add(tell);
    request.on("close", () => viewers.delete(tell));
  });

  app.get("/decart.min.js", (_, response) => response.sendFile(sdk));
  // The emulator works in software: it is spared the model's full size, four times over.
  const camera = realtimeBaseUrl && { width: 640, height: 360 };
  app.get("/config.json", (_, response) => void response.json({ realtimeBaseUrl, camera }));
  app.get("/", welcome);
  app.use(express.static(pages));
  return app;
}
