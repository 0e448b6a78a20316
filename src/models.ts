import { ModelNotFoundError } from "./errors";
import type { InputCheck, InputSchema, ModelDefinition, ModelKind } from "./model-definition";

export type { InputCheck, InputSchema, ModelDefinition, ModelKind };

/** How registry models get their `inputSchema`; filled by `createDecartClient`. */
export const inputSchemas: { of?: (name: string) => InputSchema | undefined } = {};

/** Frame rate, width, height, and `1` on names that are deprecated. */
type Row = readonly [fps: number, width: number, height: number, deprecated?: 1];

const S624 = [20, 1088, 624] as const;
const S720 = [20, 1280, 720] as const;
const S704 = [25, 1280, 704] as const;
const RESTYLE = [22, 1280, 704] as const;
const AVATAR = [25, 1280, 720] as const;
const OLD_624 = [...S624, 1] as const;
const OLD_720 = [...S720, 1] as const;
const OLD_704 = [...S704, 1] as const;

const REALTIME = {
  "lucy-2.1": S624,
  "lucy-2.5": S720,
  "lucy-2": S720,
  "lucy-vton-2": S624,
  "lucy-vton-3": S624,
  "lucy-vton-3.5": S720,
  "lucy-restyle-2": RESTYLE,
  "lucy-latest": S624,
  "lucy-vton-latest": S720,
  "lucy-restyle-latest": RESTYLE,
  "live-avatar": AVATAR,
  lucy: S704,
  "lucy-restyle": S704,
  mirage: OLD_704,
  mirage_v2: [...RESTYLE, 1],
  lucy_v2v_720p_rt: OLD_704,
  lucy_2_rt: OLD_720,
  live_avatar: [...AVATAR, 1],
  "lucy-2.1-vton": OLD_624,
  "lucy-vton": OLD_624,
  "lucy-2.1-vton-2": OLD_624,
} as const satisfies Record<string, Row>;

const VIDEO = {
  "lucy-clip": S704,
  "lucy-2.1": S624,
  "lucy-2.5": S720,
  "lucy-vton-2": S624,
  "lucy-vton-3": S624,
  "lucy-vton-3.5": S720,
  "lucy-restyle-2": RESTYLE,
  "lucy-motion": S704,
  "lucy-clip-latest": S704,
  "lucy-motion-latest": S704,
  "lucy-latest": S624,
  "lucy-vton-latest": S720,
  "lucy-restyle-latest": RESTYLE,
  "lucy-pro-v2v": OLD_704,
  "lucy-restyle-v2v": [...RESTYLE, 1],
  "lucy-2-v2v": OLD_720,
  "lucy-2": OLD_720,
  "lucy-2.1-vton": OLD_624,
  "lucy-vton": OLD_624,
  "lucy-2.1-vton-2": OLD_624,
  "lucy-fast-v2v": [...AVATAR, 1],
} as const satisfies Record<string, Row>;

const IMAGE = {
  "lucy-image-2": S704,
  "lucy-image-latest": S704,
  "lucy-pro-i2i": OLD_704,
  "lucy-pro-t2i": OLD_704,
} as const satisfies Record<string, Row>;

const REGISTRY: Record<ModelKind, Record<string, Row>> = { realtime: REALTIME, video: VIDEO, image: IMAGE };

/** Deprecated names that have a successor, and what it is. The SDK itself never rewrites a name. */
export const modelAliases: Readonly<Record<string, string>> = {
  mirage: "lucy-restyle",
  mirage_v2: "lucy-restyle-2",
  lucy_v2v_720p_rt: "lucy",
  lucy_2_rt: "lucy-2",
  live_avatar: "live-avatar",
  "lucy-2.1-vton-2": "lucy-vton-2",
  "lucy-pro-v2v": "lucy-clip",
  "lucy-restyle-v2v": "lucy-restyle-2",
  "lucy-pro-i2i": "lucy-image-2",
};

/** Names of the models for live sessions. */
export type RealTimeModelName = keyof typeof REALTIME;
/** Names of the models for video jobs. */
export type VideoModelName = keyof typeof VIDEO;
/** Names of the models for single images. */
export type ImageModelName = keyof typeof IMAGE;

const has = (kind: ModelKind, name: unknown): name is string =>
  typeof name === "string" && Object.hasOwn(REGISTRY[kind], name);

