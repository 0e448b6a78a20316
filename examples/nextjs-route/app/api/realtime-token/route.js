// POST /api/realtime-token: a token for `createDecartClient({ apiKey: tokenProvider("/api/realtime-token") })`.
import { createTokenHandler, toNextApp } from "@decartai/sdk/server";
import { authorize } from "../../../authorize.js";

const handler = createTokenHandler({
  authorize,
  token: { expiresIn: 300, allowedModels: ["lucy-2.1"] },
  // Only for the emulator: without it the service itself is asked.
  baseUrl: process.env.DECART_BASE_URL,
});

export const { POST, OPTIONS } = toNextApp(handler);
