import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { createProxyHandler, createTokenHandler, toExpress } from "@decartai/sdk/server";
import express from "express";
import { createLogin } from "../shared/login.mjs";

const sdk = createRequire(import.meta.url).resolve("@decartai/sdk/dist/decart.min.js");
const pages = fileURLToPath(new URL("public/", import.meta.url));

/**
 * An app with a login of its own, and two endpoints that only its users may call.
 * @param {{ apiKey: string, baseUrl?: string | undefined, realtimeBaseUrl?: string | undefined }} service
 */
export function createApp({ apiKey, baseUrl, realtimeBaseUrl }) {
  const { authorize, sessionOf, welcome } = createLogin();
  const app = express();

  app.use(
    "/api/realtime-token",
    toExpress(
      createTokenHandler({
        apiKey,
        baseUrl,
        authorize,
        token: { expiresIn: 300, allowedModels: ["lucy-2.1"] },
        rateLimit: { limit: 20, windowSeconds: 60, key: sessionOf },
      }),
    ),
  );

  // Before any body parser: uploads pass through as they come.
  app.use("/api/decart", toExpress(createProxyHandler({ apiKey, baseUrl, authorize, basePath: "/api/decart" })));

  app.get("/decart.min.js", (_, response) => response.sendFile(sdk));
  // The emulator's address; the page falls back to the service's own.
  app.get("/config.json", (_, response) => void response.json({ realtimeBaseUrl }));
  app.get("/", welcome);
  app.use(express.static(pages));
  return app;
}
