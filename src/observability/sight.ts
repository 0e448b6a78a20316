// What is loaded when a session is connected.
export { observe } from "./observe";
