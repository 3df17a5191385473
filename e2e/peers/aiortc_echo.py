"""An independent client (aiortc) of an echo: sends a tone, measures what comes back, prints one line of JSON.

usage: aiortc_echo.py URL [--profile aes_cm|aes_gcm|any] [--seconds N]
URL takes the offer as the body of a POST and answers with the answer's SDP.
"""

import argparse
import array
import asyncio
import fractions
import json
import math
import urllib.request

import aiortc.rtcdtlstransport as dtls
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from av import AudioFrame

RATE = 48_000
HERTZ = 440
BLOCK = 4_800
PROFILES = {
    "aes_cm": [dtls.SRTP_AES128_CM_SHA1_80],
    "aes_gcm": [dtls.SRTP_AEAD_AES_128_GCM],
    "any": dtls.SRTP_PROFILES,
}


class Tone(MediaStreamTrack):
    """A sine of 440 Hz in frames of 20 ms."""

    kind = "audio"

    def __init__(self):
        super().__init__()
        self.at = 0
        self.start = None

    async def recv(self):
        loop = asyncio.get_running_loop()
        self.start = self.start if self.start is not None else loop.time()
        await asyncio.sleep(max(0, self.start + self.at / RATE - loop.time()))
        samples = array.array("h", (round(12_000 * math.sin(2 * math.pi * HERTZ * (self.at + i) / RATE)) for i in range(960)))
        frame = AudioFrame(format="s16", layout="mono", samples=960)
        frame.planes[0].update(samples.tobytes())
        frame.sample_rate = RATE
        frame.pts = self.at
        frame.time_base = fractions.Fraction(1, RATE)
        self.at += 960
        return frame


def snr_db(samples):
    """Energy of the fitted sine against the rest, block by block, so that a slip of the jitter buffer costs one block."""
    signal = noise = 0.0
    for at in range(0, len(samples) - BLOCK + 1, BLOCK):
        block = samples[at : at + BLOCK]
        cosine = sum(v * math.cos(2 * math.pi * HERTZ * i / RATE) for i, v in enumerate(block)) * 2 / BLOCK
        sine = sum(v * math.sin(2 * math.pi * HERTZ * i / RATE) for i, v in enumerate(block)) * 2 / BLOCK
        tone = (cosine * cosine + sine * sine) / 2 * BLOCK
        signal += tone
        noise += max(0.0, sum(v * v for v in block) - tone)
    return 10 * math.log10((signal + 1e-9) / (noise + 1e-9))


async def measure(track, seconds):
    """Left channel of what arrives in `seconds`, the first second left out."""
    heard = array.array("h")
    while len(heard) < (seconds + 1) * RATE:
        frame = await asyncio.wait_for(track.recv(), 5)
        channels = len(frame.layout.channels)
        heard.extend(array.array("h", bytes(frame.planes[0])[: frame.samples * channels * 2])[::channels])
    return heard[RATE:]


async def main():
    options = argparse.ArgumentParser()
    options.add_argument("url")
    options.add_argument("--profile", choices=PROFILES, default="any")
    options.add_argument("--seconds", type=int, default=3)
    options = options.parse_args()
    dtls.SRTP_PROFILES[:] = list(PROFILES[options.profile])

    pc = RTCPeerConnection()
    back = asyncio.get_running_loop().create_future()
    pc.on("track", lambda track: back.done() or back.set_result(track))
    sender = pc.addTrack(Tone())
    await pc.setLocalDescription(await pc.createOffer())
    request = urllib.request.Request(options.url, data=pc.localDescription.sdp.encode(), method="POST")
    answer = await asyncio.to_thread(lambda: urllib.request.urlopen(request, timeout=10).read().decode())
    await pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    heard = await measure(await asyncio.wait_for(back, 15), options.seconds)
    session = sender.transport._ssl
    profile = session.get_selected_srtp_profile() if session else b""
    print(json.dumps({"snr_db": round(snr_db(heard), 1), "profile": profile.decode(), "state": pc.connectionState}))
    await pc.close()


asyncio.run(main())
