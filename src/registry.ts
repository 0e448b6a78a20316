// The model registry as the package exports it. The build makes a file of its own of it (tsup.config.ts), which
// dist/index.js re-exports as a whole: so esbuild with `splitting` finds the registry without the rest.
export {
  type ImageModelName,
  type InputCheck,
  type InputSchema,
  isImageModel,
  isRealtimeModel,
  isVideoModel,
  type ListedModel,
  type ModelDefinition,
  type ModelKind,
  models,
  type RealTimeModelName,
  type VideoModelName,
} from "./models";
