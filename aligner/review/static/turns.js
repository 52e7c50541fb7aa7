// One step after the other, in the order in which they were asked for; a step that fails does not hold the others up.
let queue = Promise.resolve();

export function inTurn(step) {
  const result = queue.then(step);
  queue = result.catch(() => {});
  return result;
}
