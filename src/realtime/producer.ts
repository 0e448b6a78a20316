import { isAvatarModel, type ModelDefinition } from "../models";
import type { ConnectOptions } from "./connect-options";
import type { RealTimeContext } from "./context";
import type { TransportOptions } from "./media-transport";
import { socketUrl } from "./socket-url";

/** Options of `connect` that its connection depends on. */
export type ProducerOptions = Pick<
  ConnectOptions,
  "queryParams" | "resolution" | "preferredVideoCodec" | "customizeOffer" | "iceServers" | "iceTransportPolicy"
>;

/** The socket's URL of a producer's session, with a key. */
export const producerUrl =
  (context: RealTimeContext, model: ModelDefinition, options: ProducerOptions) => (key: string) =>
    socketUrl(context.realtimeBaseUrl, model.urlPath, options.queryParams ?? {}, {
      api_key: key,
      model: model.name,
      resolution: options.resolution,
      user_agent: context.userAgent,
    });

/** What a producer's connection sends and receives, but for the tracks. */
export const producerMedia = (
  model: ModelDefinition,
  options: ProducerOptions,
): Pick<TransportOptions, "directions" | "preferredVideoCodec" | "customizeOffer"> => ({
  directions: { audio: "sendrecv", video: isAvatarModel(model.name) ? "recvonly" : "sendrecv" },
  preferredVideoCodec: options.preferredVideoCodec ?? "vp8",
  customizeOffer: options.customizeOffer,
});
