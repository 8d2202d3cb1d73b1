// Files on their way up: how far they are, and a word before something is sent that is too large.
(() => {
  "use strict";
  const form = (event) => event.target.closest && event.target.closest("form[data-upload]");

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("input[type=file][data-largest]")) return;
    const large = [...input.files].filter((file) => file.size > Number(input.dataset.largest));
    input.setCustomValidity(large.length ? `${input.dataset.tooLarge} ${large.map((file) => file.name).join(", ")}` : "");
    input.reportValidity();
  });

  function show(upload, share) {
    const place = upload.querySelector("[data-progress]");
    place.hidden = false;
    place.querySelector("progress").value = share;
    place.querySelector("[data-percent]").textContent = `${Math.round(share * 100)} %`;
  }
  document.addEventListener("htmx:beforeSend", (event) => {
    const upload = form(event);
    if (!upload) return;
    upload.querySelector("[data-broken]").hidden = true;
    show(upload, 0);
  });
  document.addEventListener("htmx:xhr:progress", (event) => {
    const upload = form(event);
    const { lengthComputable, loaded, total } = event.detail;
    // What comes down afterwards is told in the same way, and is small.
    if (upload && lengthComputable && loaded / total >= upload.querySelector("progress").value) show(upload, loaded / total);
  });
  document.addEventListener("htmx:sendError", (event) => {
    const upload = form(event);
    if (!upload) return;
    upload.querySelector("[data-progress]").hidden = true;
    upload.querySelector("[data-broken]").hidden = false;
  });
  // Whatever the answer is, it is a whole page of ours.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const elt = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (!elt || !elt.matches("form[data-upload]")) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
})();
