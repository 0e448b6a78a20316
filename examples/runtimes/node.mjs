// `node examples/runtimes/node.mjs [--port 3000]`
import { toNode } from "@decartai/sdk/server";
import { serve } from "../shared/serve.mjs";
import { envOf } from "../shared/service.mjs";
import { createApp } from "./app.mjs";

await serve((service) => toNode(createApp(envOf(service))));
