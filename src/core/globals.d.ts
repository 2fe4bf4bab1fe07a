/**
 * All that `core` may know of its surroundings. It is compiled with no Node, DOM or VS Code types, so
 * that a clock, a timer or a fetch does not compile here; cancellation is the one exception.
 */
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: any;
}
