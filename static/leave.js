// The way out with JavaScript: blank first, then end the session, then leave no step back.
(function () {
  var form = document.querySelector("[data-leave]");
  var root = document.documentElement;
  var presses = [];
  var isBare = false;
  function go() { location.replace(form.dataset.leave); }
  function post() { form.submit(); }
  // Returns whether the script has taken over. Where the browser has no fetch, the plain form is posted.
  function leave() {
    root.hidden = true;
    document.title = "\u200b";
    try {
      fetch(form.action, {
        method: "POST",
        credentials: "same-origin",
        keepalive: true,
        redirect: "manual"
      }).then(go, go);
      // A slow line must not keep the member here. Without keepalive, leaving the page would stop the request.
      setTimeout("keepalive" in Request.prototype ? go : post, 1000);
      return true;
    } catch (error) {
      return false;
    }
  }
  function reset() {
    presses = [];
    isBare = false;
  }
  form.addEventListener("submit", function (event) {
    if (leave()) event.preventDefault();
  });
  // Three presses of Shift alone. Shift for a capital letter, for selecting with the mouse or for scrolling sideways
  // does not count.
  document.addEventListener("keydown", function (event) {
    // With another key held, each Shift chooses the next keyboard.
    var isHeld = event.altKey || event.ctrlKey || event.metaKey;
    if (event.keyCode !== 16 || isHeld || event.getModifierState("AltGraph")) reset();
    else if (!event.repeat) isBare = true;
  }, true);
  document.addEventListener("keyup", function (event) {
    if (event.keyCode !== 16 || !isBare) return;
    isBare = false;
    presses = presses.filter(function (t) { return event.timeStamp - t < 2000; }).concat(event.timeStamp);
    if (presses.length > 2 && !leave()) post();
  }, true);
  ["mousedown", "mouseup", "wheel", "touchstart", "input", "compositionstart"].forEach(function (kind) {
    document.addEventListener(kind, reset, true);
  });
  window.addEventListener("blur", reset);
  // A page shown again from the back-forward cache asks the server whether the member is still signed in.
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    root.hidden = true;
    location.reload();
  });
})();
