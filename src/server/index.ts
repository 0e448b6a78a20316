/**
 * Token and proxy handlers for your server.
 *
 * @module @decartai/sdk/server
 */

export {
  type NodeHandler,
  type NodeRequest,
  type NodeResponse,
  toExpress,
  toNextApp,
  toNextPages,
  toNode,
} from "./adapters";
export type { Authorize, GuardOptions, Handler, RateLimit } from "./guard";
export { createProxyHandler, PROXY_ROUTES, type ProxyHandlerOptions } from "./proxy-handler";
export { createTokenHandler, type TokenHandlerOptions } from "./token-handler";
