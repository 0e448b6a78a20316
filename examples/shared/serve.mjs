import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { endWith, startService } from "./service.mjs";

/**
 * Serves an example on `--port` (3000), against the service or the emulator, and says where it is.
 * @param {(service: import("./service.mjs").Service) => import("node:http").RequestListener | Promise<import("node:http").RequestListener>} create
 */
export async function serve(create) {
  const { values } = parseArgs({ options: { port: { type: "string", default: "3000" } } });
  const service = await startService();
  const server = createServer(await create(service));
  server.listen(Number(values.port), "127.0.0.1", () => {
    const address = server.address();
    console.log(`http://127.0.0.1:${typeof address === "object" ? address?.port : values.port}`);
  });
  endWith(async () => {
    server.close();
    server.closeAllConnections();
    await service.close();
  });
}
