// `DECART_API_KEY=… PORT=3000 deno run --allow-net --allow-env --allow-read examples/runtimes/deno.mjs`
import process from "node:process";
import { createApp } from "./app.mjs";

const { env } = process;
// @ts-expect-error Deno brings its own types.
const server = Deno.serve({ hostname: "127.0.0.1", port: Number(env.PORT ?? 3000), onListen() {} }, createApp(env));
console.log(`http://127.0.0.1:${server.addr.port}`);
