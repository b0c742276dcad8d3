// Show and hide a passphrase. It is hidden again when the form is sent or the page is left, so that
// the browser keeps it nowhere as text.
(function () {
  [].forEach.call(document.querySelectorAll("[data-show]"), function (button) {
    var field = document.getElementById(button.getAttribute("data-show"));
    var show = button.textContent;
    function turn(type) {
      field.type = type;
      button.textContent = type === "text" ? button.getAttribute("data-hide") : show;
    }
    function hide() { turn("password"); }
    button.className = "pill";
    button.hidden = false;
    button.onclick = function () { turn(field.type === "text" ? "password" : "text"); };
    field.form.addEventListener("submit", hide);
    addEventListener("pagehide", hide);
  });
})();
