// The server's JSON interface. Requests that change something go out one after the other.
let queue = Promise.resolve();

async function ask(method, path, body) {
  let response;
  try {
    response = await fetch(`api/${path}`, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw Object.assign(new Error("gone"), { status: 0 });
  }
  const answer = await response.json().catch(() => ({ error: response.statusText }));
  if (!response.ok) throw Object.assign(new Error(answer.error), { status: response.status });
  return answer;
}

export function get(path, query = {}) {
  const text = new URLSearchParams(query).toString();
  return ask("GET", text ? `${path}?${text}` : path);
}

export function post(path, body = {}) {
  return ask("POST", path, body);
}

// Runs steps in the order in which they were asked for; a step that fails does not hold the others up.
export function inTurn(step) {
  const result = queue.then(step);
  queue = result.catch(() => {});
  return result;
}

export async function upload(file) {
  const response = await fetch(`api/upload?${new URLSearchParams({ name: file.name })}`, { method: "PUT", body: file });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer.name;
}
