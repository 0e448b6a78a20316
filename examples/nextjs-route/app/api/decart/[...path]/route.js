// /api/decart/*: the HTTP API for `createDecartClient({ proxy: "/api/decart" })`, with the key added here.
import { createProxyHandler, toNextApp } from "@decartai/sdk/server";
import { authorize } from "../../../../authorize.js";

const handler = createProxyHandler({
  authorize,
  basePath: "/api/decart",
  baseUrl: process.env.DECART_BASE_URL,
});

export const { GET, POST, DELETE, OPTIONS } = toNextApp(handler);
