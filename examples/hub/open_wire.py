"""A client of Ensemble's open wire, with Python's standard library alone (WebSocket: RFC 6455).

    python3 open_wire.py LINK NAME    joins, and does as each line of its input says: a request as JSON, without an id

It prints each answer and each event in a line. See docs/open-wire.md.
"""

import base64
import hashlib
import json
import os
import secrets
import socket
import ssl
import struct
import sys
import threading
from urllib.parse import parse_qs, urlsplit

MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class WebSocket:
    """The client's side of a WebSocket that carries texts."""

    def __init__(self, origin, path, pin=None):
        url = urlsplit(origin)
        port = url.port or (443 if url.scheme == "https" else 80)
        self.socket = socket.create_connection((url.hostname, port), timeout=30)
        if url.scheme == "https":
            self.socket = self.secured(url.hostname, pin)
        key = base64.b64encode(os.urandom(16)).decode()
        head = [
            f"GET {path} HTTP/1.1",
            f"Host: {url.netloc}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
        ]
        self.socket.sendall(("\r\n".join(head) + "\r\n\r\n").encode())
        self.stream = self.socket.makefile("rb")
        status = self.stream.readline().decode()
        headers = {}
        while (line := self.stream.readline().decode().strip()) != "":
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        if " 101 " not in status:
            body = self.stream.read(int(headers.get("content-length", 0))).decode()
            raise ConnectionError(f"{status.strip()}: {body}")
        wanted = base64.b64encode(hashlib.sha1((key + MAGIC).encode()).digest()).decode()
        if headers.get("sec-websocket-accept") != wanted:
            raise ConnectionError("no WebSocket")
        self.socket.settimeout(None)
        self.lock = threading.Lock()

    def secured(self, hostname, pin):
        """TLS; by the certificate that the link names, where the server has made its own."""
        context = ssl.create_default_context()
        if pin is not None:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        secured = context.wrap_socket(self.socket, server_hostname=hostname)
        if pin is not None and hashlib.sha256(secured.getpeercert(True)).hexdigest() != pin:
            raise ConnectionError("the server's certificate is not the one of the link")
        return secured

    def _send(self, opcode, payload):
        size = len(payload)
        head = bytes([0x80 | opcode])
        if size < 126:
            head += bytes([0x80 | size])
        elif size < 65536:
            head += bytes([0x80 | 126]) + struct.pack(">H", size)
        else:
            head += bytes([0x80 | 127]) + struct.pack(">Q", size)
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        with self.lock:
            self.socket.sendall(head + mask + masked)

    def send(self, text):
        self._send(0x1, text.encode())

    def receive(self):
        """The next text; None once the server has closed."""
        parts = b""
        while True:
            head = self.stream.read(2)
            if len(head) < 2:
                return None
            size = head[1] & 0x7F
            if size == 126:
                size = struct.unpack(">H", self.stream.read(2))[0]
            elif size == 127:
                size = struct.unpack(">Q", self.stream.read(8))[0]
            payload = self.stream.read(size)
            opcode = head[0] & 0x0F
            if opcode == 0x8:
                self._send(0x8, payload[:2])
                return None
            if opcode == 0x9:
                self._send(0xA, payload)
            elif opcode in (0x0, 0x1):
                parts += payload
                if head[0] & 0x80:
                    return parts.decode()


def main():
    link, name = sys.argv[1:3]
    url = urlsplit(link)
    parts = {key: values[0] for key, values in parse_qs(url.fragment).items()}
    wire = WebSocket(f"{url.scheme}://{url.netloc}", f"/open/{parts['session']}", parts.get("pin"))

    def say(request):
        wire.send(json.dumps(request))

    ticket = os.environ.get("ENSEMBLE_TICKET") or secrets.token_urlsafe(32)
    join = {"version": 1, "invite": parts["invite"], "ticket": ticket, "name": name}
    say({"id": "join", "do": "join", **join, "type": "service", "metadata": {"python": sys.version.split()[0]}})
    while True:
        answer = json.loads(wire.receive() or '{"error": "closed"}')
        print(json.dumps(answer), flush=True)
        if answer.get("id") == "join" or "error" in answer:
            break
    if "ok" not in answer:
        sys.exit(1)

    def follow_input():
        for number, line in enumerate(sys.stdin, 1):
            say({"id": number, **json.loads(line)})

    threading.Thread(target=follow_input, daemon=True).start()
    while (text := wire.receive()) is not None:
        print(text, flush=True)


if __name__ == "__main__":
    main()
