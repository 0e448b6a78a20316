import type { Logger } from "../logger";
import type { createInput } from "../media/input";
import { isDeprecatedModel, type ModelDefinition, models, resolveModelAlias } from "../models";
import type { Sight, TelemetrySettings } from "../observability/observed";
import type { Platform } from "../platform/platform";
import type { readImage } from "./image-input";
import type { MediaTransport, TransportOptions } from "./media-transport";

/** A connection that was prepared for the next connect. */
export interface Warm {
  /** The platform for a session that may take it: its first socket may be the open one. */
  readonly platform: Platform;
  /** The prepared transport, if it fits; otherwise what was prepared is dropped. */
  take(url: string, options: TransportOptions): MediaTransport | undefined;
  discard(why: string): void;
}

/** What live sessions need from the client that they belong to. */
export interface RealTimeContext {
  readonly platform: Platform;
  readonly logger: Logger;
  readonly realtimeBaseUrl: string;
  readonly userAgent: string;
  /** The key comes from a provider, which may know a better one. */
  readonly freshKeys: boolean;
  /** Makes the media side of an attempt. */
  createTransport(options: TransportOptions): MediaTransport;
  /** The key of the moment. */
  apiKey(refused?: string): string | Promise<string>;
  /** The service has objected to an early offer once: it is given its order from then on. */
  insistsOnOrder: boolean;
  /** What `prewarm` has prepared. */
  warm?: Warm | undefined;
  /** Deprecated names that have been warned about. */
  readonly warned: Set<string>;
  /** Calls a function of the app; what it throws goes to the logger and no further. */
  guard(call: () => void): void;
  reportListenerError(error: unknown): void;
  readonly integration: string | undefined;
  /** False where none is to be sent. */
  readonly telemetry: TelemetrySettings | false;
  /** Loads what looks at sessions: a chunk of its own, that no first frame waits for. */
  loadSight(): Promise<Sight>;
  /** Loads what reads images: a chunk of its own, that only a connect with an image waits for. */
  loadImages(): Promise<{ readImage: typeof readImage }>;
  /** Loads what mirrors and watches the caller's tracks. */
  loadMedia(): Promise<{ createInput: typeof createInput }>;
}

/** The definition of a model that was given by name or as an object. Throws `MODEL_NOT_FOUND`. */
export function realtimeModel(context: RealTimeContext, model: ModelDefinition | string): ModelDefinition {
  const definition = typeof model === "string" ? models.realtime(model) : model;
  const { name } = definition;
  if (isDeprecatedModel("realtime", name) && !context.warned.has(name)) {
    context.warned.add(name);
    const successor = resolveModelAlias(name);
    context.logger.warn(`The model name "${name}" is deprecated.${successor === name ? "" : ` Use "${successor}".`}`);
  }
  return definition;
}
