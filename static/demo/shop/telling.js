// What the shop tells its desk: pages by themselves, the cart, the steps of a form; and the way into the chat with all of it.
const body = document.body;
const NAMES = "minato:cart";
let sdk = null;

export const ready = import(`${body.dataset.desk}/sdk.js`).then((loaded) => {
  loaded.init({ app: body.dataset.app, site: body.dataset.site, pages: true, place: "web" });
  sdk = loaded;
  return loaded;
}).catch(() => null);

export const track = async (...said) => (await ready)?.track(...said);
export const step = async (...said) => (await ready)?.step(...said);

export const cart = () => JSON.parse(sessionStorage.getItem(NAMES) ?? "[]");

export function put(model, name) {
  sessionStorage.setItem(NAMES, JSON.stringify([...cart(), { sku: model, name, quantity: 1 }]));
  track("basket", { model }, { place: "shop", title: name });
}

// The shop's server says who it is; the page says where they are.
export async function handOver(more = {}) {
  await ready;
  const where = { page: location.origin + location.pathname, title: document.title, basket: cart(), ...more };
  const told = { ...where, steps: sdk?.steps() ?? [], device_id: sdk?.device() ?? "" };
  const { token } = await post("handoff/", told);
  await sdk.handoff(token);
  await sdk.openChat();
}

export async function order() {
  const { number } = await post("order/", { items: cart().map(({ sku }) => sku), device: sdk?.device() ?? "" });
  sessionStorage.removeItem(NAMES);
  return number;
}

async function post(path, told) {
  const answer = await fetch(body.dataset.here + path, {
    method: "POST", body: JSON.stringify(told), headers: { "Content-Type": "application/json" },
  });
  if (!answer.ok) throw new Error(`the shop answered ${answer.status}`);
  return answer.json();
}
