// The part of the SDK that deals with tracks; loaded when it is first needed.
export { createInput } from "./input";
export { mirrorTrack } from "./mirror";
export { createProcessor } from "./processor";
