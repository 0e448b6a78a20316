// The part of the SDK that deals with tracks; loaded when it is first needed.
export { createCameraVideoTrack } from "./camera";
export { createInput } from "./input";
export { createProcessor, mirrorTrack } from "./processor";
