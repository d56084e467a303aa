/* form[data-new-organization]: the address follows the name, the time zone follows the browser and then the country,
   until somebody chooses otherwise. Without script the server does the same. */

const form = document.querySelector("form[data-new-organization]");
if (form) follow(form.elements);

function follow({ name, slug, country, time_zone: zone }) {
  const touched = new Set([slug, country, zone].filter((field) => field.value));
  for (const field of [slug, country, zone]) field.addEventListener("input", () => touched.add(field));
  name.addEventListener("input", () => touched.has(slug) || (slug.value = address(name.value)));
  country.addEventListener("input", () => touched.has(zone) || choose(zone, zonesOf(country.selectedOptions[0])[0]));
  guess(country, zone, touched);
}

function guess(country, zone, touched) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!touched.has(zone)) choose(zone, here);
  const home = [...country.options].find((option) => zonesOf(option).includes(here));
  if (home && !touched.has(country)) country.value = home.value;
}

function zonesOf(option) {
  return (option?.dataset.zones ?? "").split(" ");
}

function choose(select, value) {
  if ([...select.options].some((option) => option.value === value)) select.value = value;
}

function address(words) {
  return words
    .normalize("NFKD")
    .replace(/[^\w\s-]/g, "")
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, "-")
    .slice(0, 36)
    .replace(/^-+|-+$/g, "");
}
