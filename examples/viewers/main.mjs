// `node examples/viewers/main.mjs [--port 3000]`: one producer and three viewers on a page.
import { parseArgs } from "node:util";
import { endWith, startService } from "../shared/service.mjs";
import { createApp } from "./app.mjs";

const { values } = parseArgs({ options: { port: { type: "string", default: "3000" } } });
const service = await startService();
const server = createApp(service).listen(Number(values.port), "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : values.port;
  console.log(`http://127.0.0.1:${port}`);
});
endWith(async () => {
  server.close();
  server.closeAllConnections();
  await service.close();
});
