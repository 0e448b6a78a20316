// `DECART_API_KEY=… PORT=3000 bun examples/runtimes/bun.mjs`
import { createApp } from "./app.mjs";

const { env } = process;
// @ts-expect-error Types come with @types/bun.
const server = Bun.serve({ hostname: "127.0.0.1", port: Number(env.PORT ?? 3000), fetch: createApp(env) });
console.log(`http://127.0.0.1:${server.port}`);
