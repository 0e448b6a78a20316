// What looks at sessions and at the way to them: loaded when the first one is connected, or with the first check.
export { observe } from "../observability/observe";
export { checkConnectivity } from "./connectivity";