/** Whether a model of that kind and name exists, deprecated or not. */
export const isRealtimeModel = (name: unknown): name is RealTimeModelName => has("realtime", name);
/** Whether a model for video jobs has that name, deprecated or not. */
export const isVideoModel = (name: unknown): name is VideoModelName => has("video", name);
/** Whether a model for single images has that name, deprecated or not. */
export const isImageModel = (name: unknown): name is ImageModelName => has("image", name);
/** Whether any model has that name, deprecated or not. */
export const isModel = (name: unknown): name is RealTimeModelName | VideoModelName | ImageModelName =>
  isRealtimeModel(name) || isVideoModel(name) || isImageModel(name);

/** The successor of a deprecated name; any other name is returned as it is. */
export const resolveModelAlias = (name: string): string =>
  Object.hasOwn(modelAliases, name) ? (modelAliases[name] as string) : name;

/** Whether a name of that kind is deprecated; unknown names are not. */
export const isDeprecatedModel = (kind: ModelKind, name: string): boolean =>
  has(kind, name) && !!REGISTRY[kind][name]?.[3];

/** Whether a model makes its video from sound and a portrait, without a camera. */
export const isAvatarModel = (name: string): boolean => resolveModelAlias(name) === "live-avatar";

function define<Name extends string>(kind: ModelKind, name: Name): ModelDefinition<Name> {
  const row = has(kind, name) && REGISTRY[kind][name];
  if (!row) {
    throw new ModelNotFoundError(
      `There is no ${kind} model "${name}". Pass one of: ${listModels({ kind, canonicalOnly: true })
        .map((model) => model.name)
        .join(", ")}.`,
    );
  }
  const [fps, width, height] = row;
  if (kind === "realtime") return { name, urlPath: "/v1/stream", fps, width, height };
  const urlPath = `/v1/generate/${name}`;
  const model = { name, urlPath, ...(kind === "video" && { queueUrlPath: `/v1/jobs/${name}` }), fps, width, height };
  return Object.defineProperty(model, "inputSchema", { get: () => inputSchemas.of?.(name) });
}

/** A model of the registry, as `models.listModels()` gives it. */
export interface ListedModel extends ModelDefinition {
  /** What it is for. */
  kind: ModelKind;
  /** The name still works; `resolveModelAlias` gives its successor, if it has one. */
  deprecated: boolean;
}

/**
 * All models, in the order of the documentation.
 *
 * @param filter.kind Only models of that kind.
 * @param filter.canonicalOnly Leave deprecated names out. @default false
 */
export function listModels(
  filter: { kind?: ModelKind | undefined; canonicalOnly?: boolean | undefined } = {},
): ListedModel[] {
  const kinds = filter.kind ? [filter.kind] : (Object.keys(REGISTRY) as ModelKind[]);
  return kinds.flatMap((kind) =>
    Object.keys(REGISTRY[kind])
      .map((name) => ({ ...define(kind, name), kind, deprecated: isDeprecatedModel(kind, name) }))
      .filter((model) => !(filter.canonicalOnly && model.deprecated)),
  );
}

/**
 * Looks models up by name. An unknown name throws `MODEL_NOT_FOUND`, and the message lists the names there are.
 *
 * @example
 * const model = models.realtime("lucy-2.1"); // { name, urlPath, fps: 20, width: 1088, height: 624 }
 */
export const models = {
  /** A model for live sessions. */
  realtime: <Name extends RealTimeModelName | (string & {})>(name: Name) => define("realtime", name),
  /** A model for video jobs. */
  video: <Name extends VideoModelName | (string & {})>(name: Name) => define("video", name),
  /** A model for single images. */
  image: <Name extends ImageModelName | (string & {})>(name: Name) => define("image", name),
  /** All of them, or those of a kind. */
  listModels,
  /** Whether there is a model of that name, of any kind. */
  isModel,
  /** Whether there is a model for live sessions of that name. */
  isRealtimeModel,
  /** Whether there is a model for video jobs of that name. */
  isVideoModel,
  /** Whether there is a model for images of that name. */
  isImageModel,
  /** The successor of a deprecated name; any other name as it is. */
  resolveModelAlias,
  /** Deprecated names, and their successors. */
  modelAliases,
};
