"""微信支付, API v3: JSAPI inside WeChat, H5 in a phone's browser, Native (a code to scan) elsewhere."""
