// A passkey: the browser asks the phone, the form carries the answer. Stays hidden where none is.
(function () {
  var form = document.querySelector("[data-passkey]");
  if (!form || !window.PublicKeyCredential) return;
  function bytes(text) {
    return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), function (c) { return c.charCodeAt(0); });
  }
  function plain(value) {
    if (!(value instanceof ArrayBuffer)) return value;
    var text = btoa(String.fromCharCode.apply(null, new Uint8Array(value)));
    return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  }
  function options() {
    var key = JSON.parse(form.dataset.passkey).publicKey;
    key.challenge = bytes(key.challenge);
    if (key.user) key.user.id = bytes(key.user.id);
    (key.excludeCredentials || key.allowCredentials || []).forEach(function (one) { one.id = bytes(one.id); });
    return key;
  }
  function carry(made) {
    var answer = { id: made.id, rawId: plain(made.rawId), type: made.type, response: {}, clientExtensionResults: {} };
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (made.response[name]) answer.response[name] = plain(made.response[name]);
    });
    form.elements.credential.value = JSON.stringify(answer);
    form.submit();
  }
  form.parentNode.hidden = false;
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var key = options();
    var asked = key.user ? navigator.credentials.create({ publicKey: key }) : navigator.credentials.get({ publicKey: key });
    asked.then(carry, function () { form.querySelector("[role=alert]").hidden = false; });
  });
})();
