/** Theme and density change at once where they are chosen (the profile); the form keeps them for the next page. */
export function setLook(name, value) {
  if (name === "theme" || name === "density") document.documentElement.dataset[name] = value;
}

export function start() {
  document.addEventListener("change", ({ target }) => {
    if (target.closest?.("[data-look]")) setLook(target.name, target.value);
  });
}
