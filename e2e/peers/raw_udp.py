"""Sends UDP datagrams from any IPv4 address and port, over loopback only; needs root.

Reads frames from standard input: length of the payload (4 bytes), source address (4) and port (2), destination address (4) and port
(2), payload. The first argument is how many to send a second at most. Each has the time to live 66, so that a capture tells them
from others. Ends with the input, and prints how many it sent.
"""

import socket
import struct
import sys
import time

BATCH = 10
TIME_TO_LIVE = 66


def main():
    rate = int(sys.argv[1])
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")
    frames = sys.stdin.buffer
    sent = 0
    due = time.monotonic()
    while header := frames.read(16):
        length, source, source_port, target, target_port = struct.unpack("!I4sH4sH", header)
        payload = frames.read(length)
        udp = struct.pack("!HHHH", source_port, target_port, 8 + length, 0) + payload
        ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, TIME_TO_LIVE, 17, 0, source, target)
        raw.sendto(ip + udp, (socket.inet_ntoa(target), 0))
        sent += 1
        if sent % BATCH == 0:
            due += BATCH / rate
            time.sleep(max(0.0, due - time.monotonic()))
    print(sent)


main()
