// The way out with JavaScript: blank first, then end the session, then leave no step back.
(function () {
  var form = document.querySelector("[data-leave]");
  var presses = [];
  function go() { location.replace(form.dataset.leave); }
  function leave(event) {
    if (event) event.preventDefault();
    document.documentElement.hidden = true;
    document.title = "\u200b";
    fetch(form.action, { method: "POST", keepalive: true, redirect: "manual" }).then(go, go);
    // A slow line must not keep the member here: the request goes on without the page.
    setTimeout(go, 1000);
  }
  form.addEventListener("submit", leave);
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Shift" || event.repeat) return;
    presses = presses.filter(function (t) { return event.timeStamp - t < 5000; }).concat(event.timeStamp);
    if (presses.length > 2) leave();
  });
  // A page shown again from the back-forward cache asks the server whether the member is still signed in.
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    document.documentElement.hidden = true;
    location.reload();
  });
})();
