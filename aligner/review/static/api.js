// The server's JSON interface. In the page that works without the program local.js takes its place.
export const standalone = false;

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

export async function upload(file) {
  const response = await fetch(`api/upload?${new URLSearchParams({ name: file.name })}`, { method: "PUT", body: file });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer.name;
}

export function bye() {
  navigator.sendBeacon("api/bye", "{}");
}

// A file of a format, as {blob, name, remarks}.
export async function download(query) {
  const response = await fetch(`api/export?${new URLSearchParams(query)}`);
  if (!response.ok) throw new Error((await response.json()).error);
  return {
    blob: await response.blob(),
    name: decodeURIComponent(response.headers.get("content-disposition").split("''")[1]),
    remarks: decodeURIComponent(response.headers.get("x-remarks") ?? ""),
  };
}
