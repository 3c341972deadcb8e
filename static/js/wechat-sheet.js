// WeChat's payment sheet. What it reports is a hint: the order's page waits for what WeChat tells the shop.
(() => {
  "use strict";
  const button = document.getElementById("sheet-open");
  const away = document.getElementById("sheet-away");
  const sheet = JSON.parse(document.getElementById("sheet").textContent);
  const open = () => {
    away.hidden = true;
    window.WeixinJSBridge.invoke("getBrandWCPayRequest", sheet, (result) => {
      if (result.err_msg === "get_brand_wcpay_request:ok") window.location.replace(button.dataset.after);
      else away.hidden = false;
    });
  };
  button.addEventListener("click", () => { if (window.WeixinJSBridge) open(); });
  if (window.WeixinJSBridge) open();
  else document.addEventListener("WeixinJSBridgeReady", open, { once: true });
})();
