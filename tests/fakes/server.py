"""Both vendors behind one port of this machine, with the pages on which a person pays."""

import html
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode

from tests.fakes.alipay import Alipay
from tests.fakes.vendor import Answer, Request, Vendor
from tests.fakes.wechatpay import WechatPay

NAMES = {"wechat": "微信支付", "alipay": "支付宝"}
CHOICES = {
    "prompt": "付款，马上通知商店",
    "late": "付款，20 秒后才通知",
    "twice": "付款，通知三次",
    "never": "付款，通知丢失（商店须自己来问）",
    "forged": "付款，通知在路上被改过",
}
STYLE = """
body{margin:0;font:17px/1.6 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif;background:#f4f4f2;color:#222}
main{max-width:26rem;margin:0 auto;padding:2rem 1.25rem}.tape{margin:0;padding:.5rem 1.25rem;background:#222;color:#fff}
.sum{font-size:2.5rem;margin:.5rem 0 1.5rem}button{display:block;width:100%;margin:0 0 .75rem;padding:.85rem 1rem;
font:inherit;text-align:left;background:#fff;border:1px solid #bbb;border-radius:6px;cursor:pointer}
button:first-of-type{background:#1a7f37;border-color:#1a7f37;color:#fff}li{margin:.75rem 0}a{color:#0a5}
"""


class FakeServer:
    """The vendors, reachable below ``/wechat`` and ``/alipay``."""

    def __init__(self, *, port: int = 0, certificates: bool = False) -> None:
        self.wechat, self.alipay = WechatPay(certificates=certificates), Alipay()
        self.vendors: dict[str, Vendor] = {"wechat": self.wechat, "alipay": self.alipay}
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://localhost:{self._server.server_address[1]}"

    def environment(self) -> dict[str, str]:
        """What the shop has to be told of both."""
        return {
            **self.wechat.environment(f"{self.url}/wechat"),
            **self.alipay.environment(f"{self.url}/alipay"),
        }

    def serve(self) -> None:
        """Answer until ``close``."""
        self._server.serve_forever(poll_interval=0.05)

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: Request) -> Answer:
        """To a vendor's API, or to a person at its page."""
        name, _slash, rest = request.target.lstrip("/").partition("/")
        if name not in self.vendors:
            return _page("支付服务（模拟）", self._index())
        inner = Request(request.method, f"/{rest}", request.headers, request.body, f"{request.base_url}/{name}")
        if inner.path == "/cashier":
            return self._cashier(name, inner)
        if inner.path == "/connect/oauth2/authorize":
            asked = parse_qs(inner.query)
            back = urlencode({"code": "fan1", "state": asked["state"][0]})
            return Answer(302, b"", {"Location": f"{asked['redirect_uri'][0]}?{back}"})
        vendor: WechatPay | Alipay = self.wechat if name == "wechat" else self.alipay
        return vendor.handle(inner)

    def _index(self) -> str:
        rows = [
            f'<li><a href="/{name}/cashier?prepay_id={charge.handle}">{NAMES[name]} ¥{charge.amount_fen / 100:.2f} '
            f"{html.escape(charge.subject)}</a> {charge.state}</li>"
            for name, vendor in self.vendors.items()
            for charge in reversed(vendor.charges.values())
        ]
        return f"<h1>扫码付款、查看收款</h1><ul>{''.join(rows) or '<li>还没有收款。</li>'}</ul>"

    def _cashier(self, name: str, request: Request) -> Answer:
        vendor = self.vendors[name]
        asked = {key: values[0] for key, values in parse_qs(request.query).items()}
        handle = asked.get("prepay_id", "")
        charge = next((row for row in vendor.charges.values() if row.handle == handle), None)
        if charge is None:
            return _page("没有这笔收款", "<h1>没有这笔收款</h1>", status=404)
        back = charge.return_url or asked.get("redirect_url", "") or "/"
        if request.method == "POST":
            vendor.pay_and_tell(handle, parse_qs(request.body.decode())["habit"][0])
            return Answer(303, b"", {"Location": back})
        if charge.state == "NOTPAY":
            buttons = "".join(f'<button name="habit" value="{key}">{text}</button>' for key, text in CHOICES.items())
            rest = f'<form method="post">{buttons}</form>'
        else:
            rest = f"<p>{charge.state}</p>"
        title = f"{NAMES[name]}（模拟，不动真钱）"
        body = f'<p class="tape">{title}</p><main><p>{html.escape(charge.subject)}</p>'
        body += (
            f'<p class="sum">¥{charge.amount_fen / 100:.2f}</p>{rest}<p><a href="{html.escape(back)}">返回商店</a></p>'
        )
        return _page(title, f"{body}</main>")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                request = Request(self.command, self.path, headers, self.rfile.read(length), fake.url)
                answer = fake.answer(request)
                self.send_response(answer.status)
                for name, value in {**answer.headers, "Content-Length": str(len(answer.body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *args: object) -> None:
                """Say nothing: tests and the demo have their own lines."""

        return Handler


def _page(title: str, body: str, *, status: int = 200) -> Answer:
    page = (
        f'<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>{body}</html>'
    )
    return Answer(status, page.encode(), {"Content-Type": "text/html; charset=utf-8"})


@contextmanager
def running(*, port: int = 0, certificates: bool = False) -> Iterator[FakeServer]:
    """Both vendors at work in a thread of this process."""
    server = FakeServer(port=port, certificates=certificates)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join(5)
